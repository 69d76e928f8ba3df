import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { serve } from './testOutbound.ts';
import { headText, wireHeaders } from './wireRequest.ts';

type Pairs = [name: string, value: string][];

interface Given {
  readonly method?: string;
  readonly headers?: Pairs;
  readonly length?: number | null;
  readonly proxy?: string | null;
}

const headersOf = ({ method = 'GET', headers = [], length = 0, proxy = null }: Given) =>
  wireHeaders({ method, url: new URL('http://api.example.com:8080/x'), headers }, length, proxy);

const host: Pairs = [['host', 'api.example.com:8080']];
const kept: Pairs = [...host, ['connection', 'keep-alive']];

test.each<[string, Given, Pairs]>([
  ['a request without anything', {}, kept],
  ['a body', { method: 'POST', length: 3 }, [...kept, ['content-length', '3']]],
  ['a body of a method that seldom has one', { method: 'DELETE', length: 3 }, [...kept, ['content-length', '3']]],
  ['a body of one byte', { method: 'DELETE', length: 1 }, [...kept, ['content-length', '1']]],
  ['no body where one is expected', { method: 'PUT' }, [...kept, ['content-length', '0']]],
  ['no body, which is told all the same', { headers: [['Content-Length', '0']] }, [...kept, ['content-length', '0']]],
  [
    'a length that is told as it is',
    { method: 'POST', length: 3, headers: [['content-length', '3']] },
    [...kept, ['content-length', '3']],
  ],
  ['a length that nobody knows yet', { method: 'POST', length: null, headers: [['content-length', '9']] }, kept],
  [
    'a name of its own',
    { headers: [['HOST', 'other.example.com']] },
    [
      ['HOST', 'other.example.com'],
      ['connection', 'keep-alive'],
    ],
  ],
  ['its own wish for the connection', { headers: [['Connection', 'close']] }, [...host, ['connection', 'close']]],
  [
    'HEAD, after which it ends',
    { method: 'HEAD', headers: [['Connection', 'keep-alive']] },
    [...host, ['connection', 'close']],
  ],
  [
    'others, in their order and letters',
    {
      headers: [
        ['X-B', '1'],
        ['x-a', '2'],
        ['X-B', '3'],
      ],
    },
    [...kept, ['X-B', '1'], ['x-a', '2'], ['X-B', '3']],
  ],
  [
    'what a proxy asks for',
    { method: 'POST', proxy: 'Basic eA==', headers: [['A', '1']], length: 1 },
    [...kept, ['A', '1'], ['Proxy-Authorization', 'Basic eA=='], ['content-length', '1']],
  ],
])('the head of %s', (_, given, expected) => {
  expect(headersOf(given)).toEqual(expected);
});

test.each([
  ['2', 3],
  ['4', 3],
  ['1', 0],
  ['x', 3],
  ['', 3],
  ['3, 3', 3],
])('a Content-Length of %j is refused for a body of %d bytes', (told, length) => {
  const refused = () => headersOf({ method: 'POST', headers: [['Content-Length', told]], length });
  expect(refused).toThrow(
    expect.objectContaining({
      code: 'REQUEST_INVALID',
      message: `Content-Length says ${told}, and the body has ${length} bytes.`,
      data: expect.objectContaining({ field: 'headers' }),
    }),
  );
});

test.each(['POST', 'PUT', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH', 'GET', 'HEAD', 'DELETE', 'OPTIONS'])(
  'Node’s parser reads the head of a %s as it was meant, with its body after it',
  async (method) => {
    const seen = Promise.withResolvers<[IncomingMessage, string]>();
    const server = await serve.http(async (request, response) => {
      const body = (await request.setEncoding('utf8').toArray()).join('');
      seen.resolve([request, body]);
      response.end();
    });
    const headers: Pairs = [
      ['X-Latin', 'caf\u00e9'],
      ['x-empty', ''],
    ];
    const body = method === 'GET' || method === 'HEAD' ? '' : 'ab';
    const pairs = headersOf({ method, headers, length: body.length });
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(headText({ line: `${method} /x HTTP/1.1`, headers: pairs } as never), 'latin1');
    socket.write(body);
    const [request, received] = await seen.promise;
    expect([request.method, request.url, request.rawHeaders, received]).toEqual([method, '/x', pairs.flat(), body]);
    socket.destroy();
  },
);
