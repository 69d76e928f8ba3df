import { type ConnectionId, type IntegrationId, json } from '#contract/common.ts';
import type { MediaContent, OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { concreteType, isForm, isJsonLines, isTextual } from '#core/http/mediaType.ts';
import { isSecretName } from '#core/http/secretJudge.ts';
import { isObject } from '#core/json/value.ts';
import { type SampleOptions, sampleFromSchema } from '#core/jsonSchema/sample.ts';
import { type Definitions, flattenSchema } from '#core/jsonSchema/schema.ts';
import { bestContent } from '#core/openapi/bodyContent.ts';
import { sampleBody } from '#core/openapi/sampleBody.ts';
import { isBinary } from '#core/openapi/valueText.ts';
import type { ParameterValue } from './parameters.ts';

/** A request before anything is written into it. */
export function blankDraft(): RequestDraft {
  return {
    integrationId: null,
    operationKey: null,
    connectionId: null,
    method: 'GET',
    url: '',
    server: null,
    serverVariables: {},
    parameters: [],
    body: { kind: 'none' },
    followRedirects: true,
    timeoutSeconds: null,
    confirmedHost: null,
  };
}

type OperationParameter = OperationDetail['parameters'][number];

/** A request for the operation, with defaults, examples of what is required, and a sample body. */
export function draftFromOperation(
  integrationId: IntegrationId,
  detail: OperationDetail,
  connectionId: ConnectionId | null,
): RequestDraft {
  const content = bestContent(detail.requestBody?.contents ?? [], detail.definitions);
  return {
    ...blankDraft(),
    integrationId,
    operationKey: detail.key,
    connectionId,
    method: detail.method,
    url: detail.path,
    parameters: detail.parameters.flatMap((parameter) => initialValue(parameter, detail)),
    body: content === undefined ? { kind: 'none' } : bodyFor(content, detail.definitions),
  };
}

/** A required parameter starts with its example or default, or a value that its schema takes; an optional one is not sent until it is chosen. */
function initialValue(parameter: OperationParameter, detail: OperationDetail): ParameterValue[] {
  if (parameter.in === 'querystring' || !parameter.required) return [];
  const schema = flattenSchema(parameter.schema, detail.definitions);
  const stated = parameter.example ?? schema.example ?? parameter.default ?? schema.default;
  const given =
    stated ?? (isCredential(parameter, schema) ? '' : sampleFromSchema(schema, detail.definitions, request));
  const value = json.safeParse(given);
  return [{ name: parameter.name, in: parameter.in, value: value.success ? value.data : '', enabled: true }];
}

/** A secret is nothing to make up. */
const isCredential = ({ name }: OperationParameter, schema: Definitions[string]): boolean =>
  isSecretName(name) || (typeof schema === 'object' && schema.format === 'password');

/** What a person sees near the top is worth a sample; what is deep down only where it must be there. */
const request: SampleOptions = { direction: 'request', properties: 'near' };

type Body = RequestDraft['body'];
type Form = Extract<Body, { kind: 'form' }>;

/** A body of the media type to begin with: its example, or a sample of its schema. */
export function bodyFor(content: MediaContent, definitions: Definitions): Body {
  const mediaType = concreteType(content.mediaType);
  if (isForm(mediaType)) return formBody(mediaType, content, definitions);
  if (isFile(mediaType)) return { kind: 'file', mediaType, name: '', data: '' };
  return { kind: 'text', mediaType, text: sampleBody(content, definitions, request) };
}

/** Whether a body of this type is bytes that nobody writes by hand. */
export const isFile = (mediaType: string): boolean => !isTextual(mediaType) && !isJsonLines(mediaType);

function formBody(mediaType: string, content: MediaContent, definitions: Definitions): Form {
  const schema = flattenSchema(content.schema, definitions);
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const fields = Object.entries(properties).map(([name, property]) => ({
    name,
    value: isBinary(property, definitions) ? '' : scalarText(sampleFromSchema(property, definitions, request)),
    enabled: required.includes(name),
  }));
  return { kind: 'form', mediaType, fields };
}

const scalarText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
