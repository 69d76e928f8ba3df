import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

export interface EchoServer {
  readonly url: string;
  /** Every request as it came, head and body. */
  readonly seen: string[];
  /** Settles when the next request for `/slow` has had its first bytes. */
  nextSlow(): Promise<void>;
  close(): void;
}

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

type Reply = (secret: string, response: ServerResponse, other: string) => void;

/** Ways in which a server gives a secret back. */
const replies: Record<string, Reply> = {
  raw: (secret, response) => response.end(`you sent ${secret} and ${secret}`),
  percent: (secret, response) => response.end(`?key=${encodeURIComponent(secret)}&again=${encodeURI(secret)}`),
  base64: (secret, response) => {
    const shifted = ['', 'a', 'ab'].map((before) => Buffer.from(`${before}${secret}:x`).toString('base64'));
    response.end([...shifted, Buffer.from(secret).toString('base64url')].join(' '));
  },
  json: (secret, response) => {
    response.setHeader('content-type', 'application/json');
    const ascii = JSON.stringify({ secret }).replace(/[<>&"]/g, (char) =>
      char === '"' ? char : `\\u00${char.charCodeAt(0).toString(16)}`,
    );
    response.end(`[${JSON.stringify({ secret })},${ascii}]`);
  },
  headers: (secret, response) => {
    response.setHeader('x-raw', secret);
    response.setHeader('x-percent', encodeURIComponent(secret));
    response.setHeader('set-cookie', [`session=${encodeURIComponent(secret)}; Path=/`, 'b=c']);
    response.setHeader('www-authenticate', `Basic realm="${secret}"`);
    response.setHeader('content-type', `text/plain; charset="${secret}"`);
    response.setHeader('etag', `"${Buffer.from(secret).toString('base64')}"`);
    response.end('look at the headers');
  },
  reason: (secret, response) => response.writeHead(400, `bad key ${secret}`).end(),
  redirect: (secret, response) =>
    response
      .writeHead(302, { location: `/raw?leak=${encodeURIComponent(secret)}#${encodeURIComponent(secret)}` })
      .end(),
  elsewhere: (secret, response, other) =>
    response.writeHead(307, { location: `${other}/raw?leak=${encodeURIComponent(secret)}` }).end(secret),
  loop: (secret, response) =>
    response.writeHead(302, { location: `/loop?leak=${encodeURIComponent(secret)}&n=${Math.random()}` }).end(),
  nowhere: (secret, response) =>
    response.writeHead(302, { location: `ftp://127.0.0.1/${encodeURIComponent(secret)}` }).end(),
  error: (secret, response) =>
    response
      .writeHead(500)
      .end(`<b>No such key: ${escapeHtml(secret)}</b><i title="${escapeHtml(secret).replaceAll('"', '&quot;')}">`),
  gzip: (secret, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(`compressed ${secret}`));
  },
  large: (secret, response) => {
    for (let line = 0; line < 6_000; line += 1) response.write(`${'x'.repeat((line * 37) % 1_500)}${secret}\n`);
    response.end();
  },
  slow: (secret, response) => void response.write(`first ${secret}${'.'.repeat(70_000)}`),
  cut: (secret, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(secret, () => response.destroy());
  },
  broken: (secret, response) => {
    response.socket?.write(`HTTP/1.1 200 OK\r\nX-Key: ${secret}\r\n${secret} is no header\r\n\r\n`, () =>
      response.destroy(),
    );
  },
  badcoding: (secret, response) => {
    response.setHeader('content-encoding', secret);
    response.end(secret);
  },
};

export const replyNames: readonly string[] = Object.keys(replies);

/** Whatever is in a request where credentials go. */
function secretOf({ headers, url = '' }: IncomingMessage): string {
  const [scheme, rest] = (headers.authorization ?? '').split(/ (.*)/s);
  if (scheme === 'Basic') return Buffer.from(rest ?? '', 'base64').toString();
  if (rest) return rest;
  const key = headers['x-key'];
  if (typeof key === 'string') return key;
  const cookie = /key=([^;]*)/.exec(headers.cookie ?? '')?.[1];
  return decoded(cookie ?? '') || (URL.parse(url, 'http://localhost')?.searchParams.get('key') ?? 'none');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A server that answers `/<reply>` by giving back the credentials it was sent in that way. `other` is another origin. */
export async function startEcho(other = 'http://127.0.0.1:9'): Promise<EchoServer> {
  const seen: string[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    seen.push(
      `${request.method} ${decoded(request.url ?? '')}\n${request.rawHeaders.join('\n')}\n${secretOf(request)}`,
    );
    const name = /^\/(\w+)/.exec(request.url ?? '')?.[1] ?? 'raw';
    const reply = replies[name] ?? ((_secret: string, answer: ServerResponse) => void answer.end('{}'));
    reply(secretOf(request), response, other);
    if (name === 'slow') waiting.shift()?.();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    nextSlow: () => new Promise((resolve) => void waiting.push(resolve)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
