import { headerText, isInformational } from './responseHead.ts';

/** What no reading of HTTP/1.1 can make sense of; the message says why, as the end of a sentence. */
export class NotHttp extends Error {}

/** The peer begins with a frame of HTTP/2: it cannot have understood the request. */
export class SpeaksHttp2 extends NotHttp {}

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

/** What a parser tells, in order: informational heads are taken note of by the parser itself. */
export interface ParserEvents {
  head(head: ParsedHead): void;
  data(chunk: Buffer): void;
  /** The last byte of the response came; `rest` counts bytes after it. */
  end(trailers: [name: string, value: string][], rest: number): void;
}

/** More is refused: bytes of a head, of the line before a chunk with its extensions, and informational responses in front of a final one. */
const most = { head: 1_000_000, chunkLine: 16_000, informational: 100 };

type State = 'head' | 'counted' | 'chunkSize' | 'chunkData' | 'chunkEnd' | 'trailers' | 'untilClose' | 'done';

/**
 * Reads one response of HTTP/1.x from the bytes of a connection (RFC 9112), as tolerant as curl: what deviates from the standard and
 * can be understood in one way only is read, and named in `notes`.
 */
export class ResponseParser {
  readonly notes = new Set<string>();
  private state: State = 'head';
  private held: Buffer = Buffer.alloc(0);
  /** Bytes of the body or chunk that are still to come. */
  private left = 0;
  /** Where the search for the end of a head goes on. */
  private searched = 0;
  private informational = 0;
  private readonly method: string;
  private readonly events: ParserEvents;

  constructor(method: string, events: ParserEvents) {
    this.method = method.toUpperCase();
    this.events = events;
  }

  /** Takes what came. @throws NotHttp */
  push(chunk: Buffer): void {
    this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    while (this.state !== 'done' && this.step());
  }

  /** The other side closed. Tells whether the response is whole. */
  close(): boolean {
    if (this.state === 'untilClose') this.finish([]);
    if (this.state === 'trailers') {
      this.notes.add('The connection closed without the empty line that ends a chunked body.');
      this.finish([]);
    }
    return this.state === 'done';
  }

  private step(): boolean {
    if (this.state === 'head') return this.readHead();
    if (this.state === 'counted' || this.state === 'chunkData' || this.state === 'untilClose') return this.readData();
    if (this.state === 'trailers') return this.readTrailers();
    return this.readChunkLine();
  }

  private readHead(): boolean {
    refuseOtherProtocols(this.held);
    while (this.held[0] === 10 || (this.held[0] === 13 && this.held[1] === 10)) {
      this.notes.add('Empty lines stand before the status line.');
      this.held = this.held.subarray(this.held[0] === 10 ? 1 : 2);
    }
    const lines = this.takeLines('The head of the response');
    if (lines === null) return false;
    const head = headOf(lines, this.method, this.notes);
    if (isInformational(head.status)) return this.passOver(head);
    this.events.head(head);
    if (head.framing === 'chunked') this.state = 'chunkSize';
    else if (head.framing === 'close') this.state = 'untilClose';
    else if (head.framing > 0) {
      this.left = head.framing;
      this.state = 'counted';
    } else this.finish([]);
    return true;
  }

  private passOver({ status, statusText }: ParsedHead): boolean {
    this.informational += 1;
    if (this.informational > most.informational) throw new NotHttp('it sends informational responses without end');
    this.notes.add(`An informational response came first: ${status} ${statusText}`.trim().concat('.'));
    return true;
  }

  private readData(): boolean {
    if (this.held.length === 0) return false;
    const taken = this.state === 'untilClose' ? this.held : this.held.subarray(0, this.left);
    this.held = this.held.subarray(taken.length);
    this.left -= taken.length;
    this.events.data(taken);
    if (this.state === 'untilClose' || this.left > 0) return false;
    if (this.state === 'counted') this.finish([]);
    else this.state = 'chunkEnd';
    return true;
  }

  private readChunkLine(): boolean {
    const at = this.held.indexOf(10);
    if (at < 0 && this.held.length > most.chunkLine) throw new NotHttp('the size of a chunk does not end');
    if (at < 0) return false;
    const line = this.held.toString('latin1', 0, at).replace(/\r$/, '');
    if (this.held[at - 1] !== 13) this.notes.add('Lines end with LF alone.');
    this.held = this.held.subarray(at + 1);
    if (this.state === 'chunkEnd') {
      if (line !== '') throw new NotHttp('a chunk is longer than its size says');
      this.state = 'chunkSize';
      return true;
    }
    const size = /^[ \t]*([\da-f]{1,13})[ \t]*(;.*)?$/i.exec(line)?.[1];
    if (size === undefined) throw new NotHttp('the size of a chunk is not a number');
    this.left = Number.parseInt(size, 16);
    this.state = this.left === 0 ? 'trailers' : 'chunkData';
    return true;
  }

  private readTrailers(): boolean {
    const lines = this.takeLines('The trailer');
    if (lines === null) return false;
    this.finish(headOf([Buffer.from('HTTP/1.1 200'), ...lines], 'HEAD', this.notes).headers);
    return true;
  }

  /** The lines up to an empty one, without their ends; null while that has not come. */
  private takeLines(what: string): Buffer[] | null {
    const end = endOfLines(this.held, this.searched, this.state === 'trailers');
    if (end === null) {
      if (this.held.length > most.head) throw new NotHttp(`${what.toLowerCase()} is longer than 1 MB`);
      this.searched = Math.max(0, this.held.length - 3);
      return null;
    }
    const block = this.held.subarray(0, end);
    this.held = this.held.subarray(end);
    this.searched = 0;
    return splitLines(block, this.notes);
  }

  private finish(trailers: [string, string][]): void {
    this.state = 'done';
    this.events.end(trailers, this.held.length);
  }
}

/** The place after the empty line that ends a block, or null. A block of trailers may be empty itself. */
function endOfLines(data: Buffer, from: number, mayBeEmpty: boolean): number | null {
  if (mayBeEmpty && data[0] === 10) return 1;
  if (mayBeEmpty && data[0] === 13 && data[1] === 10) return 2;
  for (let at = data.indexOf(10, from); at >= 0; at = data.indexOf(10, at + 1)) {
    if (data[at + 1] === 10) return at + 2;
    if (data[at + 1] === 13 && data[at + 2] === 10) return at + 3;
  }
  return null;
}

function splitLines(block: Buffer, notes: Set<string>): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, from)) {
    const ended = block[at - 1] === 13;
    if (!ended) notes.add('Lines end with LF alone.');
    if (at - from > (ended ? 1 : 0)) lines.push(block.subarray(from, ended ? at - 1 : at));
    from = at + 1;
  }
  return lines;
}

/** Bytes that another protocol begins with, so that the reason is the true one. */
function refuseOtherProtocols(data: Buffer): void {
  // A SETTINGS frame on stream 0 is what a server of HTTP/2 sends first (RFC 9113 section 3.4); some close with GOAWAY at once.
  const isFrame = data.length >= 9 && data[0] === 0 && (data[3] === 4 || data[3] === 7) && data.readUInt32BE(5) === 0;
  if (isFrame) throw new SpeaksHttp2('it speaks HTTP/2 only, and the request is set to HTTP/1.1');
  if ((data[0] === 0x15 || data[0] === 0x16) && data[1] === 3) throw new NotHttp('it speaks TLS; use https');
  const word = data.toString('latin1', 0, Math.min(data.length, 5)).trimStart();
  const isOther = data[0] === 0 ? data.length >= 9 : word !== '' && !'HTTP/'.startsWith(word.toUpperCase());
  if (isOther) throw new NotHttp('it begins with something else than a status line');
}

/** Understands the lines of a head; what deviates goes into the notes. @throws NotHttp */
export function headOf(lines: readonly Buffer[], method: string, notes: Set<string>): ParsedHead {
  const [first, ...rest] = lines;
  const words = /^HTTP\/(\d(?:\.\d)?)[ \t]+(\d{3})(?:[ \t]+(.*))?$/i.exec(headerText(first ?? Buffer.alloc(0)));
  if (words === null) throw new NotHttp('its status line cannot be read');
  const [, version = '', code = '', statusText = ''] = words;
  if (!/^1\.[01]$/.test(version)) notes.add(`The status line says HTTP/${version} on a connection of HTTP/1.1.`);
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
    const text = headerText(line);
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
    if (!/^[!#$%&'*+.^_`|~\dA-Za-z-]+$/.test(name)) notes.add('A header name has characters that HTTP does not allow.');
    if (name.length !== colon) notes.add('Spaces stand between a header name and its colon.');
    const value = text.slice(colon + 1).trim();
    if (value.includes('\r')) notes.add('A header value holds a carriage return.');
    headers.push([name, value.replaceAll('\r', ' ')]);
  }
  return headers;
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
  if (length === undefined) {
    if (headers.some(([name]) => /^content-length$/i.test(name))) notes.add('Content-Length is empty.');
    return 'close';
  }
  if (lengths.some((each) => each.startsWith('+'))) notes.add('Content-Length is written with a sign.');
  if (lengths.some((each) => !/^\+?\d+$/.test(each)))
    throw new NotHttp(`its Content-Length is not a number (${length})`);
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
