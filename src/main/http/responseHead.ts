/** What no reading of HTTP/1.1 can make sense of; the message says why, as the end of a sentence. */
export class NotHttp extends Error {}

/** How a body ends: after so many bytes, by chunks, or with the connection (RFC 9112 section 6.3). */
type Framing = number | 'chunked' | 'close';

/** The head of a response as it was understood. */
export interface ParsedHead {
  readonly status: number;
  readonly statusText: string;
  readonly version: string;
  readonly headers: [name: string, value: string][];
  readonly framing: Framing;
  /** Transfer codings besides chunked, as listed. */
  readonly transferCodings: readonly string[];
  /** The connection may serve another request afterwards. */
  readonly persistent: boolean;
}

const tokenName = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;

/** Understands the lines of a head; what deviates goes into the notes. @throws NotHttp */
export function headOf(lines: readonly Buffer[], method: string, notes: Set<string>): ParsedHead {
  const [first, ...rest] = lines;
  const words = /^HTTP\/(\d)(?:\.(\d))?[ \t]+(\d{3})(?:[ \t]+(.*))?$/i.exec(textOf(first ?? Buffer.alloc(0)));
  if (words === null) throw new NotHttp('its status line cannot be read');
  const [, major = '1', minor = '1', code = '', statusText = ''] = words;
  const version = `${major}.${minor}`;
  if (major !== '1') notes.add(`The status line says HTTP/${version} on a connection of HTTP/1.1.`);
  const status = Number(code);
  if (status < 100 || status > 599) notes.add(`The status ${code} is none of 100 to 599.`);
  if (status === 101) notes.add('The server switched protocols though it was not asked to.');
  const headers = headerLines(rest, notes);
  const transferCodings = listOf(headers, 'transfer-encoding').filter((name) => name !== 'identity');
  const framing = framingOf(status, method, headers, transferCodings, notes);
  const connection = listOf(headers, 'connection');
  const persistent =
    !connection.includes('close') && (version !== '1.0' || connection.includes('keep-alive')) && status !== 101;
  return {
    status,
    statusText: statusText.trim(),
    version,
    headers,
    framing,
    transferCodings: transferCodings.filter((name) => name !== 'chunked'),
    persistent: persistent && framing !== 'close' && !hasConflict(headers),
  };
}

function headerLines(lines: readonly Buffer[], notes: Set<string>): [string, string][] {
  const headers: [string, string][] = [];
  for (const line of lines) {
    if (line.includes(0)) throw new NotHttp('a header holds a NUL byte');
    const text = textOf(line);
    const last = headers.at(-1);
    if (/^[ \t]/.test(text)) {
      notes.add('Headers are folded over several lines (obsolete since RFC 7230); they were joined.');
      if (last !== undefined) last[1] = `${last[1]} ${text.trim()}`.trim();
      continue;
    }
    const colon = text.indexOf(':');
    const name = text.slice(0, Math.max(colon, 0)).trimEnd();
    if (name === '') {
      notes.add('A header line without a name and colon was passed over.');
      continue;
    }
    if (!tokenName.test(name)) notes.add('A header name has characters that HTTP does not allow.');
    if (name.length !== colon) notes.add('Spaces stand between a header name and its colon.');
    const value = text.slice(colon + 1).trim();
    if (value.includes('\r')) notes.add('A header value holds a carriage return.');
    headers.push([name, value.replaceAll('\r', ' ')]);
  }
  return headers;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Header text is UTF-8 where it can be, and Latin-1 otherwise (RFC 9110 section 5.5 leaves it open). */
function textOf(line: Buffer): string {
  try {
    return utf8.decode(line);
  } catch {
    return line.toString('latin1');
  }
}

function framingOf(
  status: number,
  method: string,
  headers: readonly [string, string][],
  codings: readonly string[],
  notes: Set<string>,
): Framing {
  const isInformational = status >= 100 && status < 200;
  if (method === 'HEAD' || isInformational || status === 204 || status === 304) return 0;
  const lengths = listOf(headers, 'content-length');
  if (codings.length > 0) {
    if (lengths.length > 0) notes.add('Content-Length stands beside Transfer-Encoding, which counts (RFC 9112, 6.3).');
    return codings.at(-1) === 'chunked' ? 'chunked' : 'close';
  }
  const [length] = lengths.slice(-1);
  if (length === undefined) return 'close';
  if (lengths.some((each) => !/^\d+$/.test(each))) throw new NotHttp(`its Content-Length is not a number (${length})`);
  if (!lengths.every((each) => Number(each) === Number(length)))
    notes.add('Content-Length stands there several times with different values; the last was taken.');
  else if (lengths.length > 1) notes.add('Content-Length stands there several times with the same value.');
  if (Number.isSafeInteger(Number(length))) return Number(length);
  notes.add('Content-Length is beyond any size; the body was read until the connection closed.');
  return 'close';
}

/** Lengths that differ, or lengths beside chunks: what follows on the connection cannot be trusted. */
function hasConflict(headers: readonly [string, string][]): boolean {
  const lengths = new Set(listOf(headers, 'content-length').map(Number));
  return lengths.size > 1 || (lengths.size > 0 && listOf(headers, 'transfer-encoding').length > 0);
}

/** The items of a header that is a list, in lower case. */
function listOf(headers: readonly [string, string][], name: string): string[] {
  const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.flatMap((value) => value.split(',').map((item) => item.trim().toLowerCase())).filter((item) => item);
}
