import type { IncomingMessage } from 'node:http';
import type { MockAnswer } from '#core/mock/answer.ts';

/** Origins of pages that may call a mock server besides those of this computer; `*` is every page. */
export type Origins = readonly string[];

const loopback = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** A request without an origin is of a program, or of a page's own. */
export function allowsOrigin(origins: Origins, origin: string | undefined): boolean {
  return origin === undefined || loopback.test(origin) || origins.includes('*') || origins.includes(origin);
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** What lets a page read an answer (Fetch standard, "CORS protocol"); nothing for other origins. */
export function corsHeaders(origins: Origins, origin: string | undefined): Pairs {
  if (origin === undefined || !allowsOrigin(origins, origin)) return [];
  return [
    ['Access-Control-Allow-Origin', origin],
    ['Access-Control-Allow-Credentials', 'true'],
    ['Access-Control-Expose-Headers', '*'],
    ['Vary', 'Origin'],
  ];
}

/** The answer to a preflight; null where the request is none. */
export function answerPreflight({ method, headers }: IncomingMessage): MockAnswer | null {
  const wanted = headers['access-control-request-method'];
  if (method !== 'OPTIONS' || headers.origin === undefined || wanted === undefined) return null;
  const asked = headers['access-control-request-headers'];
  const allowed: Pairs = [
    ['Access-Control-Allow-Methods', wanted],
    ...(typeof asked === 'string' ? [['Access-Control-Allow-Headers', asked] as const] : []),
    ...(headers['access-control-request-private-network'] === 'true'
      ? [['Access-Control-Allow-Private-Network', 'true'] as const]
      : []),
    ['Access-Control-Max-Age', '600'],
  ];
  return { status: 204, headers: allowed, body: '', issues: [] };
}
