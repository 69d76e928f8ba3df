import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mask } from '#core/http/secretJudge.ts';
import { foldedPatterns, maskFolded, patternSearch, redactFolded } from './foldedRedaction.ts';
import { aligned } from './secretForms.ts';

const bytesOf = (text: string) => Buffer.from(text);

describe('the search for many patterns', () => {
  /** Looks at each place, the longest pattern first. */
  function naive(patterns: readonly Buffer[], data: Buffer, from: number) {
    const sorted = patterns.toSorted((a, b) => b.length - a.length);
    for (let at = from; at < data.length; at += 1) {
      const found = sorted.find((pattern) => data.subarray(at, at + pattern.length).equals(pattern));
      if (found !== undefined) return { at, length: found.length };
    }
    return null;
  }
  const text = (minLength: number, maxLength: number) =>
    fc.array(fc.constantFrom(0x61, 0x62, 0xe9), { minLength, maxLength }).map((codes) => Buffer.from(codes));

  test('finds what a look at each place finds', () => {
    const patterns = fc.array(fc.oneof(text(4, 8), text(30, 40)), { maxLength: 4 });
    fc.assert(
      fc.property(patterns, fc.array(text(0, 12), { maxLength: 12 }), fc.nat(), (sought, parts, seed) => {
        const data = Buffer.concat(
          parts.flatMap((part, at) => [part, sought[(seed + at) % (sought.length + 1)] ?? part]),
        );
        const search = patternSearch(sought);
        for (let from = 0; from <= data.length; from += 1)
          expect(search.next(data, from)).toEqual(naive(sought, data, from));
      }),
      { numRuns: 60 },
    );
  });

  test.each([4, 5, 31, 32, 33, 34, 300])('finds a pattern of %d bytes at either end and between', (length) => {
    const pattern = randomBytes(length);
    const search = patternSearch([pattern]);
    for (const before of [0, 1, 2, 29, 30, 31, 32, 100])
      for (const after of [0, 1, 40]) {
        const data = Buffer.concat([Buffer.alloc(before, 'x'), pattern, Buffer.alloc(after, 'x')]);
        expect(search.next(data, 0)).toEqual({ at: before, length });
        expect(search.next(data, before)).toEqual({ at: before, length });
        expect(search.next(data, before + 1)).toBeNull();
        expect(search.next(data.subarray(0, before + length - 1), 0)).toBeNull();
      }
  });

  test('tells which begin alike', () => {
    const [one, two, other] = ['abcdX', 'abcdYY', 'abceX'].map(bytesOf);
    if (!one || !two || !other) throw new Error();
    const search = patternSearch([one, two, other]);
    expect(search.startingLike(bytesOf('xabcd'), 1)).toEqual([two, one]);
    expect(search.startingLike(bytesOf('abce'), 0)).toEqual([other]);
    for (const unlike of ['Abcd', 'aBcd', 'abCd', 'abc', ''])
      expect(search.startingLike(bytesOf(unlike), 0)).toEqual([]);
  });

  test('finds nothing where nothing is sought', () => {
    expect(patternSearch([]).next(Buffer.alloc(100, 'a'), 0)).toBeNull();
  });
});

test('what is left of base64 whatever stands around it is as long as it can be (RFC 4648, section 4)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 3, maxLength: 20 }), fc.nat({ max: 2 }), (value, offset) => {
      const around = (fill: number) =>
        Buffer.concat([Buffer.alloc(offset, fill), value, Buffer.alloc(3, fill)]).toString('base64');
      const [low, high] = [around(0), around(255)];
      const whole = Math.floor((value.length * 8 - ((6 - ((offset * 8) % 6)) % 6)) / 6);
      const piece = aligned(Buffer.from(value), offset);
      const at = Math.ceil((offset * 8) / 6);
      expect(piece.length).toBe(whole);
      expect([low.slice(at, at + whole), high.slice(at, at + whole)]).toEqual([piece, piece]);
    }),
  );
});

const masks = (secret: string, text: string) => maskFolded(text, foldedPatterns([secret]));

describe('what is sought', () => {
  test.each([
    ['six letters are too few', 'abcdef', 'ABCDEF', 'ABCDEF'],
    ['seven are enough', 'abcdefg', 'x ABCDEFG y', `x ${mask} y`],
    ['signs do not count', 'a-b_c.d,e f', 'ABCDEF', 'ABCDEF'],
    ['nor does what is between', 'a-b_c.d,e f/g', 'x:A B C D E F G!', `x:${mask}!`],
    ['bytes beyond ASCII count as they are', 'à12345', 'x á12345', 'x á12345'],
    ['two for a letter of Latin-1', 'À12345', 'x À-1-2-3-4-5 y', `x ${mask} y`],
    ['three letters in hexadecimal are too few', 'abc', '616263', '616263'],
    ['four are enough', 'abcd', '61 62 63 64', mask],
    ['and as numbers', 'abcd', '[97, 98, 99, 100]', `[${mask}]`],
    ['also one after the other', 'abcd', '61626364 6-1-6-2-6-3-6-4 x', `${mask} ${mask} x`],
    ['and not a part of it', 'abcdefgh', 'ABCDEFG', 'ABCDEFG'],
    ['one that reads like an escape, as it is', 'ab%63%64%65%66g', 'AB%63%64%65%66G', mask],
    ['and undone', 'ab%63%64%65%66g', 'ABCDEFG', mask],
    ['and with other signs in it', 'ab%63%64%65%66g', 'x AB-63-64-65-66G', `x ${mask}`],
    ['and once more escaped', 'ab%63%64%65%66g', 'ab%2563%2564%2565%2566g', mask],
    ['numbers with their prefix', 'abcd', '{0x61, 0x62, 0x63, 0x64}', `{${mask}}`],
    ['escapes of eight digits', 'abcdefg', String.raw`x \U00000061\U00000062CDEFG y`, `x ${mask} y`],
    ['another case of a letter beyond ASCII', 'äbcdefg', 'x ÄBCDEFG y', `x ${mask} y`],
    ['a letter and its accent', 'äbcdefg', 'x a\u0308bcdefg y', `x ${mask} y`],
    ['units of characters', 'äbcd', '[228,98,99,100]', `[${mask}]`],
    ['base64 of base64', 'canary-7f3a', 'x WTJGdVlYSjVMVGRtTTJF y', `x ${mask} y`],
    // RFC 4648, section 10.
    ['base32', 'foobar', 'x MZXW6YTBOI====== y', `x ${mask}I====== y`],
  ])('%s', (_, secret, text, expected) => {
    expect(masks(secret, text)).toBe(expected);
  });

  test.each([0, 1, 2])('in base64 after %d bytes, as it is and as others wrote it down', (offset) => {
    const secret = '"c\\anäry" 7f3';
    const json = JSON.stringify(secret).slice(1, -1);
    for (const written of [
      bytesOf(secret),
      bytesOf(json),
      bytesOf(encodeURIComponent(secret)),
      Buffer.from(secret, 'utf16le'),
    ]) {
      const text = Buffer.concat([Buffer.alloc(offset), written, Buffer.alloc(3)]).toString('base64');
      const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor(((offset + written.length) * 8) / 6)];
      expect(masks(secret, text)).toBe(text.slice(0, from) + mask + text.slice(to));
    }
  });

  test('what lies at most forty bytes apart', () => {
    const apart = (count: number) => `x ABC${' '.repeat(count)}DEFG y`;
    expect(masks('abcdefg', apart(40))).toBe(`x ${mask} y`);
    expect(masks('abcdefg', apart(41))).toBe(apart(41));
    const escaped = (count: number) => `x %41BC${'%20'.repeat(count)}DEF%47 y`;
    expect(masks('abcdefg', escaped(13))).toBe(`x ${mask} y`);
    expect(masks('abcdefg', escaped(14))).toBe(escaped(14));
  });

  test('a long secret in pieces of 256 bytes, and what is shorter than two of them whole', () => {
    const letters = randomBytes(600)
      .toString('hex')
      .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '');
    const secret = letters.slice(0, 512);
    const halves = [secret.slice(0, 256), secret.slice(256)].map((half) => half.toUpperCase());
    for (const half of halves) expect(masks(secret, `x ${half} y`)).toBe(`x ${mask} y`);
    expect(masks(secret, `x ${halves[1]?.slice(0, 255)} y`)).not.toContain(mask);
    const shorter = secret.slice(0, 511);
    for (const half of halves) expect(masks(shorter, `x ${half} y`)).not.toContain(mask);
    expect(masks(shorter, `x ${shorter.toUpperCase()} y`)).toBe(`x ${mask} y`);
    const longer = letters.slice(0, 700);
    const last = longer.slice(256).toUpperCase();
    expect(masks(longer, `x ${last} y`)).toBe(`x ${mask} y`);
    expect(masks(longer, `x ${last.slice(0, 256)} y`)).not.toContain(mask);
  });

  test('none of no secret, and nothing is held back then', () => {
    const patterns = foldedPatterns(['', 'abc']);
    expect([patterns.all, patterns.longest]).toEqual([[], 0]);
    const redaction = redactFolded(patterns);
    expect([String(redaction.push(bytesOf('abc%'))), String(redaction.end())]).toEqual(['abc%', '']);
  });
});

describe('what is held back', () => {
  const patterns = foldedPatterns(['canary-7f3a9c']);
  const pushed = (text: string) => {
    const redaction = redactFolded(patterns);
    const passed = String(redaction.push(bytesOf(text)));
    expect(passed + redaction.held()).toBe(text);
    return { held: String(redaction.held()), end: (cut?: boolean) => String(redaction.end(cut)) };
  };

  test.each([
    ['some text ', ''],
    ['some text x', ''],
    ['some text c', 'c'],
    ['some text CA', 'CA'],
    ['some text can', 'can'],
    ['some text cana', 'cana'],
    ['some text canary-7F3a9', 'canary-7F3a9'],
    ['some text c a n a r y', 'c a n a r y'],
    ['some text can ', 'can '],
    [`some text can${' '.repeat(39)}`, `can${' '.repeat(39)}`],
    ['some text canb', ''],
    ['some text ccan', 'can'],
    ['some text cancan', 'can'],
  ])('of %j: %j', (text, held) => {
    expect(pushed(text).held).toBe(held);
    expect(pushed(text).end()).toBe(held);
  });

  test.each([
    ['no sign in the last 64 bytes', `%${'x'.repeat(64)}`, 0],
    ['a sign among them', `x%${'x'.repeat(63)}`, 64],
    ['a sign at the end', `${'x'.repeat(100)}\\`, 64],
    ['an escape that begins before them', `${'x'.repeat(20)}%78${'x'.repeat(61)}&`, 65],
    ['a sign in a short text', 'x&x', 3],
  ])('where an escape may not be whole: %s', (_, text, held) => {
    expect(pushed(text).held.length).toBe(held);
  });

  test.each([
    ['some text can', 'can'],
    ['some text cana', mask],
    ['some text c-a-n', 'c-a-n'],
    ['some text c-a-n-a', mask],
    ['some text canary-7f3a9', mask],
    ['some text nary-7f3ax', ''],
    ['some text 6361', mask],
    ['some text 636', '636'],
  ])('where %j was cut: %j', (text, end) => {
    expect(pushed(text).end(true)).toBe(end);
  });

  test.each(['%', '%6', '\\', '\\u00', '&#', '&#1'])('with a cut escape %j behind it', (part) => {
    const shown = pushed(`some text cana${part}`);
    expect(shown.end(true).endsWith(mask)).toBe(true);
    expect(pushed(`some text can${part}`).end(true)).not.toContain(mask);
  });
});

test('a match across blocks of any size is masked once, and what is around stays', () => {
  const secret = 'canary-7f3a9c';
  const patterns = foldedPatterns([secret]);
  for (const size of [32_755, 32_762, 32_767, 32_768, 32_769, 65_530, 70_000]) {
    const [before, after] = ['x'.repeat(size), 'y'.repeat(40_000)];
    const text = `${before} ${secret.toUpperCase()} ${after}`;
    expect(maskFolded(text, patterns) === `${before} ${mask} ${after}`).toBe(true);
    const redaction = redactFolded(patterns);
    const passed = [redaction.push(bytesOf(text)), redaction.end()].join('');
    expect(passed === `${before} ${mask} ${after}`).toBe(true);
  }
});
