import { fieldOf, type Header, httpDate, type Remark, spanWords } from './fields.ts';
import { type Item, numberOf, parseList } from './structuredField.ts';

/** A quota that the server tells of. */
export interface RateLimit {
  /** The header that it stands in. */
  readonly header: string;
  /** The name of its policy, where it has one. */
  readonly name: string | null;
  readonly limit: number | null;
  readonly remaining: number | null;
  /** Seconds of the window in which `limit` counts. */
  readonly window: number | null;
  /** When it is full again, milliseconds UTC. */
  readonly resetsAt: number | null;
}

/** What is left of the quotas; `at` is when the response came, milliseconds UTC. */
export function rateLimits(headers: readonly Header[], at: number): RateLimit[] {
  const standard = standardLimits(headers, at);
  return standard.length > 0 ? standard : customaryLimits(headers, at);
}

/** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10). */
function standardLimits(headers: readonly Header[], at: number): RateLimit[] {
  const limits = parseList(fieldOf(headers, 'ratelimit') ?? '') ?? [];
  const policies = parseList(fieldOf(headers, 'ratelimit-policy') ?? '') ?? [];
  const nameOf = ({ value }: Item) => (value.kind === 'text' || value.kind === 'token' ? value.value : null);
  const told = limits.filter((item) => numberOf(item, 'r') !== undefined);
  const names = [...new Set([...told, ...policies].map(nameOf))].filter((name) => name !== null);
  return names.map((name) => {
    const limit = told.find((item) => nameOf(item) === name);
    const policy = policies.find((item) => nameOf(item) === name);
    const seconds = limit && numberOf(limit, 't');
    return {
      header: limit === undefined ? 'RateLimit-Policy' : 'RateLimit',
      name,
      limit: (policy && numberOf(policy, 'q')) ?? null,
      remaining: (limit && numberOf(limit, 'r')) ?? null,
      window: (policy && numberOf(policy, 'w')) ?? null,
      resetsAt: seconds === undefined ? null : at + seconds * 1_000,
    };
  });
}

/** Names that APIs gave it before there was a standard; each may come with `-Limit`, `-Remaining` and `-Reset`. */
const prefixes = ['RateLimit', 'X-RateLimit', 'X-Rate-Limit', 'X-Ratelimit-Requests'];

function customaryLimits(headers: readonly Header[], at: number): RateLimit[] {
  return prefixes.flatMap((prefix) => {
    const read = (end: string) => fieldOf(headers, `${prefix}-${end}`.toLowerCase());
    const number = (end: string) => firstNumber(read(end));
    const [limit, remaining] = [number('Limit'), number('Remaining')];
    const resetsAt = resetTime(read('Reset'), at);
    if (limit === null && remaining === null && resetsAt === null) return [];
    const window = /;\s*w=(\d+)/.exec(read('Limit') ?? '')?.[1];
    const name = read('Resource') ?? null;
    return [{ header: `${prefix}-*`, name, limit, remaining, window: window ? Number(window) : null, resetsAt }];
  });
}

function firstNumber(field: string | undefined): number | null {
  const digits = /^\s*(\d+)/.exec(field ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** A number above this is a moment and no span: ten years in seconds. */
const longestSpan = 315_360_000;

/** Seconds from now, seconds or milliseconds since 1970, or a date: APIs differ. */
export function resetTime(field: string | undefined, at: number): number | null {
  if (field === undefined) return null;
  const number = Number(field);
  if (field.trim() === '' || Number.isNaN(number)) return httpDate(field) ?? isoTime(field);
  if (number <= longestSpan) return at + number * 1_000;
  return number < 100_000_000_000 ? number * 1_000 : number;
}

function isoTime(field: string): number | null {
  const time = /^\d{4}-\d{2}-\d{2}T/.test(field) ? Date.parse(field) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** When to come again (RFC 9110 section 10.2.3), milliseconds UTC; null where it is not said. */
export function retryAt(headers: readonly Header[], at: number): number | null {
  const field = fieldOf(headers, 'retry-after');
  if (field === undefined) return null;
  return /^\d+$/.test(field) ? at + Number(field) * 1_000 : (httpDate(field) ?? null);
}

/** The same in sentences. */
export function explainRateLimits(headers: readonly Header[], at: number, now: number): Remark[] {
  const remarks = rateLimits(headers, at).map((limit): Remark => {
    const { header, remaining, resetsAt } = limit;
    const isUsedUp = remaining === 0 && (resetsAt ?? Number.POSITIVE_INFINITY) > now;
    const moment = resetsAt === null ? {} : { at: resetsAt };
    return { header, weight: isUsedUp ? 'bad' : 'info', text: limitWords(limit), ...moment };
  });
  const again = retryAt(headers, at);
  if (again === null) return remarks;
  const isOver = again <= now;
  const text = isOver ? 'The time to wait is over.' : 'Wait until then before you send it again.';
  return [...remarks, { header: 'Retry-After', weight: isOver ? 'info' : 'warn', text, at: again }];
}

function limitWords({ name, limit, remaining, window, resetsAt }: RateLimit): string {
  const count = (value: number) => value.toLocaleString('en');
  const left =
    remaining === null
      ? limit === null
        ? 'A limit applies'
        : `${count(limit)} requests are allowed`
      : `${count(remaining)}${limit === null ? '' : ` of ${count(limit)}`} left`;
  const within = window === null ? '' : ` in ${spanWords(window)}`;
  return `${name === null ? '' : `${name}: `}${left}${within}${resetsAt === null ? '' : ' until the reset'}.`;
}
