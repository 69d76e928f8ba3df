import { describe, expect, it, test } from 'vitest';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { get, old } from '#test/support/definitionDocuments.ts';
import { describeOperation } from './index.ts';

const described = (schema: unknown, version = '3.0.4', schemas: object = {}) => {
  const document = { ...get({ parameters: [{ name: 'v', in: 'query', schema }] }, version), components: { schemas } };
  const { parameters, definitions } = describeOperation(document, 'GET /a');
  return { schema: parameters[0]?.schema, definitions };
};

// “Migrating from OpenAPI 3.0 to 3.1.0” and JSON Schema 2020-12, Appendix E of its drafts.
test.each<[object, object]>([
  [{ type: 'string', nullable: true }, { type: ['string', 'null'] }],
  [{ type: 'string', 'x-nullable': true }, { type: ['string', 'null'] }],
  [{ type: 'string', nullable: false }, { type: 'string' }],
  [
    { type: 'string', nullable: true, enum: ['a'] },
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  [
    { type: 'string', nullable: true, enum: ['a', null] },
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  [{ nullable: true, allOf: [{ type: 'string' }] }, { anyOf: [{ allOf: [{ type: 'string' }] }, { type: 'null' }] }],
  [{ minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
  [{ minimum: 1, exclusiveMinimum: false }, { minimum: 1 }],
  [{ maximum: 1, exclusiveMaximum: true }, { exclusiveMaximum: 1 }],
  [
    { maximum: 1, exclusiveMaximum: false, minimum: 0 },
    { maximum: 1, minimum: 0 },
  ],
  [{ exclusiveMinimum: true }, {}],
  [{ exclusiveMinimum: 3 }, { exclusiveMinimum: 3 }],
  [
    { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] },
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }] },
  ],
  [{ type: 'string', required: true }, { type: 'string' }],
  [{ enum: [] }, {}],
  [{ type: 'file' }, { type: 'string', format: 'binary' }],
  [{ 'x-vendor': 1, type: 'string' }, { type: 'string' }],
  [{ $id: 'x', $schema: 'y', $anchor: 'z', $dynamicAnchor: 'w', id: 'v', type: 'string' }, { type: 'string' }],
])('%j is %j in words of JSON Schema 2020-12', (written, modern) => {
  expect(described(written).schema).toEqual(modern);
  // The same wherever a schema may stand.
  const holders: [string, (inner: object) => object][] = [
    ['properties', (inner) => ({ properties: { a: inner } })],
    ['allOf', (inner) => ({ allOf: [inner] })],
    ['anyOf', (inner) => ({ anyOf: [{ type: 'boolean' }, inner] })],
    ['oneOf', (inner) => ({ oneOf: [inner] })],
    ['not', (inner) => ({ not: inner })],
    ['items', (inner) => ({ items: inner })],
    ['additionalProperties', (inner) => ({ additionalProperties: inner })],
    ['patternProperties', (inner) => ({ patternProperties: { '^a': inner } })],
    ['dependentSchemas', (inner) => ({ dependentSchemas: { a: inner } })],
    ['prefixItems', (inner) => ({ prefixItems: [inner] })],
    ['contains', (inner) => ({ contains: inner })],
    ['propertyNames', (inner) => ({ propertyNames: inner })],
    ['if', (inner) => ({ if: inner, else: inner })],
    ['unevaluatedProperties', (inner) => ({ unevaluatedProperties: inner })],
    ['unevaluatedItems', (inner) => ({ unevaluatedItems: inner })],
    ['contentSchema', (inner) => ({ contentSchema: inner })],
    ['$defs', (inner) => ({ $defs: { A: inner } })],
  ];
  for (const [word, holding] of holders)
    expect([word, described(holding(written)).schema]).toEqual([word, holding(modern)]);
});

test.each<[string, object]>([
  [
    'data that looks like a schema',
    { default: { nullable: true, type: 'string' }, enum: [{ exclusiveMinimum: true, minimum: 1 }] },
  ],
  ['an example', { example: { $ref: '#/nowhere', 'x-a': 1 } }],
  ['a constant', { const: { items: [{ type: 'file' }] } }],
  [
    'properties that are called as words are',
    { properties: { nullable: { type: 'boolean' }, $ref: { type: 'string' }, 'x-a': {}, id: {} } },
  ],
])('%s stays as it is', (_, schema) => {
  expect(described(schema).schema).toEqual(schema);
});

test('schemas that are true or false stay, and what is none takes anything', () => {
  expect(described({ properties: { a: true, b: false, c: 'text', d: null, e: [] } }).schema).toEqual({
    properties: { a: true, b: false, c: {}, d: {}, e: {} },
  });
});

describe('schemas that are referred to', () => {
  it('are there once, by their name, with what is beside the reference', () => {
    const { schema, definitions } = described(
      {
        properties: { a: { $ref: '#/components/schemas/A' }, b: { $ref: '#/components/schemas/A', description: 'B' } },
      },
      '3.1.1',
      { A: { type: 'string' } },
    );
    expect(schema).toEqual({ properties: { a: { $ref: '#/$defs/A' }, b: { description: 'B', $ref: '#/$defs/A' } } });
    expect(definitions).toEqual({ A: { type: 'string' } });
  });

  it('are told apart where several have one name, whatever that is', () => {
    const names = [
      '#/components/schemas/A',
      '#/components/schemas/Other/properties/A',
      '#/components/schemas/More/properties/A',
    ];
    const { schema, definitions } = described({ anyOf: names.map(($ref) => ({ $ref })) }, '3.1.1', {
      A: { const: 1 },
      Other: { properties: { A: { const: 2 } } },
      More: { properties: { A: { const: 3 } } },
    });
    expect(Object.keys(definitions)).toEqual(['A', 'A_2', 'A_3']);
    for (const each of [1, 2, 3])
      expect(validateAgainstSchema(schema ?? false, each, definitions)).toEqual({ outcome: 'matches' });
    expect(validateAgainstSchema(schema ?? false, 4, definitions).outcome).toBe('differs');
  });

  test.each(['a/b', 'a~b', 'ä ö', '100%', '__proto__', 'constructor', '#', 'a"b', 'a?b', '$ref'])(
    'can be called %s',
    (name) => {
      const pointer = name.replaceAll('~', '~0').replaceAll('/', '~1');
      for (const $ref of [
        `#/components/schemas/${encodeURIComponent(pointer)}`,
        `#/components/schemas/${pointer.replaceAll('%', '%25')}`,
      ]) {
        const { schema, definitions } = described(
          { $ref },
          '3.1.1',
          JSON.parse(`{${JSON.stringify(name)}:{"const":1}}`),
        );
        expect(Object.keys(definitions)).toEqual([name]);
        expect(validateAgainstSchema(schema ?? false, 1, definitions)).toEqual({ outcome: 'matches' });
        expect(validateAgainstSchema(schema ?? false, 2, definitions).outcome).toBe('differs');
      }
    },
  );

  it('keep a chain of references only where something stands beside one', () => {
    const schemas = {
      A: { $ref: '#/components/schemas/B' },
      B: { $ref: '#/components/schemas/C', title: 'B' },
      C: { type: 'string' },
    };
    expect(described({ $ref: '#/components/schemas/A' }, '3.1.1', schemas)).toEqual({
      schema: { $ref: '#/$defs/B' },
      definitions: { B: { title: 'B', $ref: '#/$defs/C' }, C: { type: 'string' } },
    });
  });

  it('take anything where they lead nowhere', () => {
    const { schema, definitions } = described({
      type: 'object',
      properties: { a: { $ref: '#/components/schemas/Gone' } },
    });
    expect(validateAgainstSchema(schema ?? false, { a: 1 }, definitions)).toEqual({ outcome: 'matches' });
  });
});

// Swagger 2.0, Parameter Object: the words of the schema stand in the parameter.
test('the schema of a parameter of Swagger 2.0 has its words, and none of the parameter’s', () => {
  const parameter = {
    name: 'v',
    in: 'query',
    description: 'd',
    required: true,
    collectionFormat: 'csv',
    allowEmptyValue: true,
    type: 'array',
    items: { type: 'integer', minimum: 1, exclusiveMinimum: true },
    default: [2],
    'x-a': 1,
  };
  const document = old({ paths: { '/a': { get: { parameters: [parameter], responses: {} } } } });
  expect(describeOperation(document, 'GET /a').parameters[0]).toMatchObject({
    schema: { type: 'array', items: { type: 'integer', exclusiveMinimum: 1 }, default: [2] },
    default: [2],
    description: 'd',
  });
});
