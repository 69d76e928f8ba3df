import { open } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { networkFaults } from '#contract/network.ts';
import { counted } from '#core/counted.ts';
import type { OutboundBody } from './messages.ts';
import { nodeHttp } from './nodeHttp.ts';

/**
 * Parses where a request goes; decimal, octal and hexadecimal addresses become the address they mean.
 * @throws REQUEST_INVALID unless it is http or https, or where it carries a user name or password: those belong into a connection,
 * where they are sealed and bound to hosts
 */
export function targetUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw invalid('The address is not a URL.', 'url');
  if (!isHttp(url)) throw invalid(`Only http and https are supported, not ${url.protocol.slice(0, -1)}.`, 'url');
  if (url.username !== '' || url.password !== '')
    throw invalid('The address carries a user name or password; put it into a basic connection.', 'url');
  url.hash = '';
  return url;
}

export function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** Whether a URL's host is among `host`, `host:port` and `*.host` entries. */
export function isAmong(url: URL, hosts: readonly string[]): boolean {
  const host = url.hostname.toLowerCase();
  const withPort = `${host}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
  return hosts.some((entry) => {
    const wanted = entry.trim().toLowerCase();
    return wanted === host || wanted === withPort || (wanted.startsWith('*.') && host.endsWith(wanted.slice(1)));
  });
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** Headers by which front ends that many share choose where a request goes on to. */
const namesHost = /^(host|x-host|x-(forwarded|original)-(host|server)|x-http-host-override|x-backend-host|forwarded)$/i;

/** The hosts that headers name, as they are there, besides the URL's own. */
export function namedHosts(headers: Pairs, url: URL): string[] {
  const named = headers.filter(([name]) => namesHost.test(name)).flatMap(([name, value]) => hostsIn(name, value));
  return named.filter((host) => URL.parse(`${url.protocol}//${host}`)?.host !== url.host || /[@/?#\\]/.test(host));
}

/** `Forwarded` (RFC 7239) has the host as one of its pairs; the others are lists of hosts. */
function hostsIn(name: string, value: string): string[] {
  const list = /^forwarded$/i.test(name)
    ? [...value.matchAll(/(?:^|[;,\s])host\s*=\s*("[^"]*"|[^;,\s]*)/gi)].map(([, host = '']) =>
        host.replaceAll('"', ''),
      )
    : value.split(',');
  return list.map((host) => host.trim().toLowerCase()).filter((host) => host !== '');
}

/** Header names that the connection itself decides about (RFC 9110 section 7.6.1). */
const ours = new Set(['transfer-encoding', 'keep-alive', 'upgrade', 'expect', 'te', 'trailer', 'proxy-connection']);
const single = new Set(['host', 'content-length']);

/**
 * The headers as sent, in the given order and case, and after them what is missing: Accept, Accept-Encoding, User-Agent.
 * @throws REQUEST_INVALID, with the header's index as `field`
 */
export function requestHeaders(headers: Pairs, userAgent: string): [name: string, value: string][] {
  const seen = new Set<string>();
  for (const [index, [name, value]] of headers.entries()) {
    const why = objection(name, value, seen);
    if (why !== null) throw invalid(why, `headers.${index}`);
    seen.add(name.toLowerCase());
  }
  const defaults: Pairs = [
    ['Accept', '*/*'],
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
    ['User-Agent', userAgent],
  ];
  const missing = defaults.filter(([name]) => !seen.has(name.toLowerCase()));
  return [...headers, ...missing].map(([name, value]) => [name, value]);
}

function objection(name: string, value: string, seen: ReadonlySet<string>): string | null {
  const lower = name.toLowerCase();
  if (!isValid(() => nodeHttp.validateHeaderName(name)))
    return 'A header name has a character that HTTP does not allow.';
  if (!isValid(() => nodeHttp.validateHeaderValue(name, value)))
    return `The value of ${name} has a line break or a character outside Latin-1.`;
  if (ours.has(lower)) return `${name} is set by the connection and cannot be given.`;
  if (lower === 'connection' && !/^(close|keep-alive)$/i.test(value)) return 'Connection can be close or keep-alive.';
  if (lower === 'content-length' && !/^\d+$/.test(value)) return 'Content-Length is a whole number.';
  return single.has(lower) && seen.has(lower) ? `${name} stands there twice.` : null;
}

function isValid(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** The fault for a request that cannot be written. */
export function invalid(message: string, field: string) {
  return networkFaults.fault('REQUEST_INVALID', message, {
    kept: 'Nothing was sent.',
    todo: 'Correct the request and send it again.',
    field,
    phase: 'address',
  });
}

/** A body as the connection takes it, with its length in bytes. */
export interface OpenedBody {
  readonly body: string | Uint8Array | Readable | null;
  readonly length: number;
}

/** Bytes of a body; null where only its file knows. */
export function lengthOf(body: OutboundBody | null): number | null {
  if (body === null) return 0;
  return typeof body === 'string' || body instanceof Uint8Array ? Buffer.byteLength(body) : null;
}

/**
 * Opens a body for one sending; a file is read while it is sent, and closed when the stream ends or is destroyed.
 * @throws REQUEST_INVALID where the file cannot be read
 */
export async function openBody(body: OutboundBody | null): Promise<OpenedBody> {
  if (body === null || typeof body === 'string' || body instanceof Uint8Array)
    return { body, length: lengthOf(body) ?? 0 };
  const file = await open(body.path).catch(() => null);
  const found = await file?.stat();
  if (file !== null && found?.isFile())
    return { body: file.createReadStream({ highWaterMark: 256 * 1024 }), length: found.size };
  await file?.close();
  throw invalid('The file of the body cannot be read.', 'body');
}

/** What is written: the request line, every header in order, the body. */
export interface WireRequest {
  readonly line: string;
  readonly headers: [name: string, value: string][];
  readonly body: OpenedBody['body'];
  /** Bytes of the body. */
  readonly length: number;
}

interface Written {
  readonly method: string;
  readonly url: URL;
  /** As `requestHeaders` gives them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** The peer that reads a request on its way, and what it asks for. */
interface ReadingProxy {
  readonly authorization: string | null;
}

/**
 * Puts together what goes over a connection; `proxy` is the one that reads it, since the target speaks plain http.
 * @throws REQUEST_INVALID
 */
export function wireRequest(request: Written, { body, length }: OpenedBody, proxy: ReadingProxy | null): WireRequest {
  const { method, url } = request;
  const path = `${url.pathname}${url.search}`;
  // A proxy for plain http gets the whole address (RFC 9112 section 3.2.2).
  const line = `${method} ${proxy === null ? path : `${url.origin}${path}`} HTTP/1.1`;
  return { line, headers: wireHeaders(request, length, proxy?.authorization ?? null), body, length };
}

/** Methods whose requests say that they have no body (RFC 9110 section 8.6). */
const expectsBody = new Set(['POST', 'PUT', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH']);

/**
 * Every header as it goes over the wire: Host and Connection come first, Content-Length last, the others as given.
 * @param length bytes of the body; null where only its file knows, and Content-Length is left out
 * @throws REQUEST_INVALID
 */
export function wireHeaders(
  { method, url, headers }: Written,
  length: number | null,
  proxyAuthorization: string | null,
): [name: string, value: string][] {
  const given = (name: string) => headers.find(([each]) => each.toLowerCase() === name);
  const others = headers.filter(([name]) => !/^(host|connection|content-length)$/i.test(name));
  const told = given('content-length')?.[1];
  if (told !== undefined && length !== null && Number(told) !== length)
    throw invalid(`Content-Length says ${told}, and the body has ${counted(length, 'byte')}.`, 'headers');
  const isTold = length !== null && (length > 0 || told !== undefined || expectsBody.has(method));
  // The connection ends after HEAD, since some servers send a body anyway.
  const connection = method === 'HEAD' ? 'close' : (given('connection')?.[1] ?? 'keep-alive');
  const pairs: Written['headers'] = [
    given('host') ?? ['host', url.host],
    ['connection', connection],
    ...others,
    ...(proxyAuthorization === null ? [] : [['Proxy-Authorization', proxyAuthorization] as const]),
    ...(isTold ? [['content-length', String(length)] as const] : []),
  ];
  return pairs.map(([name, value]) => [name, value]);
}

/** The head of a request as text; its characters are bytes of Latin-1. */
export function headText({ line, headers }: WireRequest): string {
  return `${line}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** Headers that speak of a connection of HTTP/1.1 (RFC 9113 section 8.2.2), and Host, which stands in `:authority`. */
const ofConnection =
  /^(connection|keep-alive|proxy-connection|proxy-authorization|transfer-encoding|upgrade|http2-settings|host)$/;

/**
 * The same request for HTTP/2: method and address stand in pseudo headers, and names are in lower case (RFC 9113 section 8.3.1).
 * @throws REQUEST_INVALID
 */
export function http2Request(request: Written, { body, length }: OpenedBody): WireRequest {
  const { method, url } = request;
  const all = wireHeaders(request, length, null).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const rest = all.filter(([name, value]) => !ofConnection.test(name) && (name !== 'te' || value === 'trailers'));
  const path = `${url.pathname}${url.search}`;
  const headers: WireRequest['headers'] = [
    [':method', method],
    [':scheme', url.protocol.slice(0, -1)],
    [':authority', all.find(([name]) => name === 'host')?.[1] ?? url.host],
    [':path', path],
    ...rest,
  ];
  return { line: `${method} ${path} HTTP/2`, headers, body, length };
}

/** Pieces that a body is written in, so that a stall is noticed. */
const pieceBytes = 256 * 1024;

/**
 * Writes a body at the pace of the connection, as long as `goesOn` says so after each piece.
 * @throws REQUEST_INVALID where the file is not as long as it was. False: it was ended early.
 */
export async function writeBody(to: Writable, { body, length }: WireRequest, goesOn: () => boolean): Promise<boolean> {
  if (length <= pieceBytes && !(body instanceof Readable)) {
    if (body !== null) to.write(body);
    return goesOn();
  }
  let left = length;
  for await (const chunk of piecesOf(body)) {
    if (!goesOn()) return false;
    left -= chunk.length;
    if (left < 0) break;
    if (!to.write(chunk)) await drained(to);
  }
  if (left !== 0) throw invalid('The file of the body changed while it was sent.', 'body');
  return goesOn();
}

async function* piecesOf(body: OpenedBody['body']): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  if (!(body instanceof Readable)) {
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    return;
  }
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) return;
    yield chunk;
  }
}

/** Resolves when more can be written, or nothing any more. */
function drained(to: Writable): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      to.off('drain', go).off('close', go);
      resolve();
    };
    to.on('drain', go).on('close', go);
    if (to.destroyed) go();
  });
}
