import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OperationDetail, operationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { queryAsParameters } from './addressQuery.ts';

const shape = { in: 'query', required: false, allowReserved: false, allowEmptyValue: false, deprecated: false };
const declare = (name: string, rest: object) => ({
  ...shape,
  name,
  style: 'form',
  explode: true,
  schema: true,
  ...rest,
});

const detail: OperationDetail = operationDetail.parse({
  key: 'GET /books',
  method: 'GET',
  path: '/books',
  tags: [],
  deprecated: false,
  security: null,
  pointer: '',
  ordinal: 0,
  fingerprint: 'x',
  parameters: [
    declare('limit', { schema: { type: 'integer' } }),
    declare('tags', { schema: { type: 'array', items: { type: 'string' } } }),
    declare('fields', { schema: { type: 'array', items: { type: 'string' } }, explode: false }),
    declare('next', { schema: { type: 'string' }, allowReserved: true }),
  ],
  responses: [],
  servers: [],
  ownServers: false,
  anonymous: false,
  definitions: {},
  problems: [],
});

const value = (name: string, given: unknown, enabled = true) => ({ name, in: 'query' as const, value: given, enabled });
const move = (url: string, parameters: unknown[] = [], of: OperationDetail | null = null) =>
  queryAsParameters({ url, parameters: parameters as RequestDraft['parameters'] }, of);

test.each<[string, string, ReturnType<typeof value>[]]>([
  ['/a?x=1&y=2', '/a', [value('x', '1'), value('y', '2')]],
  ['https://api.example.com/a?x=1#part', 'https://api.example.com/a#part', [value('x', '1')]],
  ['/a?x=', '/a', [value('x', '')]],
  ['/a?x=a%20b&y=%C3%BC', '/a', [value('x', 'a b'), value('y', 'ü')]],
  ['/a?x=a b&y=ü', '/a', [value('x', 'a b'), value('y', 'ü')]],
  ['/a?x=1&x=2', '/a', [value('x', '1'), value('x', '2')]],
  ['/a?x=a%3Db%26c', '/a', [value('x', 'a=b&c')]],
  ['?x=1', '', [value('x', '1')]],
])('%s is %s with parameters', (url, address, parameters) => {
  expect(move(url)).toEqual({ url: address, parameters });
});

test.each([
  ['/a', 'there is no query'],
  ['/a?', 'the query is empty'],
  ['/a?flag', 'a name without a value is no pair'],
  ['/a?x=1&', 'an empty pair would be lost'],
  ['/a?=1', 'a pair without a name would not be sent'],
  ['/a?x=1+2', 'a plus would be encoded'],
  ['/a?x=%7e', 'a character that was encoded without need would be decoded'],
  ['/a?x=%zz', 'it is not encoded properly'],
  ['/a?x=%2f', 'hexadecimal digits would change their case'],
  ['/a?x=1&y=1&x=2', 'the order would change'],
  ['/a#?x=1', 'what follows the fragment is no query'],
  ['/a?x=1=2', 'the second sign would be encoded'],
])('%s stays as it is: %s', (url) => {
  expect(move(url)).toBeNull();
});

test.each<[string, unknown[]]>([
  ['/books?limit=5', [value('limit', '5')]],
  ['/books?tags=a&tags=b', [value('tags', ['a', 'b'])]],
  ['/books?fields=a,b', [value('fields', ['a', 'b'])]],
  ['/books?next=https://a.example/?b', [value('next', 'https://a.example/?b')]],
  ['/books?limit=5&more=1', [value('limit', '5'), value('more', '1')]],
])('%s fills the parameters that the operation declares', (url, parameters) => {
  expect(move(url, [], detail)?.parameters).toEqual(parameters);
});

test('takes the place of parameters of that name, and keeps the others', () => {
  const header = { ...value('limit', 'x'), in: 'header' as const };
  const others = [header, value('other', '1', false), value('more', '2')];
  for (const enabled of [true, false])
    expect(move('/books?limit=5', [value('limit', '9', enabled), ...others], detail)?.parameters).toEqual([
      value('limit', '5'),
      ...others,
    ]);
  expect(move('/a?x=5', [value('x', '9'), value('x', '8')])?.parameters).toEqual([value('x', '5')]);
});

test('a whole query as one parameter leaves the address as it is', () => {
  expect(move('/a?x=5', [{ ...value('all', 'x=1'), in: 'querystring' }])).toBeNull();
});

test('whatever moves is what any other reader of the query would have read', () => {
  const query = fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string()), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(query, (pairs) => {
      const url = new URL('http://localhost/');
      for (const [name, text] of pairs) url.searchParams.append(name, text);
      const moved = move(url.search.replaceAll('+', '%20'));
      if (moved === null) return;
      expect(moved.parameters.map((each) => [each.name, each.value])).toEqual([...url.searchParams]);
    }),
  );
});
