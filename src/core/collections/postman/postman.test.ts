import { expect, test } from 'vitest';
import type { PortableRequest } from '../portable.ts';
import { readPortable } from '../read.ts';

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

function read(document: object) {
  return readPortable([{ path: 'a.json', text: JSON.stringify(document) }]);
}

const collectionWith = (item: object, more: object = {}) => ({ info: { name: 'C', schema }, item: [item], ...more });

function requestWith(request: unknown, more: object = {}): PortableRequest {
  const [collection] = read(collectionWith({ name: 'R', request, ...more })).collections;
  const found = collection?.items[0];
  if (found?.kind !== 'request') throw new Error('no request');
  return found;
}

const notesOf = (request: unknown) => read(collectionWith({ name: 'R', request })).notes.map(({ message }) => message);

test.each([
  ['https://a.test/users/:id?q=1#part', 'https://a.test/users/{id}', [['q', '1']]],
  ['http://localhost:3000/:a/b:c', 'http://localhost:3000/{a}/b:c', []],
  [
    '{{base}}/x?y={{a?b&c}}&z=1%202',
    '{{base}}/x',
    [
      ['y', '{{a?b&c}}'],
      ['z', '1 2'],
    ],
  ],
  ['{{url}}', '{{url}}', []],
  [
    'https://a.test?flag&empty=&=x',
    'https://a.test?flag',
    [
      ['empty', ''],
      ['', 'x'],
    ],
  ],
])('the address %s is read with its parameters', (url, base, query) => {
  const request = requestWith({ method: 'GET', url });
  expect(request.url).toBe(base);
  expect(request.parameters.map(({ name, value }) => [name, value])).toEqual(query);
});

test('an address without its text is put together from its parts', () => {
  const url = {
    protocol: 'https',
    host: ['api', 'a', 'test'],
    port: 81,
    path: ['v1', { type: 'string', value: 'x' }],
    query: [{ key: 'a', value: 1 }],
  };
  expect(requestWith({ url })).toMatchObject({
    method: 'GET',
    url: 'https://api.a.test:81/v1/x',
    parameters: [{ name: 'a', value: '1' }],
  });
});

test('an address whose query stands only in its text keeps it', () => {
  const url = { raw: 'https://a.test/x?a=1', host: ['a', 'test'], path: ['x'], query: [] };
  expect(requestWith({ url }).parameters).toMatchObject([{ in: 'query', name: 'a', value: '1' }]);
});

test('an example of another request than its own is noted', () => {
  const example = (url: string) => ({ name: url, originalRequest: { method: 'GET', url }, code: 200 });
  const { notes } = read(
    collectionWith({
      name: 'R',
      request: { method: 'GET', url: 'https://a.test/1' },
      response: [example('https://a.test/1'), example('https://a.test/2')],
    }),
  );
  expect(notes).toEqual([
    { path: ['C', 'R'], message: 'The example “https://a.test/2” was made with another request, which was left out.' },
  ]);
});

test('path variables come with their values and descriptions', () => {
  const url = {
    raw: 'https://a.test/:id',
    variable: [{ key: 'id', value: 'a%2Fb', description: { content: 'Which' } }],
  };
  expect(requestWith({ url }).parameters).toEqual([
    { in: 'path', name: 'id', value: 'a/b', enabled: true, description: 'Which' },
  ]);
});

const json = { mode: 'raw', raw: '{}', options: { raw: { language: 'json' } } };
const typeHeader = (value: string) => [{ key: 'content-type', value }];

test.each<[string, object, PortableRequest['body'], number]>([
  ['a language', { body: json }, { kind: 'text', mediaType: 'application/json', text: '{}' }, 0],
  [
    'a header',
    { body: json, header: typeHeader('application/vnd.x+json') },
    { kind: 'text', mediaType: 'application/vnd.x+json', text: '{}' },
    0,
  ],
  ['nothing', { body: { mode: 'raw', raw: 'x' } }, { kind: 'text', mediaType: 'text/plain', text: 'x' }, 0],
  [
    'a file',
    { body: { mode: 'file', file: { src: '/a.bin' } } },
    { kind: 'file', mediaType: 'application/octet-stream', path: '/a.bin' },
    0,
  ],
  [
    'a file without a path',
    { body: { mode: 'file', file: { src: null } } },
    { kind: 'file', mediaType: 'application/octet-stream', path: '' },
    0,
  ],
  ['nothing typed', { body: { mode: 'raw', raw: '' }, header: typeHeader('text/css') }, { kind: 'none' }, 1],
  ['switched off', { body: { ...json, disabled: true } }, { kind: 'none' }, 0],
  [
    'GraphQL with variables as an object',
    {
      body: { mode: 'graphql', graphql: { query: '{a}', variables: { b: 1 }, operationName: 'X' } },
      header: typeHeader('application/json'),
    },
    { kind: 'graphql', query: '{a}', variables: '{\n  "b": 1\n}', operationName: 'X' },
    0,
  ],
])('the type of a body comes from %s', (_, request, body, headers) => {
  const read_ = requestWith({ method: 'POST', url: 'https://a.test', ...request });
  expect(read_.body).toEqual(body);
  expect(read_.parameters).toHaveLength(headers);
});

test('fields of forms keep files, types, descriptions and what is switched off', () => {
  const formdata = [
    { key: 'a', value: 'b', type: 'text', contentType: 'text/csv', description: 'D' },
    { key: 'f', type: 'file', src: ['/1', '/2'], disabled: true },
    { key: 'n', value: 5 },
  ];
  const { body } = requestWith({
    method: 'POST',
    url: 'x',
    body: { mode: 'formdata', formdata },
    header: typeHeader('multipart/form-data; boundary=x'),
  });
  expect(body).toEqual({
    kind: 'form',
    mediaType: 'multipart/form-data',
    fields: [
      { name: 'a', value: 'b', enabled: true, description: 'D', mediaType: 'text/csv' },
      { name: 'f', value: '', enabled: false, description: '', file: { path: '/1' } },
      { name: 'f', value: '', enabled: false, description: '', file: { path: '/2' } },
      { name: 'n', value: '5', enabled: true, description: '' },
    ],
  });
});

const rows = (settings: Record<string, unknown>) => Object.entries(settings).map(([key, value]) => ({ key, value }));

test.each([
  ['basic', { username: 'u', password: 'p' }, { kind: 'basic', username: 'u', password: 'p' }],
  ['digest', { username: 'u', password: 'p', realm: 'r' }, { kind: 'digest', username: 'u', password: 'p' }],
  ['bearer', { token: 't' }, { kind: 'bearer', token: 't', prefix: 'Bearer' }],
  ['apikey', { key: 'k', value: 'v', in: 'query' }, { kind: 'apiKey', in: 'query', name: 'k', value: 'v' }],
  ['apikey', { key: 'k', value: 'v' }, { kind: 'apiKey', in: 'header', name: 'k', value: 'v' }],
  [
    'awsv4',
    { accessKey: 'a', secretKey: 's', region: 'r', service: 'e' },
    { kind: 'awsSigV4', accessKeyId: 'a', secretAccessKey: 's', sessionToken: '', region: 'r', service: 'e' },
  ],
  ['oauth2', { accessToken: 't', headerPrefix: 'Token ' }, { kind: 'bearer', token: 't', prefix: 'Token' }],
  [
    'oauth2',
    { accessToken: 't', addTokenTo: 'queryParams' },
    { kind: 'apiKey', in: 'query', name: 'access_token', value: 't' },
  ],
  ['noauth', {}, { kind: 'none' }],
] as const)('%s %o is read from the rows of v2.1 and the object of v2.0', (type, settings, auth) => {
  expect(requestWith({ url: 'x', auth: { type, [type]: rows(settings) } }).auth).toEqual(auth);
  expect(requestWith({ url: 'x', auth: { type, [type]: settings } }).auth).toEqual(auth);
});

test.each(['oauth1', 'hawk', 'ntlm', 'edgegrid', 'jwt', 'asap', 'oauth2', 'something'])(
  '%s becomes none with a note',
  (type) => {
    const auth = { type, [type]: rows({ secret: 'canary' }) };
    expect(requestWith({ url: 'x', auth }).auth).toEqual({ kind: 'none' });
    const said = notesOf({ url: 'x', auth });
    expect(said).toHaveLength(1);
    expect(said.join()).not.toContain('canary');
  },
);

test('scripts of collection, folder and request are kept, as lists and as texts', () => {
  const event = [
    { listen: 'prerequest', script: { exec: ['a();', 'b();'] } },
    { listen: 'test', script: { exec: 'c();' } },
    { listen: 'test', script: { exec: ['d();'] } },
    { listen: 'test', disabled: true, script: { exec: 'off();' } },
  ];
  const folder = { name: 'F', event, item: [{ name: 'R', event, request: { url: 'x' } }] };
  const { collections, notes } = read(collectionWith(folder, { event }));
  const scripts = { before: 'a();\nb();', after: 'c();\n\nd();' };
  expect(collections).toMatchObject([{ scripts, items: [{ kind: 'folder', scripts, items: [{ scripts }] }] }]);
  expect(notes.map(({ path }) => path)).toEqual([['C'], ['C', 'F'], ['C', 'F', 'R']]);
});

test('settings, variables, examples and descriptions are kept', () => {
  const { collections } = read(
    collectionWith(
      {
        name: 'R',
        protocolProfileBehavior: {
          followRedirects: false,
          maxRedirects: 3,
          disableCookies: true,
          protocolVersion: 'http2',
        },
        request: { url: 'x', description: { content: 'Why', type: 'text/markdown' } },
        response: [
          { name: 'ok', code: 201, status: 'Created', header: [{ key: 'A', value: 'b' }], body: '{}' },
          { name: 'empty', header: null, body: null },
        ],
      },
      {
        variable: [
          { key: 'a', value: { b: 1 } },
          { id: 'old', value: 2 },
          { key: 's', value: 'v', type: 'secret', disabled: true },
        ],
      },
    ),
  );
  expect(collections).toMatchObject([
    {
      variables: [
        { name: 'a', value: '{"b":1}' },
        { name: 'old', value: '2' },
        { name: 's', value: 'v', secret: true, enabled: false },
      ],
      items: [
        {
          description: 'Why',
          settings: { followRedirects: false, maxRedirects: 3, useCookies: false, httpVersion: '2' },
          examples: [
            { name: 'ok', status: 201, statusText: 'Created', headers: [{ name: 'A', value: 'b' }], body: '{}' },
            { name: 'empty', status: 0, headers: [], body: '' },
          ],
        },
      ],
    },
  ]);
});
