import type { OutboundRequest } from './messages.ts';
import { requestHeaders, targetUrl } from './requestTarget.ts';

type Pairs = [name: string, value: string][];

/** Methods for which a body is expected, so that an empty one is said (RFC 9110 section 8.6). */
const expectsBody = new Set(['PUT', 'POST', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH']);

/**
 * Every header of a request as it goes over the wire, in that order: Host and Connection come first, the length of the
 * body last. `proxyAuthorization` stands in where an http proxy is asked for the whole address.
 * @throws REQUEST_INVALID
 */
export function wireHeaders(
  { method, url, headers, body }: Pick<OutboundRequest, 'method' | 'url' | 'headers' | 'body'>,
  userAgent: string,
  proxyAuthorization: string | null = null,
): Pairs {
  const all = requestHeaders(headers, userAgent);
  const given = (name: string) => all.find(([each]) => each.toLowerCase() === name)?.[1];
  const others = all.filter(([name]) => !/^(host|connection|content-length)$/i.test(name));
  const length = lengthOf(body) ?? (expectsBody.has(method) ? 0 : null);
  // The connection ends after HEAD, since some servers send a body all the same.
  const connection = method === 'HEAD' || /^close$/i.test(given('connection') ?? '') ? 'close' : 'keep-alive';
  return [
    ['host', given('host') ?? targetUrl(url).host],
    ['connection', connection],
    ...others,
    ...(proxyAuthorization === null ? [] : ([['Proxy-Authorization', proxyAuthorization]] satisfies Pairs)),
    ...(length === null ? [] : ([['content-length', String(length)]] satisfies Pairs)),
  ];
}

/** Bytes of a body; null where there is none, or where its file says it only when it is opened. */
function lengthOf(body: OutboundRequest['body']): number | null {
  if (body === undefined || (typeof body === 'object' && 'path' in body)) return null;
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  return length === 0 ? null : length;
}
