import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type DefinitionComparison, definitionComparison } from './compare.ts';
import { compareDefinitions, inspectDefinition, parseDefinition } from './index.ts';

const digest = (text: string) => hash('sha256', text, 'base64url');

const get = { summary: 'List', tags: ['x'], responses: { 200: { description: 'ok' } } };

function definition(parts: object = {}): object {
  return {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    servers: [{ url: 'https://a' }],
    components: {
      securitySchemes: { s: { type: 'http', scheme: 'bearer' } },
      parameters: { p: { name: 'p', in: 'query' } },
    },
    paths: { '/a': { get: { ...get, parameters: [{ $ref: '#/components/parameters/p' }] } } },
    ...parts,
  };
}

function compare(before: object, after: object): DefinitionComparison {
  const inspect = (document: object) => inspectDefinition(parseDefinition(JSON.stringify(document)), { digest });
  const comparison = compareDefinitions(inspect(before), inspect(after));
  expect(definitionComparison.parse(comparison)).toEqual(comparison);
  return comparison;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

describe('importing again', () => {
  it('sees no change in the same document with its keys in another order', () => {
    const { identical, operations } = compare(definition(), Object(reversed(definition())));
    expect(identical).toBe(true);
    expect(operations.unchanged).toBe(1);
  });

  it.each([
    ['summary', { summary: 'Other' }],
    ['description', { description: 'Other' }],
    ['deprecation', { deprecated: true }],
    ['tags', { tags: ['y'] }],
    ['operation id', { operationId: 'list' }],
    ['security', { security: [{ s: [] }] }],
    ['parameters or body', { requestBody: { content: {} } }],
  ])('names the %s as what changed', (aspect, change) => {
    const before = definition({ paths: { '/a': { get } } });
    const after = definition({ paths: { '/a': { get: { ...get, ...change } } } });
    expect(compare(before, after).operations.changed).toMatchObject([{ key: 'GET /a', aspects: [aspect] }]);
  });

  it('sees a change of a parameter that the operation refers to', () => {
    const components = { parameters: { p: { name: 'p', in: 'query', required: true } } };
    expect(compare(definition(), definition({ components })).operations.changed).toMatchObject([
      { aspects: ['parameters or body'] },
    ]);
  });

  it('sees a change of a parameter that the path hands down', () => {
    const path = (required: boolean) =>
      definition({ paths: { '/a': { get, parameters: [{ name: 'q', in: 'query', required }] } } });
    expect(compare(path(false), path(true)).operations.changed).toHaveLength(1);
  });

  it('sees a change of the security that operations inherit', () => {
    expect(compare(definition(), definition({ security: [{ s: [] }] })).operations.changed).toMatchObject([
      { aspects: ['security'] },
    ]);
  });

  it('lists what was added and removed', () => {
    const after = definition({
      info: { title: 'U', version: '2' },
      servers: [{ url: 'https://b' }],
      paths: { '/b': { get } },
      components: { securitySchemes: { t: { type: 'http', scheme: 'basic' } } },
    });
    expect(compare(definition(), after)).toMatchObject({
      identical: false,
      title: { before: 'T', after: 'U' },
      version: { before: '1', after: '2' },
      servers: { added: ['https://b'], changed: [], removed: ['https://a'] },
      operations: { added: [{ key: 'GET /b' }], removed: [{ key: 'GET /a' }], changed: [], unchanged: 0 },
      schemes: { added: ['t'], removed: ['s'], changed: [] },
    });
  });

  it('calls a scheme changed that works differently, not one that is worded differently', () => {
    const scheme = (words: object) =>
      definition({ components: { securitySchemes: { s: { type: 'http', scheme: 'bearer', ...words } } } });
    expect(compare(scheme({}), scheme({ description: 'x' })).schemes.changed).toEqual([]);
    expect(compare(scheme({}), scheme({ scheme: 'basic' })).schemes.changed).toEqual(['s']);
  });
});

describe('what stands behind references', () => {
  const part = (schema: object) => ({ description: 'ok', content: { 'application/json': { schema } } });
  /** One operation that names everything by reference, also in circles. */
  const referring = (parts: { pet?: object; more?: object; item?: object } = {}) =>
    definition({
      paths: { '/a': { $ref: '#/components/pathItems/a' } },
      components: {
        pathItems: {
          a: {
            parameters: [{ $ref: '#/components/parameters/p' }],
            get: {
              requestBody: { $ref: '#/components/requestBodies/b' },
              responses: { 200: { $ref: '#/components/responses/r' } },
              ...parts.more,
            },
            ...parts.item,
          },
        },
        parameters: { p: { name: 'p', in: 'query', schema: { $ref: '#/components/schemas/Kind' } } },
        requestBodies: { b: part({ $ref: '#/components/schemas/Owner' }) },
        responses: { r: part({ $ref: '#/components/schemas/Pet' }) },
        schemas: {
          Kind: { type: 'string' },
          Owner: { properties: { name: { type: 'string' } } },
          Pet: {
            properties: { owner: { $ref: '#/components/schemas/Owner' }, mother: { $ref: '#/components/schemas/Pet' } },
          },
          ...parts.pet,
        },
      },
    });

  it.each<[what: string, change: Parameters<typeof referring>[0], aspects: string[]]>([
    ['the schema of a parameter', { pet: { Kind: { type: 'integer' } } }, ['parameters or body']],
    [
      'a schema two references away',
      { pet: { Owner: { properties: { name: { type: 'integer' } } } } },
      ['parameters or body', 'responses'],
    ],
    [
      'a schema that refers to itself',
      { pet: { Pet: { properties: { mother: { $ref: '#/components/schemas/Pet' } } } } },
      ['responses'],
    ],
    [
      'what a schema says about itself',
      { pet: { Kind: { type: 'string', description: 'Its kind.' } } },
      ['description'],
    ],
    ['the servers of an operation', { more: { servers: [{ url: 'https://b' }] } }, ['servers']],
    ['the servers of a path', { item: { servers: [{ url: 'https://b' }] } }, ['servers']],
    ['a schema that is gone', { pet: { Kind: undefined } }, ['parameters or body']],
  ])('sees a change of %s', (_what, change, aspects) => {
    expect(compare(referring(), referring(change)).operations.changed).toEqual([{ key: 'GET /a', aspects }]);
  });

  it('sees no change where a schema moves, or is written where it was referred to', () => {
    const at = (schema: object, schemas: object) =>
      definition({ paths: { '/a': { get: { responses: { 200: part(schema) } } } }, components: { schemas } });
    const named = at({ $ref: '#/components/schemas/Pet' }, { Pet: { type: 'string' } });
    const moved = at({ $ref: '#/components/schemas/Animal' }, { Animal: { type: 'string' } });
    expect(compare(named, moved).operations).toMatchObject({ changed: [], unchanged: 1 });
  });

  it('tells schemas apart that refer to each other', () => {
    const circle = (first: string, second: string) =>
      referring({
        pet: {
          Pet: { properties: { a: { $ref: `#/components/schemas/${first}` } } },
          A: { type: 'object', properties: { b: { $ref: '#/components/schemas/B' } } },
          B: { type: 'array', items: { $ref: `#/components/schemas/${second}` } },
        },
      });
    expect(compare(circle('A', 'A'), circle('A', 'A')).identical).toBe(true);
    expect(compare(circle('A', 'A'), circle('B', 'A')).operations.changed).toMatchObject([{ aspects: ['responses'] }]);
    expect(compare(circle('A', 'A'), circle('A', 'B')).operations.changed).toMatchObject([{ aspects: ['responses'] }]);
  });

  it('takes time linear in the references, however long their chain', () => {
    const chain = (last: string) => {
      const schemas = Object.fromEntries(
        Array.from({ length: 20_000 }, (_, index) => [
          `S${index}`,
          { items: { $ref: `#/components/schemas/S${index + 1}` } },
        ]),
      );
      return referring({ pet: { ...schemas, Kind: { $ref: '#/components/schemas/S0' }, S20000: { type: last } } });
    };
    expect(compare(chain('string'), chain('integer')).operations.changed).toMatchObject([
      { aspects: ['parameters or body'] },
    ]);
  });

  it('sees another value of a server variable', () => {
    const at = (region: string) =>
      definition({ servers: [{ url: 'https://{r}.a', variables: { r: { default: region, enum: ['eu', 'us'] } } }] });
    expect(compare(at('eu'), at('us'))).toMatchObject({ identical: false, servers: { changed: ['https://{r}.a'] } });
  });
});
