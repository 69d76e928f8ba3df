import { expect } from 'chai';
import { type Property, PropertyList } from './propertyList.ts';
import type { WireCookie, WireResponse } from './wire.ts';

/** Names of the status codes that servers over HTTP/2 leave out (RFC 9110 section 15, RFC 6585). */
const reasons: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** A response as Postman's `Response` shows it. */
export class Response {
  readonly code: number;
  readonly status: string;
  readonly headers: PropertyList;
  readonly cookies: PropertyList;
  readonly responseTime: number;
  readonly responseSize: number;
  readonly #wire: WireResponse;

  constructor(wire: WireResponse) {
    this.#wire = wire;
    this.code = wire.status;
    this.status = wire.statusText || (reasons[wire.status] ?? '');
    this.headers = new PropertyList(
      wire.headers.map(({ name, value }) => ({ key: name, value })),
      'headers',
    );
    this.cookies = cookieList(setCookies(wire));
    this.responseTime = wire.timeMs;
    this.responseSize = wire.bytes;
  }

  get to(): Chai.Assertion {
    return expect(this).to;
  }

  reason(): string {
    return this.status;
  }

  details(): { code: number; name: string; detail: string } {
    return { code: this.code, name: this.status, detail: '' };
  }

  text(): string {
    if (this.#wire.body === null) throw new Error(this.#wire.withheld ?? 'The body is not at hand.');
    return this.#wire.body;
  }

  json(reviver?: (key: string, value: unknown) => unknown): unknown {
    const text = this.text().replace(/^\uFEFF/, '');
    return JSON.parse(text, reviver);
  }

  size(): { body: number; header: number; total: number } {
    const header = this.headers.reduce((sum, { key, value }) => sum + key.length + String(value).length + 4, 0);
    return { body: this.responseSize, header, total: this.responseSize + header };
  }

  contentInfo(): { mimeType: string; contentType: string } {
    const contentType = String(this.headers.get('content-type') ?? '');
    return { contentType, mimeType: contentType.split(';', 1).join('').trim() };
  }

  toJSON(): object {
    const { code, status, responseTime, responseSize } = this;
    return { code, status, header: this.headers.toJSON(), body: this.#wire.body, responseTime, responseSize };
  }
}

/** What `Set-Cookie` says (RFC 6265 section 5.2), as far as scripts look at it. */
function setCookies({ headers }: WireResponse): WireCookie[] {
  return headers
    .filter(({ name }) => name.toLowerCase() === 'set-cookie')
    .map(({ value }) => {
      const [pair = '', ...attributes] = value.split(';');
      const [name = '', content = ''] = pair.split(/=(.*)/s);
      const named = (wanted: string) =>
        attributes.map((each) => each.split(/=(.*)/s)).find(([key = '']) => key.trim().toLowerCase() === wanted);
      return {
        name: name.trim(),
        value: content.trim(),
        domain: named('domain')?.[1]?.trim(),
        path: named('path')?.[1]?.trim(),
        expires: named('expires')?.[1]?.trim(),
        secure: named('secure') !== undefined,
        httpOnly: named('httponly') !== undefined,
      };
    });
}

export function cookieList(cookies: readonly WireCookie[]): PropertyList {
  return new PropertyList(
    cookies.map((cookie): Property => ({ key: cookie.name, ...cookie })),
    'cookies',
  );
}
