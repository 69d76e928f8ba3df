import type { z } from 'zod';
import type { OperationDetail } from '#contract/openapi.ts';
import type { draftProblem, RequestDraft } from '#contract/requests.ts';
import type { schemaMatch } from '#contract/responses.ts';
import type { StoredFile } from '#contract/transfer.ts';
import { counted } from '#core/counted.ts';
import { isJson } from '#core/http/mediaType.ts';
import { mask } from '#core/http/secretJudge.ts';
import { type JsonFault, jsonFault } from '#core/json/places.ts';
import { findContent } from '#core/openapi/index.ts';
import { declaredContent, declaredResponse, hasBody } from '#core/openapi/responses.ts';
import type { OutboundResponse, StoredBody } from '#main/http/index.ts';
import { validateAgainstSchema, validateJson } from '#main/kernel/validateSchema.ts';
import { WorkerPool, workerFile } from '#main/kernel/workerPool.ts';
import type { SchemaMatchJobs, SchemaVerdict } from './schemaMatchWorker.ts';
import type { FoundFiles } from './writeBody.ts';

/** What is in the way of a draft, or is odd about it. */
export type DraftProblem = z.infer<typeof draftProblem>;

/** Where in the body it is; both count from 1. */
interface Place {
  readonly line?: number;
  readonly column?: number;
}

/** Nothing is sent while there is one. */
export const error = (field: string, message: string, place: Place = {}): DraftProblem => ({
  severity: 'error',
  field,
  message,
  ...place,
});

export const warning = (field: string, message: string, place: Place = {}): DraftProblem => ({
  severity: 'warning',
  field,
  message,
  ...place,
});

/** A secret that was left out when the draft was kept, and that its person must enter again; in parameters it is found where they are written. */
export function notKept({ url, server, body, auth }: RequestDraft): DraftProblem[] {
  const again = (what: string) => `${what} held a secret that is not kept. Enter it again in place of ${mask}.`;
  const fields =
    body.kind === 'form' ? body.fields.filter(({ enabled, value }) => enabled && value.includes(mask)) : [];
  return [
    ...(url.includes(mask) ? [error('url', again('The address'))] : []),
    ...(server?.includes(mask) ? [error('server', again('The server'))] : []),
    ...(textsOf(body).some((text) => text.includes(mask)) ? [error('body', again('The body'))] : []),
    ...(JSON.stringify(auth).includes(mask)
      ? [error('auth', 'The secret of the authentication is not kept. Enter it again, or keep it in a connection.')]
      : []),
    ...fields.map(({ name }) => error(name, `${name} was a secret and is not kept. Enter it again.`)),
  ];
}

type Body = RequestDraft['body'];

function textsOf(body: Body): string[] {
  if (body.kind === 'graphql') return [body.query, body.variables];
  return body.kind === 'text' ? [body.text] : [];
}

/** Files and long texts that the draft names and that are no longer here: what is missing, and where it was. */
export function missingFiles(body: Body, files: FoundFiles): DraftProblem[] {
  const isGone = (stored: StoredFile | undefined) => stored !== undefined && !files.has(stored.id);
  if (body.kind === 'text') {
    if (body.text !== '' || !isGone(body.stored)) return [];
    return [error('body', `The body (${sizeOf(body.stored)}) is no longer kept on this computer. Enter it again.`)];
  }
  if (body.kind === 'file') return fileProblems(body, 'body', isGone);
  if (body.kind !== 'form') return [];
  return body.fields.flatMap(({ name, file, enabled }) =>
    file === undefined || !enabled ? [] : fileProblems(file, name, isGone),
  );
}

type File = Pick<Extract<Body, { kind: 'file' }>, 'name' | 'data' | 'stored' | 'leftOut' | 'elsewhere'>;

function fileProblems(file: File, field: string, isGone: (stored: StoredFile | undefined) => boolean): DraftProblem[] {
  const name = file.name || 'The file';
  if (file.data !== '') return [];
  if (file.leftOut) return [error(field, `${name} shows a secret, so it was not kept. Choose the file again.`)];
  if (file.stored === undefined && file.elsewhere !== undefined)
    return [error(field, `The file ${file.elsewhere} is not here: only its path came with the request. Choose it.`)];
  if (!isGone(file.stored)) return [];
  return [error(field, `${name} (${sizeOf(file.stored)}) is no longer kept on this computer. Choose the file again.`)];
}

function sizeOf(stored: StoredFile | undefined): string {
  const bytes = stored?.bytes ?? 0;
  return bytes < 100_000 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Bodies above this length are sent without being checked against the schema. */
const checkedCharacters = 1_000_000;

/** What is odd about a draft's body: missing, not JSON, or not as the operation's schema says. It can be sent anyway, as a test may want. */
export function checkBody(body: RequestDraft['body'], operation: OperationDetail | null): DraftProblem[] {
  const declared = operation?.requestBody;
  if (body.kind === 'none') return declared?.required === true ? [warning('body', 'The operation needs a body.')] : [];
  if (body.kind === 'graphql') return checkGraphql(body);
  if (body.kind !== 'text' || !isJson(body.mediaType)) return [];
  if (body.text.trim() === '') return [warning('body', 'The body is empty. Enter JSON, or choose no body.')];
  const fault = jsonFault(body.text);
  if (fault !== null)
    return [warning('body', faultMessage(body.text, fault), { line: fault.line, column: fault.column })];
  const schema = findContent(declared?.contents ?? [], body.mediaType)?.schema;
  if (schema === undefined || body.text.length > checkedCharacters) return [];
  const verdict = validateAgainstSchema(schema, JSON.parse(body.text), operation?.definitions, 'readOnly');
  if (verdict.outcome !== 'differs') return [];
  return verdict.mismatches
    .slice(0, 20)
    .map(({ pointer, message }) => warning('body', `${pointer || 'The body'} ${message}`));
}

function checkGraphql({ query, variables }: Extract<Body, { kind: 'graphql' }>): DraftProblem[] {
  if (query.trim() === '') return [warning('body', 'The query is empty.')];
  const fault = variables.trim() === '' ? null : jsonFault(variables);
  if (fault !== null)
    return [error('variables', `The variables are not valid JSON (line ${fault.line}, column ${fault.column}).`)];
  return variables.trim() === '' || variables.trim().startsWith('{')
    ? []
    : [error('variables', 'The variables must be a JSON object.')];
}

function faultMessage(text: string, { offset }: JsonFault): string {
  const what = offset >= text.length ? 'it ends too early' : `${JSON.stringify(text[offset])} is not expected there`;
  return `The body is not valid JSON: ${what}.`;
}

export type SchemaMatch = z.infer<typeof schemaMatch>;

const found = (state: SchemaMatch['state'], message: string, errors: SchemaMatch['errors'] = []): SchemaMatch => ({
  state,
  message,
  errors,
});

/** Compares responses with what their operations declare. */
export interface SchemaMatcher {
  /** Whether the response is what the operation declares for its status. A body that is kept in a file is checked on a worker. */
  match(operation: OperationDetail | null, response: OutboundResponse): Promise<SchemaMatch>;
  /** Ends the workers; what they are at stays unchecked. */
  close(): Promise<void>;
}

type Workers = WorkerPool<SchemaMatchJobs>;

export function createSchemaMatcher(): SchemaMatcher {
  const failed = () => new Error('The body could not be checked.');
  const workers: Workers = new WorkerPool({
    name: 'schema',
    file: workerFile(import.meta.url, './schemaMatchWorker'),
    size: 2,
    idleMs: 30_000,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
    errors: { cancelled: failed, tookTooLong: () => tookTooLong, tookTooMuchMemory: failed, workerEnded: failed },
  });
  return {
    match: (operation, response) => matchSchema(workers, operation, response),
    close: () => workers.close(),
  };
}

const timeLimitMs = 10_000;
const tookTooLong = new Error('Checking took too long.');

async function matchSchema(
  workers: Workers,
  operation: OperationDetail | null,
  response: OutboundResponse,
): Promise<SchemaMatch> {
  if (operation === null) return found('unchecked', 'The request belongs to no operation.');
  if (response.fault !== null) return found('unchecked', 'The body is incomplete.');
  const declared = declaredResponse(operation.responses, response.status);
  if (declared === undefined)
    return found('undeclared', `The operation does not declare the status ${response.status}.`);
  if (response.body.bytes === 0 && (declared.contents.length === 0 || !hasBody(operation.method, response.status)))
    return found('matches', 'As declared: no body.');
  const content = declaredContent(declared.contents, response.contentType);
  if (content === undefined)
    return found(
      'undeclared',
      `The operation does not declare ${response.contentType || 'a body'} for ${declared.status}.`,
    );
  if (content.schema === undefined) return found('unchecked', 'The operation declares no schema for this response.');
  if (!isJson(response.contentType)) return found('unchecked', 'Only JSON is checked against its schema.');
  if (response.truncated || response.body.bytes > checkedBytes)
    return found('unchecked', 'The body is too long to be checked.');
  return inWords(await judge(workers, content.schema, operation.definitions, response.body));
}

/** Longest JSON that is checked. */
const checkedBytes = 5_000_000;

type Schema = NonNullable<OperationDetail['responses'][number]['contents'][number]['schema']>;

async function judge(
  workers: Workers,
  schema: Schema,
  definitions: OperationDetail['definitions'],
  body: StoredBody,
): Promise<SchemaVerdict> {
  if (body.kind === 'file') return judgeFile(workers, { path: body.path, schema, definitions });
  return validateJson(schema, body.data, definitions, 'writeOnly');
}

/** A worker that fails or takes too long leaves the body unchecked. */
function judgeFile(workers: Workers, job: SchemaMatchJobs['match']['input']): Promise<SchemaVerdict> {
  return workers.run('match', job, { timeoutMs: timeLimitMs }).catch((cause: unknown) => ({
    outcome: 'unchecked',
    reason: cause === tookTooLong ? tookTooLong.message : 'The body could not be checked.',
  }));
}

function inWords(verdict: SchemaVerdict): SchemaMatch {
  if (verdict === null)
    return found('differs', 'The body is not valid JSON.', [{ pointer: '', message: 'is not JSON' }]);
  if (verdict.outcome === 'matches') return found('matches', 'The body matches its schema.');
  if (verdict.outcome === 'unchecked') return found('unchecked', verdict.reason);
  const { mismatches } = verdict;
  return found('differs', `The body differs from its schema in ${counted(mismatches.length, 'place')}.`, mismatches);
}
