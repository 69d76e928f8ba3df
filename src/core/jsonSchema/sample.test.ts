import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { cpuTime } from '#test/support/cpuTime.ts';
import { type SampleOptions, sampleFromSchema } from './sample.ts';
import type { JsonSchema } from './schema.ts';

function sample(schema: JsonSchema, definitions: Record<string, JsonSchema> = {}, options?: SampleOptions): unknown {
  return sampleFromSchema(schema, definitions, options);
}

describe('samples of patterns', () => {
  it.each([
    '^AC[0-9a-fA-F]{32}$',
    '^(0|[1-9][0-9]*)$',
    '^/v1/accounts',
    '^[UW][A-Z0-9]{2,}$',
    '^\\d{3}-\\w+\\.(?:com|org)$',
    'a|b',
    '^[\\w.-]+@x$',
    '^.{1,5}?$',
    '^[^a]$',
    '^[^\\d/]+$',
    '^[^/?#]*$',
  ])('match %s', (pattern) => {
    expect(sample({ type: 'string', pattern })).toMatch(new RegExp(pattern));
  });

  it.each(['(?=a)b', '\\p{L}', '(', '[', 'x{999999999}', '((((x{999}){999}){999}){999}){999}', '\\', '*'])(
    'give up on %s',
    (pattern) => {
      expect(sample({ type: 'string', pattern })).toBe('text');
    },
  );

  it.each([
    ['^[a-z]+$', 8],
    ['^[a-z0-9-]{3,40}$', 12],
    ['^v[0-9]+(\\.[0-9]+)*$', 20],
    ['^.*$', 5],
  ])('of %s have at least %i characters where the schema asks for them', (pattern, minLength) => {
    const text = String(sample({ type: 'string', pattern, minLength }));
    expect(text).toMatch(new RegExp(pattern));
    expect(text.length).toBeGreaterThanOrEqual(minLength);
  });

  it('end for every pattern', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'ab()[]{}|?*+^$\\\\d,19.')).map((parts) => parts.join('')),
        (pattern) => {
          expect(String(sample({ type: 'string', pattern })).length).toBeLessThan(5_000);
        },
      ),
    );
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
