import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTime } from '#test/support/cpuTime.ts';
import { Fault } from '../fault.ts';
import {
  compareDefinitions,
  describeOperation,
  inspectDefinition,
  parseDefinition,
  sampleFromSchema,
  serialiseRequest,
} from './index.ts';

const pet = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer' }, parent: { $ref: '#/components/schemas/Pet' } },
};
const openapi3 = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  servers: [{ url: 'https://{region}.example.com', variables: { region: { default: 'eu', enum: ['eu'] } } }],
  tags: [{ name: 'pets' }],
  security: [{ key: [] }, {}],
  paths: {
    '/pets/{id}': {
      parameters: [{ $ref: '#/components/parameters/id' }],
      get: {
        operationId: 'getPet',
        tags: ['pets'],
        responses: {
          200: { description: 'ok', content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } },
        },
      },
      put: {
        security: [{ oauth: ['write'] }],
        requestBody: { $ref: '#/components/requestBodies/pet' },
        responses: { default: { $ref: '#/components/responses/error' } },
      },
    },
    '/other': { $ref: '#/components/pathItems/other' },
  },
  components: {
    schemas: { Pet: pet, Any: { allOf: [{ $ref: '#/components/schemas/Pet' }, { oneOf: [{ type: 'null' }, true] }] } },
    parameters: { id: { name: 'id', in: 'path', required: true, schema: { type: 'string' }, example: 'x' } },
    requestBodies: {
      pet: { content: { 'multipart/form-data': { schema: pet, encoding: { id: { style: 'form' } } } } },
    },
    responses: { error: { description: 'no', headers: { 'X-Id': { schema: { type: 'string' } } } } },
    pathItems: { other: { post: { responses: {}, externalDocs: { url: 'https://a' } } } },
    securitySchemes: {
      key: { type: 'apiKey', in: 'query', name: 'k' },
      oauth: { type: 'oauth2', flows: { implicit: { authorizationUrl: 'https://a', scopes: { write: 'w' } } } },
    },
  },
};
const swagger2 = {
  swagger: '2.0',
  info: { title: 'Pets', version: '1' },
  host: 'a',
  schemes: ['https'],
  consumes: ['application/json'],
  securityDefinitions: { b: { type: 'basic' }, o: { type: 'oauth2', flow: 'accessCode', scopes: { a: 'b' } } },
  security: [{ b: [] }],
  paths: {
    '/pets': {
      post: {
        parameters: [
          { name: 'body', in: 'body', schema: { $ref: '#/definitions/Pet' } },
          { name: 'q', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'pipes' },
        ],
        responses: { 200: { description: 'ok', schema: { $ref: '#/definitions/Pet' }, examples: { 'text/plain': 1 } } },
      },
      put: { parameters: [{ name: 'f', in: 'formData', type: 'file' }], responses: {} },
    },
  },
  definitions: { Pet: { type: 'object', properties: { p: { $ref: '#/definitions/Pet' } } } },
};

type Mutation = { at: number; kind: 'delete' | 'replace' | 'copy' | 'rename' | 'refer'; value: unknown; from: number };

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, '', -1, [], {}, [[]], '#', '#/', '#/paths', 'x.json#/a', '%', '{', '{}{', '\ud800', true),
  fc.constantFrom<unknown>(
    JSON.parse('{"__proto__":{"type":"object"}}'),
    JSON.parse('{"constructor":{"prototype":{"x":1}},"hasOwnProperty":1,"toString":2}'),
  ),
);
const mutations = fc.array(
  fc.record<Mutation>({
    at: fc.nat(10_000),
    kind: fc.constantFrom('delete', 'replace', 'copy', 'rename', 'refer'),
    value: odd,
    from: fc.nat(10_000),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Every place in a tree, as its holder and key. */
function placesIn(root: unknown): { holder: object; key: string; pointer: string }[] {
  const places: { holder: object; key: string; pointer: string }[] = [];
  const visit = (holder: unknown, pointer: string) => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const key of Object.keys(holder)) {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      places.push({ holder, key, pointer: at });
      visit(Object.getOwnPropertyDescriptor(holder, key)?.value, at);
    }
  };
  visit(root, '');
  return places;
}

function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function mutate(document: object, changes: readonly Mutation[]): string {
  const root = structuredClone(document);
  for (const { at, kind, value, from } of changes) {
    const places = placesIn(root);
    const place = places[at % Math.max(1, places.length)];
    const other = places[from % Math.max(1, places.length)];
    if (!place || !other) continue;
    const { holder, key } = place;
    if (kind === 'delete') Reflect.deleteProperty(holder, key);
    if (kind === 'replace') define(holder, key, structuredClone(value));
    if (kind === 'copy') define(holder, key, structuredClone(Reflect.get(other.holder, other.key)));
    if (kind === 'rename') define(holder, other.key, structuredClone(Reflect.get(holder, key)));
    if (kind === 'refer') define(holder, key, { $ref: `#${other.pointer}` });
  }
  return JSON.stringify(root);
}

/** All that the console does with a definition. A refusal is fine; any other error is not. */
function exercise(text: string | Uint8Array, original: string): void {
  try {
    const parsed = parseDefinition(text);
    const inspection = inspectDefinition(parsed);
    compareDefinitions(inspectDefinition(parseDefinition(original)), inspection);
    for (const { key } of inspection.operations.slice(0, 20)) exerciseOperation(parsed.document, key);
    JSON.stringify(inspection);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
  }
}

function exerciseOperation(document: unknown, key: string): void {
  const detail = describeOperation(document, key);
  const contents = [...(detail.requestBody?.contents ?? []), ...detail.responses.flatMap((each) => each.contents)];
  for (const { schema } of contents) if (schema !== undefined) sampleFromSchema(schema, detail.definitions);
  const values = detail.parameters.map((parameter) => ({
    in: parameter.in,
    name: parameter.name,
    value: sampleFromSchema(parameter.schema, detail.definitions),
  }));
  JSON.stringify(detail);
  serialiseRequest({ baseUrl: '', path: detail.path, parameters: detail.parameters, values });
}

describe.each([
  ['OpenAPI 3', openapi3],
  ['Swagger 2.0', swagger2],
])('mutated %s documents', (_, document) => {
  it('are read or refused, never a crash and never a hang', () => {
    const original = JSON.stringify(document);
    exercise(original, original);
    fc.assert(
      fc.property(mutations, (changes) => {
        const spent = cpuTime();
        exercise(mutate(document, changes), original);
        expect(spent()).toBeLessThan(2_000);
      }),
      { numRuns: 1_500 },
    );
    expect(Reflect.get({}, 'type')).toBeUndefined();
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });
});

describe('any text and any bytes', () => {
  const original = JSON.stringify(openapi3);
  const words = fc.constantFrom(
    'openapi: 3.1.0',
    '\n',
    '  ',
    'paths:',
    '- ',
    '&a',
    '*a',
    '<<: ',
    '{',
    '}',
    '[',
    '"',
    '|',
    '!!x',
    '? ',
    '#',
    '%',
    ': ',
  );

  it('are read or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => exercise(text, original)),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(
        fc.array(words).map((parts) => parts.join('')),
        (text) => exercise(text, original),
      ),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => exercise(bytes, original)),
      { numRuns: 1_000 },
    );
  });
});

describe('loops and depth', () => {
  const around = (parts: object) => JSON.stringify({ openapi: '3.1.0', paths: { '/a': { get: {} } }, ...parts });

  it.each([
    ['a path item that refers to itself', { paths: { '/a': { get: {} }, '/b': { $ref: '#/paths/~1b' } } }],
    ['paths that refer to themselves', { paths: { $ref: '#/paths' } }],
    [
      'a scheme that refers to itself',
      { components: { securitySchemes: { s: { $ref: '#/components/securitySchemes/s' } } } },
    ],
    [
      'a chain of 10,000 references',
      Object.fromEntries([
        ['paths', { '/a': { get: { requestBody: { $ref: '#/c0' } } } }],
        ...Array.from({ length: 10_000 }, (_, index) => [`c${index}`, { $ref: `#/c${index + 1}` }]),
      ]),
    ],
  ])('survives %s', (_, parts) => {
    exercise(around(parts), around({}));
  });

  it('describes an operation with more schemas than are carried along', () => {
    let deep: unknown = { type: 'string' };
    for (let level = 0; level < 60; level += 1) deep = { properties: { a: deep } };
    const schemas = Object.fromEntries(
      Array.from({ length: 6_000 }, (_, index) => [
        `S${index}`,
        { anyOf: [{ $ref: `#/components/schemas/S${index + 1}` }, deep] },
      ]),
    );
    const requestBody = { content: { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } } };
    const text = around({ paths: { '/a': { get: { requestBody } } }, components: { schemas } });
    const detail = describeOperation(parseDefinition(text).document, 'GET /a');
    expect(Object.keys(detail.definitions)).toHaveLength(5_001);
  });

  const many = <T>(count: number, make: (index: number) => T) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`/${index}`, make(index)]));
  const list = <T>(count: number, item: T) => Array.from({ length: count }, () => item);
  const scheme = { type: 'oauth2', flows: { implicit: { scopes: many(5_000, () => '') } } };
  const operation = { tags: list(5_000, 'tag'), security: list(5_000, { s: [] }), parameters: list(5_000, 7) };

  it.each([
    ['operations', { paths: many(5_000, () => ({ $ref: '#/x' })), x: { get: operation } }],
    [
      'broken operations',
      { paths: many(5_000, () => ({ $ref: '#/x' })), x: { additionalOperations: many(5_000, () => 1) } },
    ],
    [
      'path items with many keys',
      { paths: many(5_000, () => ({ $ref: '#/x' })), x: { ...many(5_000, () => 1), get: {} } },
    ],
    ['security schemes', { components: { securitySchemes: many(5_000, () => ({ $ref: '#/x' })) }, x: scheme }],
    ['inherited security', { security: list(20_000, { s: [] }), paths: many(5_000, () => ({ get: {} })) }],
    [
      'responses',
      {
        paths: { '/a': { get: { responses: many(2_000, () => ({ $ref: '#/x' })) } } },
        x: { content: many(500, () => ({ schema: { properties: many(500, () => true) } })) },
      },
    ],
  ])('reads or refuses in bounded time what many share: %s', (_, parts) => {
    const spent = cpuTime();
    exercise(around(parts), around({}));
    expect(spent()).toBeLessThan(8_000);
  });
});
