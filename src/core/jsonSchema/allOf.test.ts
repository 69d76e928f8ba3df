import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { fitsSchema } from './fits.ts';
import { flattenSchema, isHidden, type JsonSchema, withoutHidden } from './schema.ts';

/** `fits.test.ts` holds this to Ajv. */
const takes = (schema: object, value: unknown): boolean => fitsSchema(value, schema, {});

const few = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 });
const number = fc.constantFrom(-1, 0, 1, 2, 3);
const count = fc.nat(3);
const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');
const words = (inner: fc.Arbitrary<object>) =>
  fc.record(
    {
      type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
      enum: fc.uniqueArray(fc.constantFrom('a', 'ab', 0, 1, true, null), { minLength: 1 }),
      minimum: number,
      maximum: number,
      exclusiveMinimum: number,
      exclusiveMaximum: number,
      minLength: count,
      maxLength: count,
      minItems: count,
      maxItems: count,
      minProperties: count,
      maxProperties: count,
      uniqueItems: fc.boolean(),
      required: few,
      items: inner,
      properties: fc.dictionary(fc.constantFrom('a', 'b'), inner, { noNullPrototype: true }),
      oneOf: fc.array(inner, { minLength: 1, maxLength: 2 }),
      anyOf: fc.array(inner, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
const { schema } = fc.letrec<{ schema: object; simple: object }>((tie) => ({
  simple: fc.oneof(fc.record({ type }), fc.record({ minimum: number }), fc.record({ enum: fc.constant(['a', 1]) })),
  schema: fc
    .tuple(words(tie('simple')), fc.array(fc.oneof({ maxDepth: 2 }, tie('simple'), tie('schema')), { maxLength: 3 }))
    .map(([own, allOf]) => ({ ...own, ...(allOf.length > 0 && { allOf }) })),
}));
const value = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    'a',
    'ab',
    0,
    1,
    2,
    1.5,
    -1,
    true,
    null,
    [],
    {},
    [1],
    [1, 1],
    ['a', 1],
    { a: 1 },
    { b: 'a' },
  ),
  fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom<unknown>('a', 1, null, 1.5), { noNullPrototype: true }),
);

describe('a schema with its allOf laid over it', () => {
  it('takes whatever the whole takes', () => {
    fc.assert(
      fc.property(schema, value, (given, each) => {
        if (takes(given, each)) expect(takes(flattenSchema(given, {}), each)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes nothing more, of the words whose parts can be joined', () => {
    const joined = fc.array(
      fc.record(
        {
          minimum: number,
          exclusiveMaximum: number,
          minLength: count,
          maxItems: count,
          minProperties: count,
          uniqueItems: fc.boolean(),
          required: few,
          items: fc.record({ type }),
          properties: fc.dictionary(fc.constantFrom('a', 'b'), fc.record({ type }), { noNullPrototype: true }),
          anyOf: fc.array(fc.record({ type }), { minLength: 1, maxLength: 2 }),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(joined, value, (allOf, each) => {
        const flat = flattenSchema({ allOf }, {});
        expect(takes(flat, each)).toBe(allOf.every((part) => takes(part, each)));
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, object[], object]>([
    ['the higher of two lower bounds', [{ minimum: 1 }, { minimum: 3 }, { minimum: 2 }], { minimum: 3 }],
    ['the lower of two upper bounds', [{ maxLength: 4 }, { maxLength: 2 }], { maxLength: 2 }],
    [
      'the types that both name',
      [{ type: ['string', 'null'] }, { type: ['null', 'string', 'array'] }],
      { type: ['string', 'null'] },
    ],
    ['the only type that both name', [{ type: ['string', 'null'] }, { type: 'string' }], { type: 'string' }],
    ['the narrower of number and integer', [{ type: 'number' }, { type: 'integer' }], { type: 'integer' }],
    ['the narrower also the other way', [{ type: ['integer', 'null'] }, { type: 'number' }], { type: 'integer' }],
    ['the first type where they agree on none', [{ type: 'string' }, { type: 'array' }], { type: 'string' }],
    ['the values that both list', [{ enum: ['a', 'b', 1] }, { enum: [1, 'b'] }], { enum: ['b', 1] }],
    ['the first values where they agree on none', [{ enum: ['a'] }, { enum: ['b'] }], { enum: ['a'] }],
    ['uniqueness that one asks for', [{ uniqueItems: false }, { uniqueItems: true }], { uniqueItems: true }],
    ['no uniqueness that none asks for', [{ uniqueItems: false }, { uniqueItems: false }], { uniqueItems: false }],
    [
      'the first of other words',
      [
        { title: 'A', format: 'date' },
        { title: 'B', format: 'time' },
      ],
      { title: 'A', format: 'date' },
    ],
    [
      'names that must be there, once each',
      [{ required: ['a', 'b'] }, { required: ['b', 'c'] }],
      { required: ['a', 'b', 'c'] },
    ],
    [
      'both of a property that two describe',
      [{ properties: { a: { type: 'string' } } }, { properties: { a: { minLength: 1 }, b: {} } }],
      { properties: { a: { allOf: [{ type: 'string' }, { minLength: 1 }] }, b: {} } },
    ],
    [
      'both items that two describe',
      [{ items: { type: 'string' } }, { items: { minLength: 1 } }],
      { items: { allOf: [{ type: 'string' }, { minLength: 1 }] } },
    ],
    [
      'one choice, and the others as further ones',
      [{ oneOf: [{ minimum: 1 }] }, { oneOf: [{ maximum: 2 }] }, { anyOf: [{ const: 1 }] }],
      { oneOf: [{ minimum: 1 }], allOf: [{ oneOf: [{ maximum: 2 }] }], anyOf: [{ const: 1 }] },
    ],
  ])('has %s', (_, allOf, expected) => {
    expect(flattenSchema({ allOf }, {})).toEqual(expected);
    const [own, ...others] = allOf;
    expect(flattenSchema({ ...own, allOf: others }, {})).toEqual(expected);
  });

  it('does not describe a property twice that two parts share', () => {
    const name = { type: 'string' };
    expect(flattenSchema({ allOf: [{ properties: { name } }, { properties: { name } }] }, {})).toEqual({
      properties: { name },
    });
  });

  it('is laid over as deep as allOf stands in allOf, with what is behind references', () => {
    const definitions = {
      Base: { allOf: [{ $ref: '#/$defs/Root' }], minLength: 2 },
      Root: { type: 'string', minLength: 1 },
    };
    expect(flattenSchema({ allOf: [{ allOf: [{ $ref: '#/$defs/Base' }] }], title: 'T' }, definitions)).toEqual({
      title: 'T',
      minLength: 2,
      type: 'string',
    });
  });

  it('ends where schemas double with each level', () => {
    const pair = (index: number) => ({ allOf: [{ $ref: `#/$defs/S${index}` }, { $ref: `#/$defs/S${index}` }] });
    const definitions = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`S${index}`, pair(index + 1)]));
    const spent = process.cpuUsage();
    expect(flattenSchema(pair(0), definitions)).toBeTypeOf('object');
    expect(process.cpuUsage(spent).user / 1_000).toBeLessThan(500);
  });
});

describe('what is hidden in one direction', () => {
  // OpenAPI 3.1.1, Schema Object: a readOnly property that is required counts for the response alone.
  const id = { type: 'integer', readOnly: true };
  const password = { type: 'string', writeOnly: true };
  const name = { type: 'string' };
  const person: JsonSchema = {
    type: 'object',
    required: ['id', 'name', 'password'],
    properties: { id, name, password },
  };
  const definitions = { Id: id, Person: person };

  test.each<[string, JsonSchema, unknown]>([
    ['of an object', person, { name: 'a', password: 'b' }],
    ['behind a reference', { required: ['id'], properties: { id: { $ref: '#/$defs/Id' } } }, {}],
    ['in allOf beside it', { allOf: [{ properties: { id } }, { required: ['id'] }] }, {}],
    ['around allOf', { properties: { id }, allOf: [{ required: ['id'] }] }, {}],
    ['in a list', { type: 'array', items: person }, [{ name: 'a', password: 'b' }]],
    ['in a choice', { oneOf: [person, { type: 'null' }] }, { name: 'a', password: 'b' }],
    ['in a map', { additionalProperties: person }, { x: { name: 'a', password: 'b' } }],
    ['in a property', { properties: { owner: person } }, { owner: { name: 'a', password: 'b' } }],
    ['in a condition', { if: { required: ['id'], properties: { id } }, else: false }, {}],
  ])('need not be there %s', (_, given, sent) => {
    const outcomeOf = (each: JsonSchema) => validateAgainstSchema(each, sent, definitions).outcome;
    expect(outcomeOf(given)).toBe('differs');
    expect(outcomeOf(withoutHidden(given, definitions, 'readOnly'))).toBe('matches');
    expect(outcomeOf(withoutHidden(given, definitions, 'writeOnly'))).toBe('differs');
  });

  it('must still be what it is where it is there, and what is not hidden must be there', () => {
    const request = withoutHidden(person, definitions, 'readOnly');
    expect(validateAgainstSchema(request, { id: 'x', name: 'a', password: 'b' }).outcome).toBe('differs');
    expect(validateAgainstSchema(request, { name: 'a' }).outcome).toBe('differs');
    expect(request).toMatchObject({ required: ['name', 'password'], properties: { id } });
  });

  it('is only what says so itself, in any part of it', () => {
    expect(isHidden({ allOf: [{ type: 'integer' }, { readOnly: true }] }, 'readOnly', {})).toBe(true);
    expect(isHidden({ $ref: '#/$defs/Id' }, 'readOnly', definitions)).toBe(true);
    expect(isHidden({ $ref: '#/$defs/Id', readOnly: false }, 'readOnly', definitions)).toBe(false);
    expect(isHidden({ properties: { id } }, 'readOnly', {})).toBe(false);
    expect(isHidden({ readOnly: 'true' }, 'readOnly', {})).toBe(false);
    expect(isHidden(true, 'readOnly', {})).toBe(false);
  });

  it('is not looked for in values that look like schemas', () => {
    const given = {
      const: { required: ['id'] },
      enum: [{ required: ['id'] }],
      default: { required: ['id'] },
      properties: { id },
    };
    expect(withoutHidden(given, {}, 'readOnly')).toEqual(given);
    expect(withoutHidden({ properties: { required: { type: 'array' }, id } }, {}, 'readOnly')).toEqual({
      properties: { required: { type: 'array' }, id },
    });
    expect([withoutHidden(true, {}, 'readOnly'), withoutHidden(false, {}, 'readOnly')]).toEqual([true, false]);
  });
});
