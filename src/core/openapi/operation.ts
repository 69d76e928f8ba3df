import { z } from 'zod';
import { jsonSchema } from '../jsonSchema/schema.ts';
import { definitionProblem, definitionServer, effectiveSecurity } from './definition.ts';

/** A JSON value whose shape is not ours to check: an example, a default. */
const anyValue = z.unknown();

/** One operation as a list shows it. */
export const operationSummary = z.object({
  /** `GET /pets/{id}`: unique in a definition and stable over its versions. */
  key: z.string(),
  /** In upper case. 3.2's `additionalOperations` may hold any token. */
  method: z.string(),
  path: z.string(),
  operationId: z.string().optional(),
  summary: z.string().optional(),
  tags: z.array(z.string()),
  deprecated: z.boolean(),
  security: effectiveSecurity,
  pointer: z.string(),
  /** Place in the document, from 0. */
  ordinal: z.int(),
  /** Changes when the operation, or a parameter or body that it names directly, changes. */
  fingerprint: z.string(),
});
export type OperationSummary = z.infer<typeof operationSummary>;

export const parameterLocation = z.enum(['path', 'query', 'querystring', 'header', 'cookie']);
export type ParameterLocation = z.infer<typeof parameterLocation>;

export const parameterStyle = z.enum([
  'simple',
  'label',
  'matrix',
  'form',
  'spaceDelimited',
  'pipeDelimited',
  'deepObject',
  /** Swagger 2.0's `collectionFormat: tsv`, which OpenAPI 3 has no word for. */
  'tabDelimited',
  'cookie',
]);
export type ParameterStyle = z.infer<typeof parameterStyle>;

/** A parameter with all that is needed to ask for its value and to write it into a request. */
export const operationParameter = z.object({
  name: z.string(),
  in: parameterLocation,
  required: z.boolean(),
  deprecated: z.boolean(),
  description: z.string().optional(),
  style: parameterStyle,
  explode: z.boolean(),
  allowReserved: z.boolean(),
  allowEmptyValue: z.boolean(),
  /** Where the parameter is described by `content`: the media type that its value is written in. */
  mediaType: z.string().optional(),
  schema: jsonSchema,
  example: anyValue.optional(),
  default: anyValue.optional(),
});
export type OperationParameter = z.infer<typeof operationParameter>;

/** How one property of a form or multipart body is written (OpenAPI 3.2, section Encoding Object). */
export const propertyEncoding = z.object({
  property: z.string(),
  contentType: z.string().optional(),
  style: parameterStyle.optional(),
  explode: z.boolean().optional(),
  allowReserved: z.boolean().optional(),
});
export type PropertyEncoding = z.infer<typeof propertyEncoding>;

export const mediaContent = z.object({
  mediaType: z.string(),
  schema: jsonSchema.optional(),
  /** 3.2: the schema of each item of a stream. */
  itemSchema: jsonSchema.optional(),
  encoding: z.array(propertyEncoding),
  example: anyValue.optional(),
});
export type MediaContent = z.infer<typeof mediaContent>;

export const operationBody = z.object({
  description: z.string().optional(),
  required: z.boolean(),
  contents: z.array(mediaContent),
});
export type OperationBody = z.infer<typeof operationBody>;

export const responseHeader = z.object({
  name: z.string(),
  description: z.string().optional(),
  required: z.boolean(),
  schema: jsonSchema.optional(),
});
export type ResponseHeader = z.infer<typeof responseHeader>;

export const operationResponse = z.object({
  /** `200`, `4XX` or `default`. */
  status: z.string(),
  description: z.string(),
  headers: z.array(responseHeader),
  contents: z.array(mediaContent),
});
export type OperationResponse = z.infer<typeof operationResponse>;

/**
 * One operation in full. Schemas refer to `#/$defs/<name>`; `definitions` holds every schema that they need, once,
 * so that a schema together with `$defs: definitions` stands alone, also where schemas refer to themselves.
 */
export const operationDetail = operationSummary.extend({
  description: z.string().optional(),
  externalDocs: z.object({ url: z.string(), description: z.string().optional() }).optional(),
  parameters: z.array(operationParameter),
  requestBody: operationBody.optional(),
  responses: z.array(operationResponse),
  servers: z.array(definitionServer),
  definitions: z.record(z.string(), jsonSchema),
  /** What could not be resolved while describing; the rest of the detail holds. */
  problems: z.array(definitionProblem),
});
export type OperationDetail = z.infer<typeof operationDetail>;
