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
    ['parameters or bodies', { requestBody: { content: {} } }],
  ])('names the %s as what changed', (aspect, change) => {
    const before = definition({ paths: { '/a': { get } } });
    const after = definition({ paths: { '/a': { get: { ...get, ...change } } } });
    expect(compare(before, after).operations.changed).toMatchObject([{ key: 'GET /a', aspects: [aspect] }]);
  });

  it('sees a change of a parameter that the operation refers to', () => {
    const components = { parameters: { p: { name: 'p', in: 'query', required: true } } };
    expect(compare(definition(), definition({ components })).operations.changed).toMatchObject([
      { aspects: ['parameters or bodies'] },
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
      servers: { added: ['https://b'], removed: ['https://a'] },
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
