import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cpuTime } from '#test/support/cpuTime.ts';
import { fitsPattern, samplePattern } from './pattern.ts';
import { sampleFromSchema } from './sample.ts';

const sample = (schema: object) => sampleFromSchema(schema, {});

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

  it.each(['(?=a)b', '(', '[', 'x{999999999}', '((((x{999}){999}){999}){999}){999}', '\\', '*'])(
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

describe('patterns', () => {
  it.each([
    '^(?=.*[A-Z])(?=.*\\d)(?=.*[!@#])[A-Za-z\\d!@#]{8,}$',
    '^(?!-)[a-z-]{3,}(?<!-)?$|^x$',
    '^(?!aa)[a-z]{4}$',
    '^(\\w)\\1-(?<n>\\d)\\k<n>$',
    '^\\p{Lu}\\p{Nd}+$',
    '^[\\u4e00-\\u9fa5]+$',
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
    '^\\+[1-9]\\d{1,14}$',
    '^#(?:[0-9a-fA-F]{3}){1,2}$',
    '^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$',
    '^arn:aws:[a-z0-9-]+:[a-z0-9-]*:\\d{12}:.+$',
    '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
    '\\bfoo\\b',
    '^.{40}$',
    '^\\/$',
    '^\\S(.*\\S)?$',
  ])('are followed: %s', (pattern) => {
    const text = samplePattern(pattern);
    if (pattern.includes('(?<!')) expect(text).toBeUndefined();
    else expect(text).toMatch(new RegExp(pattern, 'u'));
  });

  it.each([
    ['^(a+)+$', `${'a'.repeat(60)}!`],
    ['^(a|aa)+$', `${'a'.repeat(200)}b`],
    ['(x+x+)+y', 'x'.repeat(300)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(400)],
  ])('are given up in time: %s', (pattern, text) => {
    const spent = cpuTime();
    expect(fitsPattern(pattern, text)).not.toBe(true);
    expect(spent()).toBeLessThan(2_000);
  });

  it('are judged as the engine judges them', () => {
    const pieces = [
      'a',
      'b',
      '[ab]',
      '[^a]',
      '.',
      '(a|b)',
      '(?:ab)',
      'a?',
      'b*',
      '(ab)+',
      'a{2}',
      'b{1,3}',
      '^',
      '$',
      '\\b',
      '(?=a)',
      '(?!b)',
      '|',
      '(a)\\1',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 5 }).map((each) => each.join('')),
        fc.array(fc.constantFrom('a', 'b', ' '), { maxLength: 6 }).map((each) => each.join('')),
        (pattern, text) => {
          fc.pre(isPattern(pattern) && !/\\1.*\\1/.test(pattern));
          expect(fitsPattern(pattern, text)).toBe(new RegExp(pattern, 'u').test(text));
        },
      ),
      { numRuns: 300 },
    );
  });
});

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** What the engine makes of a pattern, with the `u` flag where it can have it; undefined where it is none. */
function compiled(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Without the flag more is taken.
    }
  }
  return undefined;
}

const atoms = [
  ...['a', 'b', '1', '-', '.', 'é', '😀', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\t', '\\n', '\\0', '\\cA', '\\.'],
  ...['[ab]', '[^ab]', '[a-c1-3]', '[\\d-]', '[^\\w]', '[\\]\\\\]', '[]', '[^]', '[😀é]', '[\\b]', '\\x61', '\\u0062'],
  ...['\\u{61}', '\\p{L}', '\\P{L}', '^', '$', '\\b', '\\B', '(?=a)', '(?!a)', '(?:)', '()', '(a)\\1'],
  // What only a pattern without the flag may have.
  ...['\\-', '\\_', ']', '{', '{,2}', '\\1', '\\k'],
];
const repeats = ['', '', '', '?', '*', '+', '{2}', '{1,}', '{0,2}', '{0}', '??', '*?', '+?', '{1,2}?'];
const { pattern } = fc.letrec<{ pattern: string }>((tie) => {
  const group = fc
    .tuple(fc.constantFrom('(', '(?:', '(?=', '(?!', '(?<n>'), tie('pattern'))
    .map((each) => `${each.join('')})`);
  const choice = fc.tuple(tie('pattern'), tie('pattern')).map((each) => `(${each.join('|')})`);
  const atom = fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    { weight: 4, arbitrary: fc.constantFrom(...atoms) },
    group,
    choice,
  );
  const row = fc.array(fc.tuple(atom, fc.constantFrom(...repeats)), { maxLength: 3 });
  return { pattern: row.map((parts) => parts.flat().join('')) };
});
const text = fc
  .array(fc.constantFrom(...['a', 'b', 'c', '1', ' ', '-', '_', 'é', '😀', '\n', '\\', 'A', ']', '{', 'p']), {
    maxLength: 6,
  })
  .map((each) => each.join(''));

describe('any pattern', () => {
  it('is judged as the engine judges it, or not at all', () => {
    let judged = 0;
    fc.assert(
      fc.property(pattern, text, (each, given) => {
        const expected = compiled(each)?.test(given);
        const found = fitsPattern(each, given);
        if (expected === undefined) expect(found).toBeUndefined();
        else if (found !== undefined) {
          judged += 1;
          expect([each, given, found]).toEqual([each, given, expected]);
        }
      }),
      { numRuns: 1_500 },
    );
    expect(judged).toBeGreaterThan(700);
  });

  it('forgets its groups each time that it repeats', () => {
    expect(fitsPattern('^((a)\\1\\d){2}$', 'a0aa00')).toBe(false);
    expect(fitsPattern('^((a)\\1\\d){2}$', 'a0a0')).toBe(true);
  });

  it('is taken by its samples, each another one and as long as it is wished', () => {
    fc.assert(
      fc.property(pattern, fc.nat(6), fc.integer({ min: 6, max: 12 }), (each, least, most) => {
        const samples = [0, 1, 2].flatMap((which) => samplePattern(each, { least, most, which }) ?? []);
        const engine = compiled(each);
        const length = (made: string) => (engine?.unicode ? Array.from(made).length : made.length);
        for (const made of samples) {
          expect([each, made, engine?.test(made)]).toEqual([each, made, true]);
          expect(length(made)).toBeGreaterThanOrEqual(least);
          expect(length(made)).toBeLessThanOrEqual(most);
        }
        expect(new Set(samples).size).toBe(samples.length);
      }),
      { numRuns: 200 },
    );
  });
});

it('is looked for in a moment where no character fits', () => {
  const spent = cpuTime();
  const pattern = '[^\\s\\S]';
  expect(sample({ type: 'array', minItems: 200, items: { type: 'string', pattern } })).toHaveLength(200);
  expect(spent()).toBeLessThan(500);
});

describe('samples of a pattern that is open at an end', () => {
  test.each([
    ['\\.json$', 8],
    ['^x-', 6],
    ['[A-Z]', 5],
    ['[a-z]{2}$', 7],
    ['^/v1/', 12],
  ])('of %s are as long as is asked', (each, least) => {
    const made = samplePattern(each, { least, most: least + 2 });
    expect(made).toMatch(new RegExp(each, 'u'));
    expect(made?.length).toBeGreaterThanOrEqual(least);
  });

  test.each(['^x-', '-v1$', 'abc', '^a|b$'])('of %s are as many as are asked for', (each) => {
    const made = [0, 1, 2, 3, 4].map((which) => samplePattern(each, { which }));
    expect(new Set(made).size).toBe(5);
    for (const one of made) expect(one).toMatch(new RegExp(each, 'u'));
  });

  test.each(['^x$', '^(?:a|b)$'])('of %s are no more than there are', (each) => {
    expect(samplePattern(each, { which: 2 })).toBeUndefined();
  });
});

test.each([
  ['what no text is of', 'a^b', {}],
  ['a text that must be longer than it can be', '^[a-z]{3}$', { least: 4 }],
  ['a text that must be shorter than it can be', '^[a-z]{3}$', { most: 2 }],
  ['what looks behind', '(?<=a)b', {}],
  ['what is none', '(a', {}],
])('there is no sample of %s', (_, each, wish) => {
  expect(samplePattern(each, wish)).toBeUndefined();
});

// The limits: 2,000 characters of a pattern, 100 groups within groups, 5,000 characters of a text.
test('what is too long is not judged', () => {
  expect(fitsPattern('a'.repeat(2_000), 'a'.repeat(2_000))).toBe(true);
  expect(fitsPattern('a'.repeat(2_001), 'a'.repeat(2_001))).toBeUndefined();
  expect(fitsPattern('^a*$', 'a'.repeat(5_000))).toBe(true);
  expect(fitsPattern('^a*$', 'a'.repeat(5_001))).toBeUndefined();
  expect(fitsPattern(`${'('.repeat(100)}a${')'.repeat(100)}`, 'a')).toBe(true);
  expect(fitsPattern(`${'('.repeat(101)}a${')'.repeat(101)}`, 'a')).toBeUndefined();
});

// Usual characters first, then control characters, then the first beyond.
test.each([
  ['^\\w$', 'a'],
  ['^\\d$', '0'],
  ['^[A-Z]$', 'A'],
  ['^[^\\w]$', '-'],
  ['^[\\t\\n]$', '\t'],
  ['^[\\u4e00-\\u9fff]$', '\u4e00'],
  ['^\\p{Script=Greek}$', '\u0370'],
  ['^[\\u{1f600}-\\u{1f64f}]$', '😀'],
])('a sample of %s is %j', (each, made) => {
  expect(samplePattern(each)).toBe(made);
});
