import { apart, decoded, pairSpans, plainSpans } from './plainSecrets.ts';
import {
  type Hidden,
  isKnownToken,
  isNoValue,
  isRandomValue,
  isStrongValue,
  type Judge,
  mask,
  maskSpans,
  type SecretSpan,
} from './secretJudge.ts';
import { elementName } from './secretNames.ts';

/** Masks the secrets in a text, whatever it is: JSON, XML, a form, an address, or lines of `name: value`. */
export function hideInText(text: string, judge: Judge): Hidden {
  return maskSpans(text, spansOf(text, judge, 0));
}

/** Masks user and password, and the parameters of query and fragment that are secrets. */
export function hideInUrl(url: string, judge: Judge): Hidden {
  return maskSpans(url, urlSpans(url, judge));
}

/** Masks the cookies of a Cookie header that are secrets; the others stay. */
export function hideInCookies(header: string, judge: Judge): Hidden {
  return maskSpans(
    header,
    pairSpans(header, /\s*([^=;]+)=("[^"]*"|[^;]*)/g, (name, value) => judge('cookie', name, value)),
  );
}

/** Masks the texts of a program that are secrets: those of known services, and random ones under a secret's name. Code stays code. */
export function hideInScript(script: string, judge: Judge): Hidden {
  const named = /([\w.-]{1,80})["'`]?\s*[:=,]\s*["'`]([^"'`\n]{8,})(?=["'`])/g;
  const known = /(["'`])([^"'`\n]{20,})(?=\1)/g;
  return maskSpans(
    script,
    apart([
      ...pairSpans(script, known, (_, value) => isKnownToken(value)),
      ...pairSpans(script, named, (name, value) => isRandomValue(value) && judge('field', name, value)),
    ]),
  );
}

/** Texts within texts are followed this deep. */
const deepest = 4;

/** The first line of settings in sections, as of INI and TOML; JSON has no bare word there. */
const sectionStart = /^\s*\[+[A-Za-z_][\w .:-]*\]+[ \t]*(\r?\n|$)/;

function spansOf(text: string, judge: Judge, depth: number): SecretSpan[] {
  if (depth > deepest) return [];
  const start = /\S/.exec(text)?.[0] ?? '';
  const inner = (value: string) => maskSpans(value, spansOf(value, judge, depth + 1));
  if (/^[{["]$/.test(start) && !sectionStart.test(text)) return jsonSpans(text, judge, inner);
  if (start === '<') return xmlSpans(text, judge);
  if (/^[^\s=&<>{}"]+=[^\s&;]*(&[^\s=&]+=[^\s&;]*)*$/.test(text.trim()) && !text.includes('://'))
    return pairSpans(text, /([^=&]+)=([^&]*)/g, (name, value) => judge('field', name, value));
  const urls = addressSpans(text, judge);
  const overlaps = (span: SecretSpan) => urls.some((url) => url.from < span.to && span.from < url.to);
  return apart([...urls, ...plainSpans(text, judge).filter((span) => !overlaps(span))]);
}

function urlSpans(url: string, judge: Judge): SecretSpan[] {
  const query = pairSpans(url, /(?<=[?&#;])([^=&#?;]+)=([^&#]*)/g, (name, value) => judge('query', name, value));
  return [...userSpans(url), ...query];
}

/** The password of an address, and a user name that is alone and looks like a token. */
function userSpans(url: string): SecretSpan[] {
  const match = /^(\s*(?:[a-z][a-z0-9+.-]*:)?\/\/)([^/?#\s@:]*)(?::([^/?#\s]*))?@/i.exec(url);
  if (match === null) return [];
  const [, start = '', user = '', password] = match;
  const userEnd = start.length + user.length;
  const userSpan = { name: 'user name', value: decoded(user), from: start.length, to: userEnd };
  const passwordSpan = {
    name: 'password',
    value: decoded(password ?? ''),
    from: userEnd + 1,
    to: userEnd + 1 + (password ?? '').length,
  };
  return [
    ...(isStrongValue(userSpan.value) ? [userSpan] : []),
    ...(isNoValue(passwordSpan.value) ? [] : [passwordSpan]),
  ];
}

/** Addresses anywhere in a text. */
function addressSpans(text: string, judge: Judge): SecretSpan[] {
  if (!text.includes('://')) return [];
  return [...text.matchAll(/\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'<>]+/gi)].flatMap(({ 0: url, index }) =>
    urlSpans(url, judge).map((span) => ({ ...span, from: span.from + index, to: span.to + index })),
  );
}

const attribute = /([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g;

/** Elements and attributes whose names say so, and `value` where `name` or `key` beside it does. */
function xmlSpans(text: string, judge: Judge): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(/<([A-Za-z_][\w:.-]*)([^<>]*)>/g)) {
    const [whole, element = '', rest = ''] = match;
    const after = match.index + whole.length;
    spans.push(...attributeSpans(rest, after - 1 - rest.length, judge));
    if (!rest.endsWith('/')) spans.push(...contentSpans(text, localName(element), after, judge));
  }
  return spans;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function attributeSpans(text: string, offset: number, judge: Judge): SecretSpan[] {
  const all = [...text.matchAll(attribute)].map((match) => {
    const [whole, name = '', quoted = ''] = match;
    const to = offset + match.index + whole.length - 1;
    return { name: localName(name), value: unescaped(quoted.slice(1, -1)), from: to - quoted.length + 2, to };
  });
  const naming = all.find(({ name }) => /^(name|key)$/i.test(name))?.value;
  return all.filter(({ name, value }) => {
    const named = naming !== undefined && /^value$/i.test(name) && judge('field', naming, value);
    return named || (naming !== value && judge('field', name, value));
  });
}

function contentSpans(text: string, name: string, after: number, judge: Judge): SecretSpan[] {
  const open = '<![CDATA[';
  const isSection = text.startsWith(open, after);
  const from = isSection ? after + open.length : after;
  const end = text.indexOf(isSection ? ']]>' : '<', from);
  const to = end === -1 ? text.length : end;
  const value = isSection ? text.slice(from, to) : unescaped(text.slice(from, to));
  return judge('field', name, value) ? [{ name, value, from, to }] : [];
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** An object or list that is open, and the name that counts for what is in it. */
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
const carriers = new Set(
  'value raw current plain plaintext default text data old new previous confirm confirmation repeat'.split(' '),
);

const token = /\/\*.*?\*\/|(?<![:\w])\/\/[^\n]*|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[[\]{}:,]|[^\s[\]{}:,"']+/gs;

/**
 * The secrets in a text that is JSON, or nearly: what is still being typed, lines of JSON, JSON with comments, names without
 * quotes. Reads token by token, so that neither depth nor a fault in it matters. `inner` masks the text that a string holds.
 */
function jsonSpans(text: string, judge: Judge, inner: (value: string) => Hidden): SecretSpan[] {
  const spans: SecretSpan[] = [];
  const frames: Frame[] = [];
  for (const match of text.matchAll(token)) {
    const [raw] = match;
    if (raw.startsWith('//') || raw.startsWith('/*')) continue;
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
  if (!/[=:<]|\b(bearer|basic)\s/i.test(value)) return [];
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
