import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from '../json/value.ts';
import { fitsSchema } from './fits.ts';
import { lengthAt, meantAs, numberCandidates, textCandidates } from './sampleScalar.ts';

const firstFitting = (schema: JsonObject, candidates: Iterable<unknown>) =>
  [...candidates].find((each) => fitsSchema(each, schema, {}));

describe('numbers within bounds', () => {
  test.each<[JsonObject, number | undefined]>([
    [{}, 1],
    [{ minimum: 5 }, 5],
    [{ maximum: -5 }, -5],
    [{ maximum: 100 }, 1],
    [{ minimum: -100 }, 1],
    [{ exclusiveMinimum: 1 }, 1.5],
    [{ exclusiveMaximum: 1 }, 0.5],
    [{ exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.75],
    [{ minimum: 1, exclusiveMaximum: 1.000_01 }, 1],
    [{ exclusiveMinimum: 1, exclusiveMaximum: 1.000_001 }, 1.000_000_25],
    [{ exclusiveMinimum: 1, maximum: 1.000_01 }, 1.000_01],
    [{ exclusiveMinimum: 1e12, maximum: 1e12 + 0.25 }, 1e12 + 0.25],
    [{ multipleOf: 0.1 }, 1],
    [{ multipleOf: 0.01, minimum: 1.005 }, 1.01],
    [{ multipleOf: 7, minimum: 10 }, 14],
    [{ multipleOf: 7, maximum: -1 }, -7],
    [{ multipleOf: 100, minimum: 0, maximum: 50 }, 0],
    [{ multipleOf: 2, exclusiveMinimum: 2, maximum: 4 }, 4],
    [{ multipleOf: 0.5, exclusiveMaximum: 0 }, -0.5],
    [{ minimum: 3, maximum: 2 }, undefined],
  ])('of %j come to %d', (schema, expected) => {
    expect(firstFitting(schema, numberCandidates(schema, false))).toBe(expected);
  });

  test.each<[JsonObject, number | undefined]>([
    [{}, 1],
    [{ minimum: 1.5 }, 2],
    [{ maximum: -1.5 }, -2],
    [{ exclusiveMinimum: 1, exclusiveMaximum: 3 }, 2],
    [{ exclusiveMinimum: -1, exclusiveMaximum: 1 }, 0],
    [{ exclusiveMaximum: 1 }, 0],
    [{ multipleOf: 5, minimum: 1 }, 5],
    [{ exclusiveMinimum: 1, exclusiveMaximum: 2 }, undefined],
  ])('of %j come to the whole number %d', (schema, expected) => {
    const whole = { ...schema, type: 'integer' };
    expect(firstFitting(whole, numberCandidates(schema, true))).toBe(expected);
  });

  it('are found wherever a multiple lies between them', () => {
    const step = fc.constantFrom(0.01, 0.1, 0.25, 0.3, 1, 3, 7, 60);
    fc.assert(
      fc.property(step, fc.integer({ min: -1_000, max: 1_000 }), fc.nat(5), (multipleOf, times, room) => {
        const schema = { multipleOf, minimum: times * multipleOf - 1e-9, maximum: (times + room) * multipleOf + 1e-9 };
        fc.pre(fitsSchema(times * multipleOf, schema, {}));
        expect(firstFitting(schema, numberCandidates(schema, false))).toBeTypeOf('number');
      }),
    );
  });

  it('are others each time, as far as there are', () => {
    for (const schema of [{}, { minimum: 10 }, { multipleOf: 5 }, { minimum: 0, maximum: 2, multipleOf: 1 }]) {
      const made = [0, 1, 2].map((which) => firstFitting(schema, numberCandidates(schema, false, which)));
      expect([schema, new Set(made).size]).toEqual([schema, 3]);
    }
    const between = { exclusiveMinimum: 0, exclusiveMaximum: 1 };
    const made = [0, 1, 2].map((which) => firstFitting(between, numberCandidates(between, false, which)));
    expect(made).not.toContain(undefined);
  });
});

describe('texts', () => {
  test.each<[JsonObject, string | undefined]>([
    [{}, 'text'],
    [{ maxLength: 2 }, 'te'],
    [{ maxLength: 0 }, ''],
    [{ minLength: 6 }, 'textxx'],
    [{ minLength: 6, maxLength: 6 }, 'textxx'],
    [{ format: 'date' }, '2025-01-31'],
    [{ format: 'date', pattern: '^2' }, '2025-01-31'],
    [{ format: 'uri', maxLength: 12 }, 'http://a.co'],
    [{ format: 'uri', maxLength: 3 }, 'a:b'],
    [{ format: 'hostname', maxLength: 1 }, 'a'],
    [{ format: 'ipv6', maxLength: 3 }, '::1'],
    [{ format: 'json-pointer', maxLength: 0 }, ''],
    [{ format: 'byte', minLength: 9 }, 'dGV4dAAAAAAA'],
    [{ format: 'byte', minLength: 13 }, 'dGV4dAAAAAAAAAAA'],
    [{ format: 'hostname', minLength: 80 }, `${'xxxxxxxxx.'.repeat(7)}example.com`],
    [{ format: 'email', minLength: 40 }, `person@example.com${'x'.repeat(22)}`],
    [{ format: 'date-time', minLength: 24 }, '2025-01-31T12:00:00.000Z'],
    [{ format: 'date-time', minLength: 25 }, '2025-01-31T12:00:00.0000Z'],
    [{ pattern: '^[A-Z]{3}$' }, 'aaa'.toUpperCase()],
    [{ pattern: '^\\d{4}$', format: 'colour' }, '0000'],
    [{ pattern: '^[^\\w]$' }, '-'],
    [{ format: 'uuid', maxLength: 10 }, undefined],
  ])('of %j come to %j', (schema, expected) => {
    expect(firstFitting(schema, textCandidates(schema))).toBe(expected);
  });

  test.each([
    ['date', ['2025-01-31', '2026-01-31', '2027-01-31']],
    ['date-time', ['2025-01-31T12:00:00Z', '2026-01-31T12:00:00Z', '2027-01-31T12:00:00Z']],
    ['email', ['person@example.com', 'b1person@example.com', 'c2person@example.com']],
    ['hostname', ['example.com', 'b1.example.com', 'c2.example.com']],
    ['uri', ['https://example.com/', 'https://example.com/1', 'https://example.com/2']],
    ['ipv4', ['192.0.2.1', '192.0.2.2', '192.0.2.3']],
    ['uuid', ['00000000-0000-4000-8000-000000000000', '00000000-0000-4000-8000-000000000001']],
    ['phone', ['+12025550123', '+12025550121', '+12025550122']],
    [undefined, ['text', 'text1', 'text2']],
  ])('of the format %s are others each time', (format, expected) => {
    const made = expected.map((_, which) => [...textCandidates(format === undefined ? {} : { format }, which)][0]);
    expect(made).toEqual(expected);
    expect(new Set(made).size).toBe(expected.length);
  });

  it('are never longer than 5,000 characters, whatever is asked for', () => {
    for (const schema of [
      { minLength: 1e9 },
      { minLength: 1e9, format: 'email' },
      { minLength: 5_001, pattern: '^a+$' },
    ])
      for (const text of textCandidates(schema)) expect(text.length).toBeLessThan(11_000);
    expect(firstFitting({ minLength: 5_000 }, textCandidates({ minLength: 5_000 }))).toHaveLength(5_000);
  });
});

// Some documents write numbers as text and text as numbers.
test.each<[string[], unknown, unknown]>([
  [['boolean'], 'true', true],
  [['boolean'], ' false ', false],
  [['integer'], '12', 12],
  [['number'], '1.5', 1.5],
  [['number'], '', undefined],
  [['number'], ' ', undefined],
  [['string'], 12, '12'],
  [['string'], false, 'false'],
  [['string'], null, undefined],
  [['array'], 'a', ['a']],
  [['array'], 1, [1]],
  [['array'], { a: 1 }, undefined],
  [['object'], 'a', undefined],
  [[], 'true', undefined],
])('%j: %j is meant as %j', (types, value, meant) => {
  expect(meantAs(types, value)).toEqual(meant);
});

test.each([
  [3, 3],
  ['3', 3],
  [0, 0],
  [-1, undefined],
  [1.5, undefined],
  ['x', undefined],
  [null, undefined],
])('the length %j is %j', (value, length) => {
  expect(lengthAt({ minLength: value }, 'minLength')).toBe(length);
});
