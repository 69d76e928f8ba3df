import { createHash, createHmac } from 'node:crypto';
import type { UnsignedRequest } from './credentialKind.ts';

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface AwsScope {
  readonly region: string;
  readonly service: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/**
 * Signs a request with exactly the headers that are given, `host` among them.
 * Source: AWS General Reference, "Create a signed AWS API request" (Signature Version 4).
 */
export function signAws(request: UnsignedRequest, keys: AwsKeys, scope: AwsScope) {
  const headers = canonicalHeaders(request.headers);
  const names = headers.map(([name]) => name).join(';');
  const { pathname, search } = new URL(request.url);
  const canonical = [
    request.method.toUpperCase(),
    canonicalPath(pathname, scope.service),
    canonicalQuery(search),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    bodyHash(request.body),
  ].join('\n');
  const stamp = amzDate(scope.at);
  const credential = [stamp.slice(0, 8), scope.region, scope.service, 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', stamp, credential.join('/'), sha256(canonical)].join('\n');
  const key = credential.reduce<string | Buffer>((left, word) => hmac(left, word), `AWS4${keys.secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  const words = [`Credential=${[keys.accessKeyId, ...credential].join('/')}`, `SignedHeaders=${names}`];
  return { signature, authorization: `AWS4-HMAC-SHA256 ${[...words, `Signature=${signature}`].join(', ')}` };
}

/** `20150830T123600Z`. */
export function amzDate(at: number): string {
  return `${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}`;
}

/** Hex SHA-256 of a request's body, of nothing where it has none. */
export function bodyHash(body: Uint8Array | null | undefined): string {
  return sha256(body ?? '');
}

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text, 'utf8').digest();

function canonicalHeaders(headers: UnsignedRequest['headers']): [string, string][] {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value.trim().replace(/\s+/g, ' ')]);
  }
  return [...values]
    .map(([name, list]): [string, string] => [name, list.join(',')])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** S3 takes the path encoded once, every other service encodes what goes over the wire once more. */
function canonicalPath(pathname: string, service: string): string {
  const path = service === 's3' ? pathname : pathname.replace(/\/{2,}/g, '/');
  const segments = path.split('/');
  return segments.map((segment) => encode(service === 's3' ? decode(segment) : segment)).join('/');
}

function canonicalQuery(search: string): string {
  return search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      return [name, rest.join('=')].map((text) => encode(decode(text.replaceAll('+', ' '))));
    })
    .sort(([a = '', x = ''], [b = '', y = '']) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
}

/** Everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
