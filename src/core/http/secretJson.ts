import { elementName, type Hidden, type Judge, mask, type SecretSpan } from './secretJudge.ts';

/** An object or list that is open, and the name that counts for what stands in it. */
interface Frame {
  readonly isList: boolean;
  /** The name of the list or object itself. */
  readonly owner: string;
  /** The name of the member whose value comes next; null where a name comes next. */
  member: string | null;
  /** What `name` or `key` beside `value` says, as in `{ "name": "token", "value": "…" }`. */
  naming: string | null;
  value: SecretSpan | null;
}

/** Members that hold what the object around them is named after. */
const carriers = new Set(['value', 'raw', 'current', 'plain', 'plaintext', 'default', 'text', 'data']);

const token = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[[\]{}:,]|[^\s[\]{}:,"']+/gs;

/**
 * The secrets in a text that is JSON, or nearly: what is still being typed, lines of JSON, JSON with comments, names without
 * quotes. Reads token by token, so that neither depth nor a fault in it matters. `inner` masks the text that a string holds.
 */
export function jsonSpans(text: string, judge: Judge, inner: (value: string) => Hidden): SecretSpan[] {
  const spans: SecretSpan[] = [];
  const frames: Frame[] = [];
  for (const match of text.matchAll(token)) {
    const [raw] = match;
    const frame = frames.at(-1);
    if (raw === '{' || raw === '[') frames.push(opened(raw === '[', frame));
    else if (raw === '}' || raw === ']') closeInto(spans, frames.pop(), judge, frames.at(-1));
    else if (raw === ',') endMember(frame);
    else if (raw === ':') continue;
    else if (frame && !frame.isList && frame.member === null) frame.member = textOf(raw);
    else spans.push(...valueSpans({ raw, at: match.index, frame }, judge, inner));
  }
  for (const frame of frames) closeInto(spans, frame, judge, undefined);
  return spans;
}

function opened(isList: boolean, outer: Frame | undefined): Frame {
  const name = outer === undefined ? '' : nameIn(outer);
  return { isList, owner: isList ? elementName(name) : name, member: null, naming: null, value: null };
}

/** The name under which a value in this frame stands. */
function nameIn({ isList, owner, member }: Frame): string {
  if (isList || member === null) return owner;
  return carriers.has(member.toLowerCase()) && owner !== '' ? owner : member;
}

function endMember(frame: Frame | undefined): void {
  if (frame !== undefined) frame.member = null;
}

function closeInto(spans: SecretSpan[], frame: Frame | undefined, judge: Judge, outer: Frame | undefined): void {
  if (frame?.value && frame.naming !== null && judge('field', frame.naming, frame.value.value))
    spans.push({ ...frame.value, name: frame.naming });
  endMember(outer?.isList ? undefined : outer);
}

interface Value {
  readonly raw: string;
  readonly at: number;
  readonly frame: Frame | undefined;
}

function valueSpans({ raw, at, frame }: Value, judge: Judge, inner: (value: string) => Hidden): SecretSpan[] {
  const isString = /^["']/.test(raw);
  const value = textOf(raw);
  const member = frame?.member?.toLowerCase();
  const name = frame === undefined ? '' : nameIn(frame);
  const quote = isString ? raw.charAt(0) : '"';
  const span = { name, value, from: at, to: at + raw.length, instead: `${quote}${mask}${quote}` };
  if (name !== '' && /^["'\d-]/.test(raw) && judge('field', name, value)) return [span];
  if (isString && frame && (member === 'name' || member === 'key')) frame.naming = value;
  else if (frame && member === 'value') frame.value = span;
  return isString ? within(span, quote, inner) : [];
}

/** The secrets within a string, as one change of it. */
function within({ value, from, to }: SecretSpan, quote: string, inner: (value: string) => Hidden): SecretSpan[] {
  if (!/[=:<]/.test(value)) return [];
  const { text, found } = inner(value);
  const written = JSON.stringify(text).slice(1, -1);
  const instead = quote + (quote === '"' ? written : written.replaceAll('\\"', '"').replaceAll("'", "\\'")) + quote;
  return found.map((each) => ({ ...each, from, to, instead }));
}

/** What a string or a bare word says. */
function textOf(raw: string): string {
  if (!/^["']/.test(raw)) return raw;
  const body = raw.length > 1 && raw.endsWith(raw.charAt(0)) ? raw.slice(1, -1) : raw.slice(1);
  try {
    const text: unknown = JSON.parse(
      `"${raw.startsWith("'") ? body.replaceAll("\\'", "'").replaceAll('"', '\\"') : body}"`,
    );
    return typeof text === 'string' ? text : body;
  } catch {
    return body;
  }
}
