import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pdfDocument } from '../pdfDocument.ts';

/** A server that answers with one kind of body a path, and remembers what it was asked for. */
export interface KindsServer {
  readonly origin: string;
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const second = 1_000;
const token = 'eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJhbm5hIiwiaWF0IjoxNzk2MDAwMDAwLCJleHAiOjE3OTYwMDM2MDB9.';

const document = {
  id: '$ID',
  created_at: 1_796_004_000,
  expires: '2027-01-01T00:00:00Z',
  token,
  items: Array.from({ length: 40 }, (_, at) => ({ id: at, name: `Parcel ${at}`, price: at * 1.5, tags: ['a', 'b'] })),
};

const html = `<html><head><title>Parcels</title><link rel="stylesheet" href="/leak.css"><script src="/leak.js"></script></head>
<body><h1>Parcels</h1><p style="color:teal">Three are on their way.</p><img src="/leak.png" alt=""><form action="/leak"><button>Send</button></form>
<a href="/leak">Further</a><script>fetch('/leak-by-script')</script></body></html>`;

/** One byte a character. */
const pdf = (text: string) => ({ type: 'application/pdf', body: Buffer.from(text, 'latin1') });

const kinds: Record<string, { type: string; body: string | Buffer }> = {
  json: { type: 'application/json', body: JSON.stringify(document).replace('"$ID"', '12345678901234567890') },
  other: { type: 'application/json', body: JSON.stringify({ ...document, id: 7, extra: true }) },
  csv: {
    type: 'text/csv',
    body: `number,town,weight\n${Array.from({ length: 300 }, (_, at) => `P-${at},"Bergen, ${at}",${at / 4}`).join('\n')}`,
  },
  html: { type: 'text/html; charset=utf-8', body: html },
  xml: {
    type: 'application/xml',
    body: '<parcels><parcel id="1"><town>Bergen</town></parcel><parcel id="2"/></parcels>',
  },
  'long-xml': {
    type: 'application/xml',
    body: `<parcels>${'<parcel><town>Bergen</town></parcel>'.repeat(5_000)}</parcels>`,
  },
  jwt: { type: 'application/jwt', body: token },
  pdf: pdf(
    pdfDocument(
      Array.from({ length: 40 }, (_, at) => [`Waybill ${at + 1}`, 'To Bergen (Norway)']),
      { jbig2: true },
    ),
  ),
  'locked-pdf': pdf(pdfDocument([['Waybill']], { locked: true })),
  'broken-pdf': pdf('%PDF-1.4\n%%EOF'),
};

export async function startKindsServer(): Promise<KindsServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.slice(1) ?? '';
    asked.push(path);
    if (path === 'away') return response.writeHead(302, { location: '/json' }).end();
    if (path === 'events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const send = (number: number) => {
        response.write(
          `id: ${number}\nevent: ${number % 3 === 0 ? 'tick' : 'parcel'}\ndata: {"number":${number},"town":"Bergen"}\n\n`,
        );
        if (number === 12) response.end();
        else setTimeout(send, second / 10, number + 1);
      };
      return send(1);
    }
    const found = kinds[path];
    if (found === undefined) return response.writeHead(404).end();
    return response
      .writeHead(200, {
        'content-type': found.type,
        'cache-control': 'private, max-age=600',
        'x-ratelimit-limit': '60',
        'x-ratelimit-remaining': '3',
        'x-ratelimit-reset': '120',
        'set-cookie': ['sid=abc; SameSite=None; Path=/', 'theme=dark; Max-Age=86400; Secure; HttpOnly; SameSite=Lax'],
        deprecation: '@1688169599',
        sunset: 'Thu, 31 Dec 2026 23:59:59 GMT',
      })
      .end(found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
