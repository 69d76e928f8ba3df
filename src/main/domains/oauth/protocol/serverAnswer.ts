import type { DoctorStep } from '#contract/oauth.ts';

/** What servers answer, read as liberally as they write it: JSON or form-encoded, with errors by the standard or by their own names. */

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an answer, as JSON or form-encoded whatever its media type says; null where it is neither. */
export function readFields(text: string): Fields | null {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  return trimmed.startsWith('{') ? readJson(trimmed) : readForm(trimmed);
}

function readJson(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

const formText = /^[\w.%[\]-]+=[^\s<>{}"]*$/;

function readForm(text: string): Fields | null {
  return formText.test(text) ? Object.fromEntries(new URLSearchParams(text)) : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where some servers put the tokens of an answer: Slack those of a person, others everything. */
const envelopes = ['authed_user', 'data', 'response', 'result', 'token', 'tokens'];

/** The fields that hold the tokens: the answer itself, or an object in it. */
export function tokenFields(fields: Fields): Fields {
  if (filledText(fields, 'access_token', 'accessToken') !== null) return fields;
  const inner = envelopes.map((name) => own(fields, name)).filter(isFields);
  return inner.find((each) => filledText(each, 'access_token', 'accessToken') !== null) ?? fields;
}

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

/** The first of these fields that holds a text which is not empty, trimmed. */
export function filledText(fields: Fields, ...names: string[]): string | null {
  for (const name of names) {
    const value = own(fields, name);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}

/** The first of these fields that holds seconds, as a number or in digits; nothing below one counts. */
export function secondsIn(fields: Fields, ...names: string[]): number | null {
  for (const name of names) {
    const value = own(fields, name);
    const seconds = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
    if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0) return seconds;
  }
  return null;
}

const secretNames = /^(access|refresh|id)_?token$|^device_?code$/i;

/** Every token in an answer, wherever it stands, so that no step shows it. */
export function secretsIn(value: unknown, depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > 6) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' && secretNames.test(name) && inner !== '' ? [inner] : secretsIn(inner, depth + 1),
  );
}

/** Why a server refused. */
interface ServerError {
  readonly code: string;
  readonly error: string;
}

/**
 * The error of an answer: RFC 6749 section 5.2, also with status 200, and what servers put in its place: an object, a list, names of
 * their own. Null where it is none.
 */
export function errorIn(fields: Fields | null, status: number): ServerError | null {
  const named = fields === null ? null : (standardError(fields) ?? ownError(fields, status));
  if (named !== null) return { code: cut(named.code, 200), error: cut(named.error, 2_000) };
  return status < 400 ? null : { code: `HTTP_${status}`, error: bareWords(status) };
}

/** What is said of an answer that gives no reason; `more` tells what it was instead. */
const bareWords = (status: number, more = ''): string => `${answered(status)}${more}.`;
const answered = (status: number) => `The server answered ${status}`;
const cut = (text: string, most: number) => text.slice(0, most);

const wordNames = [
  'error_description',
  'errorDescription',
  'ErrorDescription',
  'error_message',
  'error_msg',
  'errorMessage',
  'errorSummary',
  'message',
  'msg',
  'errmsg',
];
const moreWords = ['detail', 'details', 'title', 'description', 'Error', 'faultstring', 'error_reason', 'reason'];
const wordsOf = (fields: Fields): string | null => filledText(fields, ...wordNames, ...moreWords);

function standardError(fields: Fields): ServerError | null {
  const error = own(fields, 'error');
  if (typeof error === 'string' && error.trim() !== '') {
    const [code, words] = codeAndWords(error.trim());
    return { code, error: wordsOf(fields) ?? words };
  }
  if (!isFields(error)) return null;
  const code = codeIn(error, 'status', 'type', 'code', 'error', 'errorCode') ?? 'error';
  return { code, error: wordsOf(error) ?? code };
}

/** Some servers write both into one text: `invalid_client: Invalid client_id`. */
function codeAndWords(text: string): [code: string, words: string] {
  const both = /^([a-z_]+): (.+)/s.exec(text);
  return [both?.[1] ?? text, both?.[2] ?? text];
}

function codeIn(fields: Fields, ...names: string[]): string | null {
  const number = names.map((name) => own(fields, name)).find((value) => typeof value === 'number' && value !== 0);
  return filledText(fields, ...names) ?? (number === undefined ? null : String(number));
}

const codeNames = ['error_code', 'errorCode', 'ErrorCode', 'errcode', 'err_code'];

/** Names that are no error by themselves: they count where the status, or `ok`, says that something is wrong. */
const vagueNames = ['code', 'status', 'type', 'subCode', 'err', 'name'];

function ownError(fields: Fields, status: number): ServerError | null {
  const isWrong = status >= 400 || own(fields, 'ok') === false || own(fields, 'success') === false;
  const code = codeIn(fields, ...codeNames) ?? (isWrong ? namedBy(fields, status) : null);
  const inner = [own(fields, 'fault'), firstOf(own(fields, 'errors'))].find((each) => each !== undefined);
  if (code !== null) return { code, error: wordsOf(fields) ?? code };
  if (typeof inner === 'string' && inner !== '') return { code: inner, error: inner };
  if (isFields(inner)) {
    const found = codeIn(inner, ...codeNames, ...vagueNames) ?? 'error';
    return { code: found, error: wordsOf(inner) ?? found };
  }
  const words = isWrong ? wordsOf(fields) : null;
  return words === null ? null : { code: status >= 400 ? `HTTP_${status}` : 'error', error: words };
}

/** A `status` or `code` that only repeats the HTTP status is none. */
function namedBy(fields: Fields, status: number): string | null {
  const code = codeIn(fields, ...vagueNames);
  return code === null || Number(code) === status || /^(error|fail(ed|ure)?)$/i.test(code) ? null : code;
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);

/** Codes that say that the server could not do it now, rather than that it will not. */
const passing = new RegExp(
  [
    'temporarily_unavailable|server_error|slow_down|authorization_pending|(request|rate).?limit.*|too_many.*|throttl.*',
    'service_unavailable|internal.*|unavailable|resource_exhausted|unknown_error|timeout|backend_?error|deadline_exceeded',
  ]
    .join('|')
    .replace(/^(.*)$/, '^($1)$'),
  'i',
);

/** Statuses with which a server does not refuse, but cannot now, or which a proxy sent. */
const passingStatuses = new Set([407, 408, 425, 429]);

/** What no server says of something that would go better the next time, whatever the status beside it. */
const final = /^(invalid_(grant|client|token)|unauthorized_client|(interaction|consent|login)_required|access_denied)$/;

/** Codes of our own checks, which no server said. */
const ownChecks = new Set([
  'MALFORMED_ANSWER',
  'INTERRUPTED',
  'TIMED_OUT',
  'CANCELLED',
  'BODY_TOO_LARGE',
  'BAD_RESPONSE',
]);

/**
 * Whether an answer refuses for good: asked again, the server would say the same. A page without a code, as a proxy or a wall sends
 * it, is none; a bare 401 is, and so is a 400 that gives a reason.
 */
export function refusesForGood({ status, code, error }: { status: number | null } & Nullable<ServerError>): boolean {
  if (status === null || code === null || ownChecks.has(code)) return false;
  if (final.test(code)) return true;
  if (status >= 500 || passingStatuses.has(status) || passing.test(code)) return false;
  if (code.startsWith('HTTP_')) return status === 401 || (status === 400 && !error?.startsWith(answered(status)));
  return true;
}

type Nullable<T> = { [K in keyof T]: T[K] | null };

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

type Refusal = Pick<DoctorStep, 'code' | 'error'>;

/**
 * Why a server refused: what its body says, else what stands around it: the challenge of RFC 6750 section 3, where a redirect points to,
 * or the title of a page. Both null where it did not refuse.
 */
export function readRefusal(answer: Answer): Refusal {
  const { status, headers, text } = answer;
  const said = errorIn(readFields(text), status);
  if (said === null && status < 300) return { code: null, error: null };
  const challenge = status === 401 ? challengeOf(headers) : { code: null, error: null };
  const bare = `HTTP_${status}`;
  const code = said === null || said.code === bare ? (challenge.code ?? bare) : said.code;
  const isBare = said === null || said.error === bareWords(status);
  const error = isBare ? (challenge.error ?? challenge.code ?? wordsAround(answer)) : said.error;
  return { code: maskTokens(code.slice(0, 200)), error: maskTokens(error.slice(0, 2_000)) };
}

function challengeOf(headers: Answer['headers']): Refusal {
  const challenge = headerOf(headers, 'www-authenticate') ?? '';
  const parameter = (name: string) => new RegExp(`\\b${name}="([^"]+)"`, 'i').exec(challenge)?.[1] ?? null;
  return { code: parameter('error'), error: parameter('error_description') };
}

function wordsAround({ status, headers, text }: Answer): string {
  const target = headerOf(headers, 'location')?.split(/[?#]/)[0];
  if (status < 400) return bareWords(status, target ? ` and points to ${target}` : '');
  const title = /<title[^>]*>([^<]{1,120})/i.exec(text)?.[1]?.trim();
  return bareWords(status, title ? ` with a page titled “${title}”` : '');
}

const headerOf = (headers: Answer['headers'], wanted: string) =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1];

/** Masks what looks like a token in words that a server wrote: a JWT, or a long word of mixed letters and digits. */
export function maskTokens(words: string): string {
  return words
    .replace(/\beyJ[\w-]{8,}(\.[\w-]+)*/g, '•••')
    .replace(/[\w~+/=-]{24,}/g, (word) => (/\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word) ? '•••' : word));
}
