import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { cpuTime } from '#test/support/cpuTime.ts';
import { fitsSchema } from './fits.ts';
import { fitsFormat, samplesOfFormat } from './formats.ts';

/** What Ajv says; undefined where it cannot compile the schema. */
function ajvTakes(schema: object, value: unknown): boolean | undefined {
  const { outcome } = validateAgainstSchema({ ...schema }, value);
  return outcome === 'unchecked' ? undefined : outcome === 'matches';
}

const names = fc.constantFrom('a', 'b', 'ab', 'c');
const count = fc.nat(3);
const text = fc.constantFrom('', 'a', 'ab', 'abc', 'b1', '12', '😀');
const number = fc.constantFrom(-1, 0, 1, 1.5, 2, 3, 10);
const pattern = fc.constantFrom('^a', 'b$', '^[a-z]+$', '\\d', '^.{1,2}$');

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

const { schema } = fc.letrec<{ schema: object }>((tie) => {
  const inner = fc.oneof({ weight: 5, arbitrary: tie('schema') }, { weight: 1, arbitrary: fc.boolean() });
  const some = fc.array(inner, { minLength: 1, maxLength: 3 });
  const byName = fc.dictionary(names, inner, { maxKeys: 3 });
  const few = fc.uniqueArray(names, { maxLength: 2 });
  const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');
  const words = [
    fc.record({ type }),
    fc.record({ type: fc.uniqueArray(type, { minLength: 1, maxLength: 3 }) }),
    fc.record({ enum: fc.uniqueArray(fc.oneof(text, number), { minLength: 1, maxLength: 3 }) }),
    fc.record({ const: value }),
    fc.record({ minimum: number, maximum: number }, { requiredKeys: [] }),
    fc.record({ exclusiveMinimum: number, exclusiveMaximum: number }, { requiredKeys: [] }),
    fc.record({ multipleOf: fc.constantFrom(1, 2, 0.5) }),
    fc.record({ minLength: count, maxLength: count, pattern }, { requiredKeys: [] }),
    fc.record({ items: inner, minItems: count, maxItems: count, uniqueItems: fc.boolean() }, { requiredKeys: [] }),
    fc.record({ prefixItems: some, items: inner }, { requiredKeys: ['prefixItems'] }),
    fc.record({ contains: inner, minContains: count, maxContains: count }, { requiredKeys: ['contains'] }),
    fc.record(
      {
        properties: byName,
        required: few,
        additionalProperties: inner,
        patternProperties: fc.dictionary(pattern, inner),
      },
      { requiredKeys: [] },
    ),
    fc.record({ minProperties: count, maxProperties: count, propertyNames: inner }, { requiredKeys: [] }),
    fc.record({ dependentRequired: fc.dictionary(names, few), dependentSchemas: byName }, { requiredKeys: [] }),
    fc.record({ allOf: some }),
    fc.record({ anyOf: some }),
    fc.record({ oneOf: some }),
    fc.record({ not: inner }),
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    fc.record({ if: inner, then: inner, else: inner }, { requiredKeys: ['if'] }),
  ];
  return {
    schema: fc
      .array(fc.oneof({ depthSize: 'small' }, ...words), { maxLength: 2 })
      .map((all) => Object.assign({}, ...all)),
  };
});

// JSON Schema 2020-12, sections 10 and 6 of core and validation.
it('takes what Ajv takes, whatever words a schema joins', () => {
  fc.assert(
    fc.property(schema, value, (given, each) => {
      const said = ajvTakes(given, each);
      if (said !== undefined) expect(fitsSchema(each, given, {})).toBe(said);
    }),
    { numRuns: 500 },
  );
});

describe('a value', () => {
  // OpenAPI 3.1.1, Data Type Format, and the registry of formats.
  test.each([
    ['int32', 2 ** 31 - 1, true],
    ['int32', 2 ** 31, false],
    ['int32', -(2 ** 31), true],
    ['int32', -(2 ** 31) - 1, false],
    ['int32', 1.5, false],
    ['int64', 2 ** 53 + 2, true],
    ['int64', -(2 ** 63), true],
    ['int64', 2 ** 63, false],
    ['int64', 0.5, false],
    ['double', 1.5, true],
  ])('of the format %s may be %d: %s', (format, each, isTaken) => {
    expect(fitsSchema(each, { type: 'number', format }, {})).toBe(isTaken);
  });

  test.each<[string, unknown, object, boolean]>([
    ['null where OpenAPI 3.0 calls it nullable', null, { type: 'string', nullable: true }, true],
    ['null among values that it lists', null, { type: 'string', nullable: true, enum: ['a'] }, true],
    ['null where it is not', null, { type: 'string', nullable: false }, false],
    [
      'the same object with its keys in another order',
      { b: [1, { d: 1, c: 2 }], a: 1 },
      { const: { a: 1, b: [1, { c: 2, d: 1 }] } },
      true,
    ],
    ['no object with a key more', { a: 1, b: 2 }, { const: { a: 1 } }, false],
    ['no list in another order', [2, 1], { enum: [[1, 2]] }, false],
    ['equal lists but once', [[1], [1]], { uniqueItems: true }, false],
    [
      'equal objects but once',
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      { uniqueItems: true },
      false,
    ],
    ['a number and its text', [1, '1'], { uniqueItems: true }, true],
    ['lengths in characters, not in units', '😀😀', { maxLength: 2, minLength: 2 }, true],
    ['whatever a pattern of another language describes', 'x', { pattern: '(?i)^y$' }, true],
    [
      'a property by every pattern of its name',
      { ab: 1 },
      { patternProperties: { '^a': {}, b$: { type: 'string' } } },
      false,
    ],
    ['no other property', { b: 1 }, { properties: { a: {} }, additionalProperties: false }, false],
    [
      'another property that a pattern describes',
      { b: 1 },
      { patternProperties: { b: {} }, additionalProperties: false },
      true,
    ],
    [
      'a list without what minContains allows to be missing',
      [],
      { contains: { type: 'string' }, minContains: 0 },
      true,
    ],
    ['no list with more than maxContains', ['a', 'b'], { contains: { type: 'string' }, maxContains: 1 }, false],
    [
      'what is after the first items',
      ['a', 1, 'b'],
      { prefixItems: [{ type: 'string' }], items: { type: 'integer' } },
      false,
    ],
    ['multiples of what is no multiplier', 5, { multipleOf: 0 }, true],
    ['bounds that are no numbers', 5, { minimum: '9', maximum: null }, true],
    ['nothing under the schema false', 1, { properties: {}, not: true }, false],
    ['anything where a reference leads nowhere', 1, { $ref: '#/$defs/Gone' }, true],
  ])('may be %s', (_, each, schema, isTaken) => {
    expect(fitsSchema(each, schema, {})).toBe(isTaken);
  });

  it('is not compared for ever', () => {
    const spent = cpuTime();
    const deep = { N: { oneOf: [{ properties: { n: { $ref: '#/$defs/N' } } }, { anyOf: [{ $ref: '#/$defs/N' }] }] } };
    const nested = Array.from({ length: 100 }).reduce<object>((inner) => ({ n: inner }), {});
    expect(typeof fitsSchema(nested, { $ref: '#/$defs/N' }, deep)).toBe('boolean');
    expect(spent()).toBeLessThan(1_000);
  });

  it('is compared 64 levels deep, and taken below', () => {
    const holding = (levels: number, leaf: unknown) =>
      Array.from({ length: levels }).reduce<unknown>((inner) => ({ n: inner }), leaf);
    const tree = { T: { type: 'object', properties: { n: { $ref: '#/$defs/T' } } } };
    expect(fitsSchema(holding(30, 'no object'), { $ref: '#/$defs/T' }, tree)).toBe(false);
    expect(fitsSchema(holding(80, 'no object'), { $ref: '#/$defs/T' }, tree)).toBe(true);
  });

  it('needs no hidden property, wherever allOf describes it', () => {
    const id = { properties: { id: { type: 'integer', readOnly: true } } };
    const schemas = [
      { ...id, required: ['id'] },
      { allOf: [id, { required: ['id'] }] },
      { ...id, allOf: [{ allOf: [{ required: ['id'] }] }] },
      { ...id, required: ['id'], dependentRequired: { a: ['id'] } },
    ];
    for (const each of schemas) {
      expect(fitsSchema({ a: 1 }, each, {}, { hidden: 'readOnly' })).toBe(true);
      expect(fitsSchema({ a: 1 }, each, {}, { hidden: 'writeOnly' })).toBe(false);
      expect(fitsSchema({ a: 1 }, each, {})).toBe(false);
      expect(fitsSchema({ id: 'x' }, each, {}, { hidden: 'readOnly' })).toBe(false);
    }
  });
});

describe('a text of a format', () => {
  // After the JSON Schema Test Suite, optional/format, and the grammars that it quotes.
  const texts: Record<string, string[]> = {
    date: [
      '2025-01-31',
      '2024-02-29',
      '2025-02-29',
      '1900-02-29',
      '2000-02-29',
      '2025-13-01',
      '2025-1-1',
      '25-01-01',
      '2025-04-31',
      '0000-01-01',
      '',
    ],
    'date-time': [
      ...['2025-01-31T12:00:00Z', '2025-01-31t12:00:00z', '2025-01-31 12:00:00Z', '2025-01-31T12:00:00+05:30'],
      ...[
        '2025-01-31T12:00:00',
        '2025-01-31T24:00:00Z',
        '2025-01-31T12:00:00.123456Z',
        '2025-01-31T12:00Z',
        'T12:00:00Z',
      ],
    ],
    time: ['12:00:00Z', '23:59:59.9+01:00', '24:00:00Z', '12:60:00Z', '12:00:00', '1:00:00Z', '12:00:00+24:00'],
    duration: ['P1D', 'PT1H', 'P1W', 'P', 'PT', 'P1Y2M3DT4H5M6S', 'P1W2D', 'P1', '1D', 'P2D1Y', 'PT1D', 'p1d'],
    email: ['a@b.co', 'a.b+c@example.com', '@b.co', 'a@', 'a..b@c.co', '.a@b.co', 'a@-b.co', 'a b@c.co', 'a@b@c.co'],
    hostname: [
      'example.com',
      'a',
      '-a.com',
      'a-.com',
      'a_b.com',
      `${'a'.repeat(63)}.com`,
      `${'a'.repeat(64)}.com`,
      'a..b',
      '',
    ],
    ipv4: ['1.2.3.4', '255.255.255.255', '256.1.1.1', '1.2.3', '1.2.3.4.5', '1.2.3.4.', '0x1.2.3.4', ''],
    ipv6: [
      '::',
      '::1',
      '1::',
      '1:2:3:4:5:6:7:8',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '::ffff:1.2.3.4',
      '1::2::3',
      'g::',
      '12345::',
      '::1%eth0',
    ],
    uuid: [
      '00000000-0000-4000-8000-000000000000',
      'A0000000-0000-4000-8000-00000000000F',
      '00000000000040008000000000000000',
      'g0000000-0000-4000-8000-000000000000',
    ],
    'json-pointer': ['', '/', '/a/b', 'a', '/a~0b', '/a~1b', '/a~', '/a~2', '//'],
    'relative-json-pointer': ['0', '1/a', '0#', '01', '-1', '/a', '10#', '1#a'],
    byte: ['', 'dGV4dA==', 'dGV4d', 'dGV4dA=', '====', 'dGV4_A=='],
    uri: [
      'https://a.test/',
      'a:b',
      'urn:isbn:1',
      '//a.test',
      '/a',
      'https://a.test/%zz',
      'https://a b',
      '\\a',
      ':a',
      '',
    ],
  };

  test.each(Object.entries(texts).flatMap(([format, list]) => list.map((each) => [format, each] as const)))(
    '%s: %j is judged as Ajv judges it',
    (format, each) => {
      expect(fitsFormat(format, each)).toBe(ajvTakes({ type: 'string', format }, each));
    },
  );

  test.each(Object.keys(texts))('of %s is made so that Ajv takes it', (format) => {
    const samples = samplesOfFormat(format);
    expect(samples.length).toBeGreaterThan(0);
    for (const each of samples) expect([each, ajvTakes({ type: 'string', format }, each)]).toEqual([each, true]);
  });

  it('is whatever it likes where the format is not known', () => {
    expect([fitsFormat('colour', 'x'), fitsFormat(undefined, '')]).toEqual([true, true]);
    expect(samplesOfFormat('colour')).toEqual([]);
  });
});
