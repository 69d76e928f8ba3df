import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Filler, namesIn, piecesOf, unfilledMessage, type Value } from './template.ts';

const plain = (text: string): Value => ({ text, secret: false, filledIn: true });
const secret = (text: string): Value => ({ text, secret: true, filledIn: false });

/** A filler over values by name, as the requests have them: in a map, so that no name is special. */
function fillerOf(values: Readonly<Record<string, Value | string>>) {
  const known = new Map(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? plain(value) : value]),
  );
  return new Filler((name) => known.get(name) ?? null);
}
const unfilled = (filler: Filler) => [...filler.unfilled.values()].map(({ name, why }) => `${name} ${why}`);

const braces = fc.string({
  unit: fc.constantFrom('{', '}', '{{', '}}', 'a', ' ', '$', '\n', 'é', '😀'),
  maxLength: 40,
});

describe('taken apart, a text', () => {
  test('is the pieces together, and its names are one line-up of braces each', () => {
    fc.assert(
      fc.property(braces, (text) => {
        const pieces = piecesOf(text);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        for (const piece of pieces) {
          expect(piece.text).not.toBe('');
          if (piece.kind === 'variable') expect(piece.text.slice(2, -2).trim()).toBe(piece.name);
        }
      }),
    );
  });

  test.each<[string, string[]]>([
    ['', []],
    ['no names', []],
    ['{{a}}', ['a']],
    ['{{ a }}', ['a']],
    ['x{{a}}y{{b}}z{{a}}', ['a', 'b']],
    ['{{}}', []],
    ['{{ }}', []],
    ['{a}', []],
    ['{{a}', []],
    ['{a}}', []],
    ['{{{a}}}', ['a']],
    ['{{a{{b}}c}}', ['b']],
    ['{{{{a}}}}', ['a']],
    ['{{a}}}}{{{{b}}', ['a', 'b']],
    ['{{$guid}}', ['$guid']],
    ['{{a b.c-d[0]}}', ['a b.c-d[0]']],
    ['{{__proto__}}{{constructor}}', ['__proto__', 'constructor']],
    [`{{${'n'.repeat(400)}}}`, ['n'.repeat(400)]],
    [`{{${'n'.repeat(401)}}}`, []],
  ])('%s has its names', (text, names) => expect(namesIn(text)).toEqual(names));
});

describe('filled in, a name', () => {
  test.each<[string, Record<string, Value | string>, string, string[]]>([
    ['{{a}}-{{b}}', { a: '1', b: '2' }, '1-2', []],
    ['{{ a }}', { a: '1' }, '1', []],
    ['{{a}}', { a: '' }, '', []],
    ['{{a}}', {}, '{{a}}', ['a unknown']],
    ['{{A}}', { a: '1' }, '{{A}}', ['A unknown']],
    ['{{a}}{{x}}', { a: '1' }, '1{{x}}', ['x unknown']],
    ['{{{a}}}', { a: '1' }, '{1}', []],
    ['{{a}}', { a: '{{b}}', b: '{{c}}', c: '3' }, '3', []],
    // What two values make together is no name.
    ['{{a}}{{b}}', { a: '{{', b: 'a}}' }, '{{a}}', []],
    ['{{a}}', { a: "$& $1 $` $' $$" }, "$& $1 $` $' $$", []],
    ['{{a}}', { a: '{{a}}' }, '{{a}}', ['a circular']],
    ['{{a}}', { a: 'x{{b}}', b: 'y{{c}}', c: 'z{{a}}' }, 'xyz{{a}}', ['a circular']],
    ['{{a}}', { a: secret('{{b}}'), b: 'x' }, '{{b}}', []],
    [
      '{{constructor.constructor("return 7")()}}',
      {},
      '{{constructor.constructor("return 7")()}}',
      ['constructor.constructor("return 7")() unknown'],
    ],
    ['{{7*7}}', {}, '{{7*7}}', ['7*7 unknown']],
  ])('of %s with %j', (text, values, expected, left) => {
    const filler = fillerOf(values);
    expect(filler.fill(text).text).toBe(expected);
    expect(unfilled(filler)).toEqual(left);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'])(
    'may be %s, with or without a value',
    (name) => {
      expect(fillerOf({}).fill(`{{${name}}}`).text).toBe(`{{${name}}}`);
      const own = new Filler((each) => (each === name ? plain('x') : null));
      expect(own.fill(`{{${name}}}`).text).toBe('x');
    },
  );

  test('is followed through twenty values, and not through one more', () => {
    const chain = (length: number) =>
      Object.fromEntries(Array.from({ length }, (_, at) => [`v${at}`, at === length - 1 ? 'end' : `{{v${at + 1}}}`]));
    const reached = fillerOf(chain(20));
    expect([reached.fill('{{v0}}').text, unfilled(reached)]).toEqual(['end', []]);
    const beyond = fillerOf(chain(21));
    expect([beyond.fill('{{v0}}').text, unfilled(beyond)]).toEqual(['{{v20}}', ['v20 tooDeep']]);
  });

  test('makes a request of thirty million characters at most', () => {
    const filler = fillerOf({ a: 'x'.repeat(10_000_000) });
    const { text } = filler.fill('{{a}}{{a}}{{a}}{{a}}');
    expect(text).toHaveLength(20_000_000 + 2 * '{{a}}'.length);
    expect(unfilled(filler)).toEqual(['a tooLong']);
    // What is left is shared by all texts of the request.
    expect(filler.fill('{{a}}').text).toBe('{{a}}');
  });

  test.each([
    ['grow', 'x'],
    ['are large', 'x'.repeat(1000)],
    ['are empty', ''],
    ['are unknown', '{{unknown}}'],
    ['are circular', '{{v0}}'],
  ])(
    'ends in time where values within values %s',
    (_, leaf) => {
      const values = Object.fromEntries(
        Array.from({ length: 20 }, (_each, at) => [`v${at}`, at === 19 ? leaf : `{{v${at + 1}}}`.repeat(50)]),
      );
      const filler = fillerOf(values);
      const { text } = filler.fill('{{v0}}');
      expect(text.length).toBeLessThan(31_000_000);
      expect(unfilled(filler).some((each) => each.endsWith('tooLong'))).toBe(true);
    },
    30_000,
  );
});

describe('a secret', () => {
  test('makes a secret of every text that it becomes a part of, and of no other', () => {
    const filler = fillerOf({
      key: secret('s3cret'),
      header: 'Bearer {{key}}',
      host: 'a.test',
      both: '{{host}} {{header}}',
    });
    expect(filler.fill('{{host}}')).toEqual({ text: 'a.test', secret: false });
    expect([...filler.secrets]).toEqual([]);
    expect(filler.fill('{{both}}')).toEqual({ text: 'a.test Bearer s3cret', secret: true });
    expect([...filler.secrets].sort()).toEqual(['Bearer s3cret', 'a.test Bearer s3cret', 's3cret']);
    expect(filler.fill('{{host}}').secret).toBe(false);
  });

  test('that is empty is no value to look for', () => {
    const filler = fillerOf({ key: secret('') });
    expect(filler.fill('a{{key}}b')).toEqual({ text: 'ab', secret: true });
    expect([...filler.secrets]).toEqual([]);
  });

  test('is told of wherever it arrives, through any values', () => {
    const names = ['a', 'b', 'c', 'd', 'key'];
    const value = fc.array(
      fc.oneof(fc.constantFrom(...names.map((name) => `{{${name}}}`)), fc.string({ maxLength: 3 })),
      { maxLength: 4 },
    );
    const values = fc.record({ a: value, b: value, c: value, d: value });
    fc.assert(
      fc.property(values, value, (given, asked) => {
        const canary = 'k4Vq-canary';
        const texts = Object.fromEntries(Object.entries(given).map(([name, parts]) => [name, parts.join('')]));
        const filler = fillerOf({ ...texts, key: secret(canary) });
        const { text, secret: isSecret } = filler.fill(asked.join(''));
        expect(isSecret).toBe(text.includes(canary));
        if (isSecret) expect(filler.secrets).toContain(canary);
        expect(filler.used.has('key')).toBe(isSecret);
      }),
      { numRuns: 500 },
    );
  });
});

test('what was left says why in words that name it', () => {
  const words = (['unknown', 'circular', 'tooDeep', 'tooLong'] as const).map((why) =>
    unfilledMessage({ name: 'host', why }),
  );
  expect(new Set(words).size).toBe(4);
  for (const each of words) expect(each).toContain('host');
});
