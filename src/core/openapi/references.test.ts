import { describe, expect, it } from 'vitest';
import { describeOperation, inspectDefinition, parseDefinition, sampleFromSchema } from './index.ts';
import { remoteReferences } from './source.ts';

const responses = { 200: { description: 'ok' } };

function detailOf(schema: unknown, schemas: object, root: object = {}, options = {}) {
  const document = {
    openapi: '3.2.0',
    info: { title: 'T', version: '1' },
    paths: { '/a': { post: { responses, requestBody: { content: { 'application/json': { schema } } } } } },
    components: { schemas },
    ...root,
  };
  const detail = describeOperation(document, 'POST /a', options);
  const { report } = inspectDefinition(parseDefinition(JSON.stringify(document)), options);
  const content = detail.requestBody?.contents[0];
  return { detail, codes: report.problems.map(({ code }) => code), content };
}

/** The value that the operation's body begins with: it shows where references lead. */
function sampled(...given: Parameters<typeof detailOf>): unknown {
  const { detail, content, codes } = detailOf(...given);
  expect(detail.problems).toEqual([]);
  expect(codes.filter((code) => code.startsWith('REFERENCE'))).toEqual([]);
  return sampleFromSchema(content?.schema ?? {}, detail.definitions, { properties: 'all' });
}

const one = { const: 1 };
const two = { const: 2 };

describe('references by name', () => {
  it.each<[string, unknown, object]>([
    ['an anchor', { $ref: '#here' }, { A: { $anchor: 'here', ...one } }],
    ['an anchor deep inside', { $ref: '#here' }, { A: { properties: { x: { $anchor: 'here', ...one } } } }],
    ['a dynamic anchor, like any other', { $ref: '#here' }, { A: { $dynamicAnchor: 'here', ...one } }],
    ['an absolute $id', { $ref: 'https://a.test/one' }, { A: { $id: 'https://a.test/one', ...one } }],
    [
      'an anchor in an $id',
      { $ref: 'https://a.test/s#x' },
      { A: { $id: 'https://a.test/s', $defs: { X: { $anchor: 'x', ...one } } } },
    ],
    [
      'a pointer in an $id',
      { $ref: 'https://a.test/s#/$defs/X' },
      { A: { $id: 'https://a.test/s', $defs: { X: one } } },
    ],
    ['a relative $id', { $ref: 'one' }, { A: { $id: 'one', ...one } }],
    [
      'a relative reference within an $id',
      { $ref: '#/components/schemas/A' },
      { A: { $id: 'https://a.test/x/a', $ref: 'b' }, B: { $id: 'https://a.test/x/b', ...one } },
    ],
    [
      'a pointer within an $id',
      { $ref: '#/components/schemas/A' },
      { A: { $id: 'https://a.test/a', $ref: '#/$defs/X', $defs: { X: one } } },
    ],
    [
      'the anchor of its own $id',
      { $ref: '#/components/schemas/B' },
      { A: { $id: 'a', $anchor: 'x', ...two }, B: { $id: 'b', $ref: '#y', $defs: { Y: { $anchor: 'y', ...one } } } },
    ],
    [
      'what is data is no name',
      { $ref: '#here' },
      { A: { example: { $anchor: 'here', ...two } }, B: { $anchor: 'here', ...one } },
    ],
  ])('find %s', (_, schema, schemas) => {
    expect(sampled(schema, schemas)).toBe(1);
  });

  it('report an anchor that is nowhere', () => {
    const { detail, codes } = detailOf({ $ref: '#nowhere' }, {});
    expect(detail.problems).toMatchObject([{ code: 'REFERENCE_UNRESOLVED' }]);
    expect(codes).toContain('REFERENCE_UNRESOLVED');
  });
});

describe('dynamic references', () => {
  const page = (extra: object) => ({
    type: 'object',
    properties: { items: { type: 'array', items: { $dynamicRef: '#item' } } },
    $defs: { any: { $dynamicAnchor: 'item', not: {} } },
    ...extra,
  });
  const of = (name: string, $ref: string) => ({
    $id: name,
    $ref,
    $defs: { it: { $dynamicAnchor: 'item', $ref: '#/components/schemas/Pet' } },
  });

  it('lead to the outermost schema with their anchor', () => {
    const schemas = { Page: page({ $id: 'page' }), Pets: of('pets', 'page'), Pet: { const: 'Rex' } };
    expect(sampled({ $ref: '#/components/schemas/Pets' }, schemas)).toEqual({ items: ['Rex'] });
  });

  it('make one copy for each way that leads to them', () => {
    const schemas = { Page: page({}), Pets: of('pets', '#/components/schemas/Page'), Pet: { const: 'Rex' } };
    const both = { properties: { a: { $ref: '#/components/schemas/Pets' }, b: { $ref: '#/components/schemas/Page' } } };
    expect(sampled({ type: 'object', ...both }, schemas)).toEqual({ a: { items: ['Rex'] }, b: { items: [] } });
  });

  it('end in a tree that refers to itself', () => {
    const Tree = {
      $dynamicAnchor: 'node',
      type: 'object',
      properties: { children: { type: 'array', items: { $dynamicRef: '#node' } } },
    };
    const Strict = { $dynamicAnchor: 'node', $ref: '#/components/schemas/Tree', unevaluatedProperties: false };
    const { detail } = detailOf({ $ref: '#/components/schemas/Strict' }, { Tree, Strict });
    expect(Object.keys(detail.definitions).length).toBeLessThan(5);
    expect(detail.problems).toEqual([]);
  });
});

describe('$self', () => {
  const self = 'https://a.test/api/openapi.json';

  it.each(['#/components/schemas/A', `${self}#/components/schemas/A`, 'openapi.json#/components/schemas/A'])(
    'makes %s a reference within',
    ($ref) => {
      expect(sampled({ $ref }, { A: one }, { $self: self })).toBe(1);
      expect(
        sampled({ $ref }, { A: one }, { $self: '/api/openapi.json' }, { definitionUrl: 'https://a.test/copy.json' }),
      ).toBe(1);
    },
  );

  it('is where relative references to other documents start', () => {
    const document = { $self: self, x: { $ref: 'shared.json#/A' }, y: { $ref: `${self}#/x` } };
    expect(remoteReferences(document, 'https://mirror.test/o.json')).toEqual(['https://a.test/api/shared.json']);
    const secured = { ...document, security: [{ 'auth.json#/components/securitySchemes/a': [] }] };
    expect(remoteReferences(secured)).toContain('https://a.test/api/auth.json');
    const resolveRemote = (address: string) => (address === 'https://a.test/api/shared.json' ? { A: one } : undefined);
    const { detail, content } = detailOf({ $ref: 'shared.json#/A' }, {}, { $self: self }, { resolveRemote });
    expect(sampleFromSchema(content?.schema, detail.definitions)).toBe(1);
  });
});
