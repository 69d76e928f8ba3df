import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '#contract/openapi.ts';
import { cut } from './schemaWords.ts';
import { toolSchema } from './toolSchema.ts';

const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
/** Schemas of cases are many, and none comes twice. */
const quick = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false, logger: false });
const compile = (schema: object) => {
  quick.removeSchema();
  return quick.compile(schema);
};
const accepts = (schema: object, value: unknown): boolean => ajv.validate(schema, value) === true;

const names = fc.constantFrom('a', 'b', 'c');
const scalar = fc.constantFrom<unknown>(null, true, false, 0, 1, 2, -1, 1.5, '', 'a', 'b', 'ab', 'x1');
const small = fc.integer({ min: 0, max: 3 });
const type = fc.constantFrom('null', 'boolean', 'object', 'array', 'number', 'string', 'integer');

/** Values and schemas of a small world, in which many of the ones fit many of the others. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3 }),
  ),
}));

/** A schema of some words; each is one of its own, so that few of them contradict each other. */
const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => {
  const inner = tie('schema');
  const branches = fc.array(inner, { minLength: 1, maxLength: 2 });
  const words: Record<string, fc.Arbitrary<unknown>> = {
    type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
    enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 4 }),
    const: scalar,
    minimum: fc.integer({ min: -1, max: 2 }),
    exclusiveMaximum: fc.integer({ min: -1, max: 2 }),
    multipleOf: fc.constantFrom(0.5, 1, 2),
    maxLength: small,
    pattern: fc.constantFrom('^a', 'b$', '[0-9]'),
    items: inner,
    prefixItems: branches,
    contains: inner,
    minContains: small,
    maxContains: small,
    maxItems: small,
    uniqueItems: fc.boolean(),
    properties: fc.dictionary(names, inner, { maxKeys: 2 }),
    patternProperties: fc.dictionary(fc.constantFrom('^a', 'b|c'), inner, { maxKeys: 1 }),
    additionalProperties: inner,
    unevaluatedProperties: inner,
    unevaluatedItems: inner,
    propertyNames: inner,
    required: fc.uniqueArray(names, { maxLength: 2 }),
    dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), { maxKeys: 1 }),
    dependentSchemas: fc.dictionary(names, inner, { maxKeys: 1 }),
    maxProperties: small,
    allOf: branches,
    anyOf: branches,
    oneOf: branches,
    not: inner,
    if: inner,
    else: inner,
    $ref: fc.constantFrom('#/$defs/One', '#/$defs/Two'),
  };
  const word = fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant({}),
    ...Object.entries(words).map(([name, given]) => given.map((each) => ({ [name]: each }))),
  );
  return {
    schema: fc.array(word, { maxLength: 3 }).map((parts): JsonSchema => Object.assign({}, ...parts)),
  };
});

describe('a tool’s schema', () => {
  it('takes every value that the definition takes', () => {
    const definitions = fc.record({ One: schema, Two: schema });
    fc.assert(
      fc.property(schema, definitions, fc.array(value, { minLength: 1, maxLength: 8 }), (own, $defs, values) => {
        let fitting: unknown[];
        try {
          const validate = compile({ $defs, allOf: [own] });
          fitting = values.filter((each) => validate(each));
        } catch {
          // References that lead in a circle without a step between them say nothing, and end no validator well.
          return;
        }
        const written = toolSchema(own, $defs);
        const validate = compile(written);
        for (const each of fitting) expect(validate(each), JSON.stringify({ own, $defs, written, each })).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a word that is written', () => {
  it.each<[string, object, object]>([
    ['types', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    ['types that are none', { type: ['string', 'file', 5] }, { type: ['string'] }],
    ['one that is none', { type: 'file' }, {}],
    ['a type of OpenAPI 3.0 that may be null', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'the same with values',
      { type: 'string', enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    ['null that may be null', { type: 'null', nullable: true }, { type: 'null' }],
    ['nullable alone, which says nothing', { nullable: true }, {}],
    ['a limit of OpenAPI 3.0', { minimum: 3, exclusiveMinimum: true }, { minimum: 3 }],
    ['numbers that are none', { minimum: '3', maximum: null, multipleOf: 0, minLength: -1, maxItems: 1.5 }, {}],
    ['values, each once', { enum: ['a', 1, 'a', null, 1] }, { enum: ['a', 1, null] }],
    ['no values', { enum: [] }, {}],
    ['names, each once', { required: ['a', 'a', 5, 'b'] }, { required: ['a', 'b'] }],
    ['a pattern', { pattern: '^\\p{L}+$' }, { pattern: '^\\p{L}+$' }],
    ['a pattern that is none', { pattern: '(' }, {}],
    ['a pattern of another kind of expression', { pattern: '(?<n>a)\\k<m>' }, {}],
    ['uniqueItems that is false', { uniqueItems: false, deprecated: false }, {}],
    ['no alternatives', { anyOf: [], oneOf: [], allOf: [] }, {}],
    [
      'words of others',
      { example: 1, xml: {}, discriminator: {}, externalDocs: {}, 'x-own': 1, $id: 'a', $comment: 'b' },
      {},
    ],
    ['one alternative of several', { oneOf: [{ type: 'string' }] }, { oneOf: [{ type: 'string' }] }],
    ['else without if', { else: {} }, {}],
    ['if with else', { if: {}, else: { type: 'string' } }, { if: {}, else: { type: 'string' } }],
    [
      'yes and no',
      { items: true, additionalProperties: false, not: false },
      { items: {}, additionalProperties: false, not: { not: {} } },
    ],
  ])('%s', (_, given, written) => expect(toolSchema(given as JsonSchema, {})).toEqual(written));

  it('is no pattern for names that is none, and nothing that relies on it', () => {
    const given = {
      type: 'object',
      patternProperties: { '(': { type: 'string' }, '^x-': { type: 'number' } },
      additionalProperties: false,
    };
    const written = toolSchema(given as JsonSchema, {});
    expect(() => ajv.compile(written)).not.toThrow();
    for (const fitting of [{}, { 'x-a': 1 }, { '(': 'text' }]) expect(accepts(written, fitting)).toBe(true);
    expect(accepts(written, { 'x-a': 'text' })).toBe(false);
  });

  it('is no "at least one" where none may be enough', () => {
    const none = toolSchema({ type: 'array', contains: { type: 'string' }, minContains: 0 } as JsonSchema, {});
    expect([accepts(none, []), accepts(none, [1])]).toEqual([true, true]);
    const two = toolSchema({ type: 'array', contains: { type: 'string' }, minContains: 2 } as JsonSchema, {});
    expect([accepts(two, []), accepts(two, ['a', 'b'])]).toEqual([false, true]);
  });

  it('stands beside what a reference says', () => {
    const definitions = { Name: { type: 'string', description: 'A name.', maxLength: 5 } } as Record<
      string,
      JsonSchema
    >;
    const written = toolSchema({ $ref: '#/$defs/Name', description: 'Its name.' } as JsonSchema, definitions);
    expect(written).toEqual({ type: 'string', description: 'Its name.', maxLength: 5 });
    expect(toolSchema({ $ref: '#/$defs/Nobody' } as JsonSchema, definitions)).toEqual({});
    expect(toolSchema({ $ref: '#/$defs/toString' } as JsonSchema, definitions)).toEqual({});
  });

  it('beside a reference limits as both do', () => {
    const definitions = {
      Named: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    } as Record<string, JsonSchema>;
    const given = { $ref: '#/$defs/Named', required: ['age'], properties: { age: { type: 'integer' } } } as JsonSchema;
    const written = toolSchema(given, definitions);
    expect(accepts(written, { name: 'Rex', age: 3 })).toBe(true);
    for (const wrong of [{ age: 3 }, { name: 'Rex' }, { name: 5, age: 3 }, { name: 'Rex', age: 'old' }])
      expect(accepts(written, wrong), JSON.stringify(wrong)).toBe(false);
  });
});

it('no schema is handed on that is longer than a model should read, however it refers to itself', () => {
  const wide = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`p${at}`, { $ref: '#/$defs/Wide' }]));
  const definitions = { Wide: { type: 'object', description: 'd'.repeat(300), properties: wide } } as Record<
    string,
    JsonSchema
  >;
  const written = toolSchema({ $ref: '#/$defs/Wide' } as JsonSchema, definitions);
  expect(JSON.stringify(written).length).toBeLessThanOrEqual(24_000);
  expect(Object.keys(Object(written.properties))).toHaveLength(40);
});

it.each([
  ['short', 5, 'short'],
  ['shorter', 5, 'shor…'],
  ['ab🙂cd', 4, 'ab…'],
  ['ab🙂cd', 5, 'ab🙂…'],
  ['', 0, ''],
])('%j cut to %d is %j', (text, length, expected) => expect(cut(text, length)).toBe(expected));
