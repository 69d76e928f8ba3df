import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeOperation } from '#core/openapi/index.ts';
import type { OutboundResponse } from '#main/http/index.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { checkBody, createSchemaMatcher, missingFiles } from './checks.ts';

const matcher = createSchemaMatcher();
afterAll(() => matcher.close());

const list = { type: 'array', items: { $ref: '#/components/schemas/Item' } };
const operation = describeOperation(
  {
    openapi: '3.1.0',
    info: { title: 'A', version: '1' },
    components: { schemas: { Item: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } } } },
    paths: {
      '/a': {
        get: {
          responses: {
            200: { description: '', content: { 'application/json': { schema: list }, 'text/*': { schema: {} } } },
            204: { description: '' },
            '4XX': { description: '', content: { 'application/problem+json': { schema: { type: 'object' } } } },
          },
        },
      },
    },
  },
  'GET /a',
);

function answered(status: number, contentType: string, body: OutboundResponse['body']): OutboundResponse {
  const timings = { dns: null, connect: null, tls: null, send: null, firstByte: null, download: null, total: 1 };
  const fixed = { statusText: '', httpVersion: '1.1', headers: [], url: '', redirects: [], timings, remoteAddress: '' };
  return {
    ...fixed,
    status,
    contentType,
    body,
    reusedConnection: false,
    wireBytes: 0,
    headBytes: 0,
    hops: [],
    truncated: false,
    fault: null,
    trailers: [],
    notes: [],
    unverified: false,
    charset: null,
  };
}

function inline(text: string): OutboundResponse['body'] {
  const data = Buffer.from(text);
  return { kind: 'inline', bytes: data.length, data };
}

test.each([
  [200, 'application/json', '[{"id":1}]', 'matches'],
  [200, 'application/json', '[{"id":"1"},{}]', 'differs'],
  [200, 'application/json', '[{"id":', 'differs'],
  [200, 'text/csv', 'id', 'unchecked'],
  [200, 'application/xml', '<a/>', 'undeclared'],
  [204, '', '', 'matches'],
  [404, 'application/problem+json', '{}', 'matches'],
  [500, 'application/json', '{}', 'undeclared'],
] as const)('%i %s %s: %s', async (status, type, text, state) => {
  expect((await matcher.match(operation, answered(status, type, inline(text)))).state).toBe(state);
});

test.each([
  ['{"id":1}', 'matches', []],
  ['{"id":"x"}', 'differs', [{ pointer: '/0/id', message: 'must be integer' }]],
  ['{"id":', 'differs', [{ pointer: '', message: 'is not JSON' }]],
])('checks a long body on a worker: %s is %s', async (item, state, errors) => {
  const path = join(temporaryFolder(), 'body');
  const text = `[${item},${'{"id":2},'.repeat(50_000)}{"id":3}]`;
  writeFileSync(path, text);
  const found = await matcher.match(
    operation,
    answered(200, 'application/json', { kind: 'file', bytes: text.length, path }),
  );
  expect(found).toMatchObject({ state, errors });
});

test('leaves alone what is too long, or was cut', async () => {
  const long = { kind: 'file', bytes: 5_000_001, path: '/nowhere' } as const;
  expect((await matcher.match(operation, answered(200, 'application/json', long))).state).toBe('unchecked');
  const cut = { ...answered(200, 'application/json', inline('[')), truncated: true };
  expect((await matcher.match(operation, cut)).state).toBe('unchecked');
});

const user = {
  type: 'object',
  required: ['id', 'name', 'password'],
  properties: {
    id: { type: 'integer', readOnly: true },
    name: { type: 'string' },
    password: { type: 'string', writeOnly: true },
  },
};
const users = describeOperation(
  {
    openapi: '3.1.0',
    info: { title: 'A', version: '1' },
    paths: {
      '/users': {
        post: {
          requestBody: { required: true, content: { 'application/json': { schema: user } } },
          responses: { 200: { description: '', content: { 'application/json': { schema: user } } } },
        },
      },
    },
  },
  'POST /users',
);

test('what the server writes need not be sent, and what it never shows need not come', async () => {
  const check = (text: string) =>
    checkBody({ kind: 'text', mediaType: 'application/json', text }, users).map(({ message }) => message);
  expect(check('{"name":"a","password":"b"}')).toEqual([]);
  expect(check('{"name":"a"}')).toEqual(["The body must have required property 'password'"]);
  const match = async (body: OutboundResponse['body']) =>
    (await matcher.match(users, answered(200, 'application/json', body))).state;
  expect(await match(inline('{"id":1,"name":"a"}'))).toBe('matches');
  expect(await match(inline('{"name":"a"}'))).toBe('differs');
  const path = join(temporaryFolder(), 'body');
  const text = '{"id":1,"name":"a"}';
  writeFileSync(path, text);
  expect(await match({ kind: 'file', bytes: text.length, path })).toBe('matches');
});

test.each<[string, Parameters<typeof missingFiles>[0], string[]]>([
  ['a body that is there', { kind: 'text', mediaType: 'a/b', text: 'x', stored: { id: 'gone', bytes: 1 } }, []],
  ['a long body that is kept', { kind: 'text', mediaType: 'a/b', text: '', stored: { id: 'kept', bytes: 1 } }, []],
  [
    'a long body that is gone',
    { kind: 'text', mediaType: 'a/b', text: '', stored: { id: 'gone', bytes: 120_000 } },
    ['body: The body (0.1 MB)'],
  ],
  ['a file that is kept', { kind: 'file', ...file({ stored: { id: 'kept', bytes: 1 } }) }, []],
  [
    'a file that is gone',
    { kind: 'file', ...file({ stored: { id: 'gone', bytes: 99_999 } }) },
    ['body: a.bin (99999 bytes)'],
  ],
  ['a file that was chosen again', { kind: 'file', ...file({ data: 'AA==', stored: { id: 'gone', bytes: 1 } }) }, []],
  ['a file that was not kept', { kind: 'file', ...file({ leftOut: true }) }, ['body: a.bin shows a secret']],
  [
    'a file that another tool named',
    { kind: 'file', ...file({ elsewhere: '/home/a.bin' }) },
    ['body: The file /home/a.bin is not here'],
  ],
  [
    'one of those that was chosen',
    { kind: 'file', ...file({ elsewhere: '/a', stored: { id: 'kept', bytes: 1 } }) },
    [],
  ],
  ['no body', { kind: 'none' }, []],
  [
    'fields of a form',
    {
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [
        { name: 'text', value: 'x', enabled: true },
        { name: 'kept', value: '', enabled: true, file: file({ stored: { id: 'kept', bytes: 1 } }) },
        { name: 'off', value: '', enabled: false, file: file({ stored: { id: 'gone', bytes: 1 } }) },
        { name: 'gone', value: '', enabled: true, file: file({ name: '', stored: { id: 'gone', bytes: 1 } }) },
      ],
    },
    ['gone: The file (1 bytes)'],
  ],
])('what is missing of %s', (_, body, expected) => {
  const found = missingFiles(body, new Map([['kept', { id: 'kept', path: '/kept', bytes: 1 }]]));
  expect(found.map(({ field, message }) => `${field}: ${message}`.slice(0, expected[0]?.length))).toEqual(expected);
  expect(found.every(({ severity }) => severity === 'error')).toBe(true);
});

function file(words: object) {
  return { name: 'a.bin', mediaType: 'application/octet-stream', data: '', ...words };
}
