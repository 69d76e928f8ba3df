import type { Readable } from 'node:stream';
import type { Hop } from './call.ts';
import type { ProxyPeer } from './proxy.ts';
import { invalid, type OpenedBody } from './requestTarget.ts';

/** What goes over a connection: the path as the peer expects it, headers in order, the length of the body where there is one. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array | Readable | null;
  /** Bytes of the body; null sends no Content-Length. */
  readonly length: number | null;
}

/** The head of a request: Host and Connection come first, Content-Length last, the others as given. */
export function headText({ method, path, headers, length }: RawRequest): string {
  const first = headers.filter(([name]) => /^host$/i.test(name));
  const [, connection = 'keep-alive'] = headers.find(([name]) => /^connection$/i.test(name)) ?? [];
  const others = headers.filter(([name]) => !/^(host|connection|content-length)$/i.test(name));
  const last = length === null ? [] : [['content-length', String(length)] as const];
  const lines = [...first, ['connection', connection] as const, ...others, ...last];
  return `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** A proxy for plain http gets the whole address (RFC 9112 section 3.2.2). */
function pathOf(url: URL, proxy: ProxyPeer | null): string {
  const path = `${url.pathname}${url.search}`;
  return proxy !== null && url.protocol === 'http:' ? `${url.origin}${path}` : path;
}

/** Methods whose requests say that they have no body (RFC 9110 section 8.6). */
const payloadMethods = new Set(['POST', 'PUT', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH']);

/** Puts together what is written. @throws REQUEST_INVALID */
export function rawRequest(hop: Hop, proxy: ProxyPeer | null, { body, length }: OpenedBody): RawRequest {
  const { method, url } = hop;
  const given = hop.headers.find(([name]) => /^content-length$/i.test(name))?.[1];
  if (given !== undefined && Number(given) !== length)
    throw invalid(`Content-Length says ${given}, and the body has ${length} bytes.`, 'headers');
  const headers: [string, string][] = [...hop.headers];
  if (!headers.some(([name]) => /^host$/i.test(name))) headers.unshift(['host', url.host]);
  if (proxy !== null && proxy.authorization !== null && url.protocol === 'http:')
    headers.push(['Proxy-Authorization', proxy.authorization]);
  const isTold = length > 0 || given !== undefined || payloadMethods.has(method);
  return { method, path: pathOf(url, proxy), headers, body, length: isTold ? length : null };
}
