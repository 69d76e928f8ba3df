import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { cpuTime } from '#test/support/cpuTime.ts';
import { schemaOfValue } from '#test/support/schemaOfValue.ts';
import { type SampleOptions, sampleFromSchema } from './sample.ts';
import type { JsonSchema } from './schema.ts';

function sample(schema: JsonSchema, definitions: Record<string, JsonSchema> = {}, options?: SampleOptions): unknown {
  return sampleFromSchema(schema, definitions, options);
}

/** Each is held against the validator afterwards. */
const asked: JsonSchema[] = [
  { type: 'string', minLength: 30, format: 'email' },
  { type: 'string', maxLength: 8, format: 'email' },
  { type: 'string', minLength: 80, format: 'hostname' },
  { type: 'string', minLength: 40, format: 'uri' },
  { type: 'string', minLength: 12, format: 'byte' },
  { type: 'string', minLength: 30, format: 'date-time' },
  ...['date-time', 'date', 'time', 'duration', 'uuid', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference'].map(
    (format) => ({ type: 'array', uniqueItems: true, minItems: 3, items: { type: 'string', format } }),
  ),
  ...['byte', 'binary', 'password', 'json-pointer', 'regex', 'uri-template'].map((format) => ({
    type: 'string',
    format,
  })),
  { type: 'string', format: 'date', pattern: '^2' },
  { type: 'string', minLength: 3, maxLength: 3, pattern: '^[A-Z]+$' },
  { type: 'array', uniqueItems: true, minItems: 4, items: { type: 'string', pattern: '^[a-z]{3}$' } },
  { type: 'array', uniqueItems: true, minItems: 2, items: { type: 'boolean' } },
  {
    type: 'array',
    uniqueItems: true,
    minItems: 3,
    items: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
  },
  { type: 'array', minItems: 120, items: { type: 'integer' } },
  { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: { type: 'boolean' }, minItems: 4 },
  { type: 'array', contains: { const: 'x' }, minContains: 2, items: { type: 'string' } },
  { type: 'integer', format: 'int32', maximum: -5 },
  { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.1 },
  { type: 'number', multipleOf: 0.1, minimum: 0.25 },
  { type: 'number', multipleOf: 0.01, exclusiveMinimum: 1, maximum: 1.05 },
  { type: 'integer', exclusiveMinimum: 5, exclusiveMaximum: 7 },
  { type: 'integer', example: 900, maximum: 10 },
  { type: 'string', example: 'no', pattern: '^[A-Z]{2}$', examples: ['x', 'AB'] },
  { type: 'string', not: { enum: ['text', 'a'] } },
  { not: { type: 'object' } },
  { type: ['string', 'null'], enum: [null, 'a'] },
  { type: 'object', required: ['a', 'b'], additionalProperties: { type: 'integer' } },
  { type: 'object', required: ['x-1'], patternProperties: { '^x-': { type: 'boolean' } } },
  {
    type: 'object',
    minProperties: 2,
    propertyNames: { pattern: '^[a-z]{5}$' },
    additionalProperties: { type: 'number' },
  },
  {
    type: 'object',
    minProperties: 1,
    patternProperties: { '^\\d+$': { type: 'string' } },
    additionalProperties: false,
  },
  { type: 'object', maxProperties: 1, properties: { a: { type: 'string' }, b: { type: 'string' } } },
  {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    oneOf: [{ required: ['a'] }, { required: ['b'] }],
  },
  { oneOf: [{ type: 'number' }, { type: 'integer' }, { type: 'string', maxLength: 2 }] },
  { type: 'object', oneOf: [{ required: ['a'] }], anyOf: [{ required: ['b'] }], properties: { a: {}, b: {} } },
  { allOf: [{ oneOf: [{ required: ['a'] }] }, { oneOf: [{ required: ['b'] }] }], type: 'object' },
  { allOf: [{ type: 'string', minLength: 2 }, { minLength: 9 }, { maxLength: 10 }] },
  { allOf: [{ type: 'number' }, { type: 'integer', minimum: 3 }, { enum: [1, 4, 7] }] },
  { allOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, { properties: { a: { minLength: 12 } } }] },
  {
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: ['a', 'b'] } },
    if: { properties: { kind: { const: 'a' } } },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    then: { required: ['more'], properties: { more: { type: 'integer' } } },
  },
  { type: 'object', required: ['a'], properties: { a: {}, b: { type: 'string' } }, dependentRequired: { a: ['b'] } },
  { anyOf: [{ $ref: '#/$defs/Tree' }, { type: 'integer' }] },
  { $ref: '#/$defs/Tree' },
];
const tree = {
  Tree: {
    anyOf: [
      {
        type: 'object',
        required: ['children'],
        properties: { children: { type: 'array', minItems: 2, items: { $ref: '#/$defs/Tree' } } },
      },
      { type: 'object', required: ['leaf'], properties: { leaf: { const: 1 } }, additionalProperties: false },
    ],
  },
};

describe('a sample', () => {
  it.each(asked.map((schema) => [JSON.stringify(schema).slice(0, 120), schema] as const))(
    'is taken by the validator: %s',
    (_, schema) => {
      for (const properties of ['required', 'near', 'all'] as const) {
        const value = sample(schema, tree, { properties, direction: 'request' });
        expect(validateAgainstSchema(schema, value, tree), JSON.stringify(value)).toEqual({ outcome: 'matches' });
      }
    },
  );

  it('is taken by the validator wherever there is a value that is', () => {
    fc.assert(
      fc.property(schemaOfValue, ({ schema, value }) => {
        expect(validateAgainstSchema(schema, value)).toEqual({ outcome: 'matches' });
        for (const properties of ['required', 'near', 'all'] as const) {
          const made = sample(schema, {}, { properties });
          expect(validateAgainstSchema(schema, made), JSON.stringify([schema, made])).toEqual({ outcome: 'matches' });
        }
      }),
      { numRuns: 80 },
    );
  });

  it('brings along what its properties bring along', () => {
    const properties = { a: { const: 1 }, b: { const: 2 }, c: { const: 3 } };
    const dependentRequired = { a: ['b'], b: ['c'] };
    expect(sample({ properties, dependentRequired, minProperties: 1, required: ['c'] })).toEqual({ c: 3 });
    expect(sample({ properties, dependentRequired, required: ['a'] })).toEqual({ a: 1, b: 2, c: 3 });
    const inner = { type: 'object', properties, dependentRequired, minProperties: 1 };
    expect(sample({ required: ['x'], properties: { x: inner } })).toEqual({ x: { a: 1, b: 2, c: 3 } });
  });

  it('is the example beside the schema where that is valid, and no other', () => {
    const schema = { type: 'integer', minimum: 5 };
    expect(sample(schema, {}, { examples: [3, 'x', 8] })).toBe(8);
    expect(sample(schema, {}, { examples: [3] })).toBe(5);
    expect(sample({ type: 'integer', minimum: 5, maximum: 4 }, {}, { examples: [3] })).toBe(3);
  });
});

describe('samples', () => {
  it.each<[JsonSchema, unknown]>([
    [{ type: 'integer', example: 7, default: 3 }, 7],
    [{ type: 'integer', default: 3, enum: [1, 3] }, 3],
    [{ enum: ['a', 'b'] }, 'a'],
    [{ const: 0 }, 0],
    [{ type: ['null', 'boolean'] }, true],
    [{ type: 'null' }, null],
    [{ type: 'string', format: 'date' }, '2025-01-31'],
    [{ type: 'string', maxLength: 2 }, 'te'],
    [{ type: 'integer', minimum: 10, multipleOf: 7 }, 14],
    [{ type: 'number', exclusiveMaximum: 0 }, -0.5],
    [{ type: 'array', items: { type: 'integer' }, minItems: 2 }, [1, 1]],
    [{ oneOf: [{ type: 'null' }, { type: 'integer' }] }, 1],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, { key: 1 }],
    [true, {}],
    [{ type: 'boolean', example: 'true' }, true],
    [{ type: 'integer', default: null, example: '12' }, 12],
    [{ type: 'string', format: 'uuid', example: 'abc' }, '00000000-0000-4000-8000-000000000000'],
    [{ type: 'object', default: null, properties: { a: { const: 1 } } }, { a: 1 }],
    [{ type: 'string', enum: ['a', 'b'], default: 'c' }, 'a'],
    [{ type: 'array', items: { enum: ['a', 'b'] }, minItems: 2, uniqueItems: true }, ['a', 'b']],
    [{ type: 'array', items: { type: 'integer' }, minItems: 3, uniqueItems: true }, [1, 2, 3]],
    [{ type: 'array', items: { type: 'integer' }, minItems: 7 }, [1, 1, 1, 1, 1, 1, 1]],
    [{ type: 'array', items: { type: 'integer' }, maxItems: 0 }, []],
    [
      { type: 'object', minProperties: 2, additionalProperties: { type: 'integer' } },
      { key: 1, key2: 1 },
    ],
    [
      {
        type: 'object',
        required: ['a'],
        properties: { a: { const: 1 } },
        oneOf: [{ required: ['b'], properties: { b: { const: 2 } } }],
      },
      { a: 1, b: 2 },
    ],
  ])('of %j is %j', (schema, expected) => {
    expect(sample(schema)).toEqual(expected);
  });

  const person: JsonSchema = {
    type: 'object',
    required: ['name'],
    properties: {
      id: { type: 'integer', readOnly: true },
      name: { type: 'string' },
      nick: { type: 'string' },
      password: { type: 'string', writeOnly: true },
    },
  };

  it('holds what is required, or all when asked', () => {
    expect(sample(person)).toEqual({ name: 'text' });
    expect(sample(person, {}, { properties: 'all' })).toEqual({ name: 'text', nick: 'text', password: 'text' });
    expect(sample(person, {}, { properties: 'all', direction: 'response' })).toEqual({
      id: 1,
      name: 'text',
      nick: 'text',
    });
  });

  it('lays the parts of allOf over each other', () => {
    const schema = {
      allOf: [{ $ref: '#/$defs/Person' }, { required: ['age'], properties: { age: { type: 'integer' } } }],
    };
    expect(sample(schema, { Person: person })).toEqual({ name: 'text', age: 1 });
  });

  it.each<[string, JsonSchema]>([
    [
      'an object',
      { type: 'object', required: ['a', 'b'], properties: { a: { $ref: '#/$defs/L' }, b: { $ref: '#/$defs/L' } } },
    ],
    ['a list', { type: 'array', minItems: 1e9, items: { $ref: '#/$defs/L' } }],
    ['allOf', { allOf: [{ $ref: '#/$defs/L' }, { $ref: '#/$defs/L' }] }],
    ['itself', { $ref: '#/$defs/L' }],
  ])('ends for a loop through %s', (_, schema) => {
    const spent = cpuTime();
    expect(JSON.stringify(sample(schema, { L: schema })).length).toBeLessThan(100_000);
    expect(spent()).toBeLessThan(500);
  });

  it('matches the schemas that it is made from', () => {
    fc.assert(
      fc.property(schemas(), (schema) => {
        expect(validateAgainstSchema(schema, sample(schema, {}, { properties: 'all' }))).toEqual({
          outcome: 'matches',
        });
      }),
      { numRuns: 60 },
    );
  });
});

function schemas(): fc.Arbitrary<Record<string, unknown>> {
  const leaf = fc.oneof(
    fc.record({ type: fc.constant('string'), minLength: fc.nat(20) }),
    fc.record({ type: fc.constant('string'), format: fc.constantFrom('date-time', 'uuid', 'email', 'uri', 'ipv6') }),
    fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: -1e6, max: 1e6 }) }),
    fc.record({ type: fc.constant('number'), exclusiveMaximum: fc.integer({ min: -1e6, max: 1e6 }) }),
    fc.record({ enum: fc.uniqueArray(fc.integer(), { minLength: 1 }) }),
  );
  const { schema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(3) }),
      fc.dictionary(fc.string(), tie('schema'), { maxKeys: 4 }).map((properties) => ({
        type: 'object',
        properties,
        required: Object.keys(properties),
      })),
    ),
  }));
  return schema;
}

it('a choice that all properties would make twice is made with the least', () => {
  const schema = {
    type: 'object',
    properties: { title: { type: 'string' }, category: { type: 'string' }, slug: { type: 'string' } },
    oneOf: [{ required: ['title', 'category'] }, { required: ['title', 'slug'] }],
  };
  for (const properties of ['near', 'all', 'required'] as const)
    expect(sample(schema, {}, { properties })).toEqual({ title: 'text', category: 'text' });
});

it('what is read only is left out also where it is required beside its description', () => {
  const schema = {
    allOf: [{ properties: { id: { allOf: [{ type: 'integer' }], readOnly: true } } }, { required: ['id'] }],
  };
  expect(sample(schema, {}, { direction: 'request' })).toEqual({});
  expect(sample(schema, {}, { direction: 'response' })).toEqual({ id: 1 });
});
