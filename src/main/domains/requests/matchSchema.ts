import type { z } from 'zod';
import type { OperationDetail } from '#contract/openapi.ts';
import type { schemaMatch } from '#contract/requests.ts';
import { essence, isJson } from '#core/http/mediaType.ts';
import type { OutboundResponse, StoredBody } from '#main/http/index.ts';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import type { MatchAnswer } from './matchJob.ts';
import { matchOnWorker } from './matchOnWorker.ts';
import { parseJson } from './parseJson.ts';

export type SchemaMatch = z.infer<typeof schemaMatch>;

const say = (state: SchemaMatch['state'], message: string, errors: SchemaMatch['errors'] = []): SchemaMatch => ({
  ...{ state, message, errors },
});

/** Whether the response is what the operation declares for its status. A body that is kept in a file is checked on a worker. */
export async function matchSchema(operation: OperationDetail | null, response: OutboundResponse): Promise<SchemaMatch> {
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
  if (response.truncated || response.body.bytes > checkedBytes)
    return say('unchecked', 'The body is too long to be checked.');
  return inWords(await judge(content.schema, operation.definitions, response.body));
}

/** Longest JSON that is checked. */
const checkedBytes = 5_000_000;

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
  return wanted.map((name) => contents.find(({ mediaType }) => essence(mediaType) === name)).find(Boolean);
}

type Schema = NonNullable<Contents[number]['schema']>;

async function judge(
  schema: Schema,
  definitions: OperationDetail['definitions'],
  body: StoredBody,
): Promise<MatchAnswer> {
  if (body.kind === 'file') return matchOnWorker({ path: body.path, schema, definitions });
  const parsed = parseJson(body.data);
  return parsed && validateAgainstSchema(schema, parsed.value, definitions);
}

function inWords(verdict: MatchAnswer): SchemaMatch {
  if (verdict === null) return say('differs', 'The body is not valid JSON.', [{ pointer: '', message: 'is not JSON' }]);
  if (verdict.outcome === 'matches') return say('matches', 'The body matches its schema.');
  if (verdict.outcome === 'unchecked') return say('unchecked', verdict.reason);
  const { mismatches } = verdict;
  const places = mismatches.length === 1 ? 'one place' : `${mismatches.length} places`;
  return say('differs', `The body differs from its schema in ${places}.`, mismatches);
}
