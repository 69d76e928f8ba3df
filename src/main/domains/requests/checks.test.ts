import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeOperation } from '#core/openapi/index.ts';
import type { OutboundResponse } from '#main/http/index.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { createSchemaMatcher } from './checks.ts';

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
