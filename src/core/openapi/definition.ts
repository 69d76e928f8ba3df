import { z } from 'zod';
import { jsonSchema } from '../jsonSchema/schema.ts';
import { definitionProblem, problemCode, severity } from './problem.ts';

export { type DefinitionProblem, type ProblemCode, problemCode, type Severity } from './problem.ts';

export const serverVariable = z.object({
  name: z.string(),
  default: z.string(),
  enum: z.array(z.string()).optional(),
  description: z.string().optional(),
});
export type ServerVariable = z.infer<typeof serverVariable>;

/** A base address. `url` may be relative to where the definition was fetched, and may hold `{variables}`. */
export const definitionServer = z.object({
  url: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  variables: z.array(serverVariable),
});
export type DefinitionServer = z.infer<typeof definitionServer>;

export const oauthFlow = z.object({
  flow: z.enum(['authorizationCode', 'clientCredentials', 'implicit', 'password', 'deviceAuthorization']),
  authorizationUrl: z.string().optional(),
  tokenUrl: z.string().optional(),
  refreshUrl: z.string().optional(),
  deviceAuthorizationUrl: z.string().optional(),
  scopes: z.array(z.object({ name: z.string(), description: z.string() })),
});
export type OAuthFlow = z.infer<typeof oauthFlow>;

export const securitySchemeType = z.enum(['apiKey', 'http', 'oauth2', 'openIdConnect', 'mutualTLS']);
export type SecuritySchemeType = z.infer<typeof securitySchemeType>;

/** A way to authenticate, as the definition declares it. Swagger 2.0's words are already turned into OpenAPI 3's. */
export const securityScheme = z.object({
  /** The name that requirements use. */
  key: z.string(),
  type: securitySchemeType,
  description: z.string().optional(),
  deprecated: z.boolean().optional(),
  /** apiKey only: where the key goes, and under which name. */
  in: z.enum(['header', 'query', 'cookie']).optional(),
  parameterName: z.string().optional(),
  /** http only: the scheme of the IANA registry in lower case, for example `basic`, `bearer`, `digest`. */
  scheme: z.string().optional(),
  bearerFormat: z.string().optional(),
  openIdConnectUrl: z.string().optional(),
  oauth2MetadataUrl: z.string().optional(),
  flows: z.array(oauthFlow).optional(),
  /** Stands in the effective security of at least one operation. */
  required: z.boolean(),
  /** How many operations name it, also as one alternative. */
  operations: z.int(),
});
export type SecurityScheme = z.infer<typeof securityScheme>;

/** One scheme of an alternative, with the scopes (oauth2, openIdConnect) or roles that it asks for. */
export const requirementPart = z.object({ scheme: z.string(), scopes: z.array(z.string()) });
export type RequirementPart = z.infer<typeof requirementPart>;

/** Alternatives (OR) of schemes that are needed together (AND). An empty alternative means: works without. Null: none at all. */
export const effectiveSecurity = z.array(z.array(requirementPart)).nullable();
export type EffectiveSecurity = z.infer<typeof effectiveSecurity>;

/** A distinct alternative and the number of operations that accept it. */
export const requirementUse = z.object({ alternative: z.array(requirementPart), operations: z.int() });
export type RequirementUse = z.infer<typeof requirementUse>;

/** What a person needs to know of a definition before it is imported. */
export const definitionReport = z.object({
  title: z.string(),
  version: z.string(),
  /** `2.0`, `3.0.3`, `3.1.0`, `3.2.0`… as the document says. */
  specVersion: z.string(),
  description: z.string().optional(),
  servers: z.array(definitionServer),
  /** Servers that paths and operations name for themselves, each once. */
  operationServers: z.array(definitionServer).default([]),
  operations: z.int(),
  webhooks: z.int(),
  tags: z.array(
    z.object({
      name: z.string(),
      /** What it is called for persons, the tag above it, and what it is for (OpenAPI 3.2). */
      summary: z.string().optional(),
      parent: z.string().optional(),
      kind: z.string().optional(),
      description: z.string().optional(),
      count: z.int(),
    }),
  ),
  securitySchemes: z.array(securityScheme),
  /** True when a scheme of the kind is in the effective security of an operation, also as one alternative. */
  requiresApiKey: z.boolean(),
  /** openIdConnect counts as OAuth2. */
  requiresOAuth2: z.boolean(),
  requiresBasic: z.boolean(),
  requiresBearer: z.boolean(),
  /** How many operations accept authentication and also work without. */
  optionalAuth: z.int(),
  /** The distinct alternatives over all operations, most used first. */
  requirements: z.array(requirementUse),
  coverage: z.object({
    mapped: z.int(),
    total: z.int(),
    unmapped: z.array(z.object({ pointer: z.string(), reason: z.string() })),
  }),
  /** The first problems in the order of the document, at most 200. */
  problems: z.array(definitionProblem),
  /** How many there are of each code, including those that are not listed. */
  problemCounts: z.array(z.object({ code: problemCode, severity, count: z.int() })),
});
export type DefinitionReport = z.infer<typeof definitionReport>;

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

/** How one property of a form or multipart body is written (OpenAPI 3.2, section Encoding Object). */
export const propertyEncoding = z.object({
  property: z.string(),
  contentType: z.string().optional(),
  style: parameterStyle.optional(),
  explode: z.boolean().optional(),
  allowReserved: z.boolean().optional(),
  /** Further headers of the part of a multipart body, with the value that the definition gives them. */
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
});
export type PropertyEncoding = z.infer<typeof propertyEncoding>;

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
  /** Where a form is the whole query: how its properties are written. */
  encoding: z.array(propertyEncoding).optional(),
  schema: jsonSchema,
  example: anyValue.optional(),
  default: anyValue.optional(),
});
export type OperationParameter = z.infer<typeof operationParameter>;

/** How a parameter that no definition describes is written: in the default style of its place (OpenAPI 3.1.1 section 4.8.12.2). */
export function undeclaredParameter(name: string, place: ParameterLocation): OperationParameter {
  const listed = place !== 'path' && place !== 'header';
  return {
    name,
    in: place,
    required: place === 'path',
    deprecated: false,
    style: listed ? 'form' : 'simple',
    explode: listed,
    allowReserved: false,
    allowEmptyValue: false,
    schema: true,
  };
}

export const mediaContent = z.object({
  mediaType: z.string(),
  schema: jsonSchema.optional(),
  /** 3.2: the schema of each item of a stream. */
  itemSchema: jsonSchema.optional(),
  encoding: z.array(propertyEncoding),
  example: anyValue.optional(),
  /** Those that have a name (`examples`), as far as the document holds their values. */
  examples: z.array(z.object({ name: z.string(), value: anyValue })).optional(),
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
 * so that a schema together with `$defs: definitions` is alone, also where schemas refer to themselves.
 */
export const operationDetail = operationSummary.extend({
  description: z.string().optional(),
  externalDocs: z.object({ url: z.string(), description: z.string().optional() }).optional(),
  parameters: z.array(operationParameter),
  requestBody: operationBody.optional(),
  responses: z.array(operationResponse),
  servers: z.array(definitionServer),
  /** The operation or its path names the servers itself; they come before the address of the integration. */
  ownServers: z.boolean(),
  /** The operation itself says that it needs no credentials (`security: []`), so that none goes along unasked. */
  anonymous: z.boolean(),
  definitions: z.record(z.string(), jsonSchema),
  /** Where the API keys of the definition's schemes stand, this operation's or not. */
  apiKeys: z.array(z.object({ in: z.enum(['header', 'query', 'cookie']), name: z.string() })).optional(),
  /** What could not be resolved while describing; the rest of the detail holds. */
  problems: z.array(definitionProblem),
});
export type OperationDetail = z.infer<typeof operationDetail>;

/** What must be known of a parameter to write it. */
export type WritableParameter = Pick<
  OperationParameter,
  'name' | 'in' | 'style' | 'explode' | 'allowReserved' | 'required'
> &
  Partial<Pick<OperationParameter, 'mediaType' | 'encoding'>>;

export interface ParameterValue {
  in: ParameterLocation;
  name: string;
  /** JSON. Undefined and null are not sent. */
  value: unknown;
}

export interface RequestTarget {
  /** With its variables filled in: see `serverUrl`. */
  baseUrl: string;
  /** As in the definition, with `{names}`. */
  path: string;
  parameters: readonly WritableParameter[];
  values: readonly ParameterValue[];
}

export interface SerialisedRequest {
  url: string;
  /** Names as the definition writes them; the cookies, if any, are one header. */
  headers: [name: string, value: string][];
}
