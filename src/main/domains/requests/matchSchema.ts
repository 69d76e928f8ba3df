import type { z } from 'zod';
import type { OperationDetail } from '#contract/openapi.ts';
import type { schemaMatch } from '#contract/requests.ts';
import { validateAgainstSchema } from '#main/domains/openapi/index.ts';
import type { OutboundResponse } from '#main/http/index.ts';
import { isJson, mediaTypeOf } from './mediaType.ts';

export type SchemaMatch = z.infer<typeof schemaMatch>;

const say = (state: SchemaMatch['state'], message: string, errors: SchemaMatch['errors'] = []): SchemaMatch => ({
  ...{ state, message, errors },
});

/** Whether the response is what the operation declares for its status. Only bodies in memory are checked. */
export function matchSchema(operation: OperationDetail | null, response: OutboundResponse): SchemaMatch {
  if (operation === null) return say('unchecked', 'The request belongs to no operation.');
  const declared = responseFor(operation, response.status);
  if (declared === undefined) return say('undeclared', `The operation does not declare the status ${response.status}.`);
  if (response.body.bytes === 0 && declared.contents.length === 0) return say('matches', 'As declared: no body.');
  const content = contentFor(declared.contents, response.contentType);
  if (content === undefined)
    return say(
      'undeclared',
      `The operation does not declare ${response.contentType || 'a body'} for ${declared.status}.`,
    );
  if (content.schema === undefined) return say('unchecked', 'The operation declares no schema for this response.');
  if (!isJson(response.contentType)) return say('unchecked', 'Only JSON is checked against its schema.');
  if (response.truncated || response.body.kind !== 'inline')
    return say('unchecked', 'The body is too long to be checked.');
  return check(operation, content.schema, response.body.data);
}

type Contents = OperationDetail['responses'][number]['contents'];

/** The exact status, then its class, then `default` (OpenAPI 3.1, Responses Object). */
function responseFor({ responses }: OperationDetail, status: number) {
  const names = [String(status), `${Math.floor(status / 100)}XX`, 'default'];
  return names
    .map((name) => responses.find((response) => response.status.toUpperCase() === name.toUpperCase()))
    .find(Boolean);
}

/** The most specific declared media type that covers the given one. */
function contentFor(contents: Contents, given: string): Contents[number] | undefined {
  const type = given.split('/')[0] ?? '';
  const wanted = [given, `${type}/*`, '*/*'];
  return wanted.map((name) => contents.find(({ mediaType }) => mediaTypeOf(mediaType) === name)).find(Boolean);
}

function check(
  operation: OperationDetail,
  schema: NonNullable<Contents[number]['schema']>,
  data: Uint8Array,
): SchemaMatch {
  const parsed = parse(data);
  if (parsed === null) return say('differs', 'The body is not valid JSON.', [{ pointer: '', message: 'is not JSON' }]);
  const verdict = validateAgainstSchema(schema, parsed.value, operation.definitions);
  if (verdict.outcome === 'matches') return say('matches', 'The body matches its schema.');
  if (verdict.outcome === 'unchecked') return say('unchecked', verdict.reason);
  const { mismatches } = verdict;
  return say(
    'differs',
    `The body differs from its schema in ${mismatches.length} ${mismatches.length === 1 ? 'place' : 'places'}.`,
    mismatches,
  );
}

function parse(data: Uint8Array): { value: unknown } | null {
  try {
    return { value: JSON.parse(new TextDecoder().decode(data)) };
  } catch {
    return null;
  }
}
