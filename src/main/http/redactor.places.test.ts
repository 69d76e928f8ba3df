import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mask } from '#core/http/secretJudge.ts';
import { createRedactor } from './redactor.ts';

/** The same by each way through the redactor: a short text, a long one, bytes at once and byte by byte. */
function masked(secrets: readonly string[], text: string): string {
  const redactor = createRedactor(secrets);
  const filling = '~ '.repeat(2_100);
  const whole = redactor.bytes();
  const parts = redactor.bytes();
  const inBytes = [whole.push(Buffer.from(text)), whole.end()];
  const byByte = [...Buffer.from(text)].map((byte) => parts.push(Buffer.of(byte)));
  const found = [
    redactor.text(text),
    redactor.text(`${filling}${text}${filling}`).slice(filling.length, -filling.length),
    Buffer.concat(inBytes).toString(),
    Buffer.concat([...byByte, parts.end()]).toString(),
  ];
  expect(found).toEqual(found.map(() => found[0]));
  return found[0] ?? '';
}

const long = Array.from({ length: 60 }, (_, index) => `k3y${index}`).join('-');

describe('the leftmost secret first, the longest at one place', () => {
  test.each<[name: string, secrets: string[], text: string, expected: string]>([
    ['a short one before a long one', ['k3y!x', long], `k3y!x, ${long}.`, `${mask}, ${mask}.`],
    ['a long one before a short one', ['k3y!x', long], `${long}, k3y!x.`, `${mask}, ${mask}.`],
    ['a short one that a long one begins with', [long.slice(0, 5), long], `${long}.`, `${mask}.`],
    ['three letters that four begin with', ['abc', 'abcd'], 'abcd abc ab', `${mask} ${mask} ab`],
    ['three letters before four', ['b!c', 'xyz!'], 'b!c xyz! b!c', `${mask} ${mask} ${mask}`],
    ['one letter', ['q'], 'aqqb', `a${mask}${mask}b`],
    ['overlapping ones', ['abcab', 'cabxy'], 'abcabxy', `${mask}xy`],
    ['one within another', ['bcd', 'abcde'], 'abcde bcd', `${mask} ${mask}`],
    ['the same one twice', ['k3y!x', 'k3y!x'], 'k3y!xk3y!x', `${mask}${mask}`],
    ['at the very end', ['k3y!x'], 'a k3y!x', `a ${mask}`],
    ['none', ['k3y!x', ''], 'a k3y! x', 'a k3y! x'],
    ['no secret at all', [], 'a', 'a'],
  ])('%s', (_, secrets, text, expected) => {
    expect(masked(secrets, text)).toBe(expected);
  });

  test('as a plain look at each place finds it', () => {
    const word = fc.stringMatching(/^[!?]{1,6}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.stringMatching(/^[!? ]{0,30}$/),
        (secrets, text) => {
          const sorted = secrets.toSorted((a, b) => b.length - a.length);
          let expected = '';
          for (let at = 0; at < text.length; ) {
            const found = sorted.find((secret) => text.startsWith(secret, at));
            expected += found === undefined ? text[at] : mask;
            at += found?.length ?? 1;
          }
          expect(masked(secrets, text)).toBe(expected);
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** Secrets too short to be found by what they fold to, so that each form is found for itself. */
describe('each way to write a secret', () => {
  test.each<[secret: string, written: string[]]>([
    ["a'b)", ["a'b)", 'a%27b%29']],
    ['a b!', ['a b!', 'a%20b!', 'a%20b%21', 'a+b!', 'a+b%21']],
    ['é!12', ['é!12', '%C3%A9!12', '%c3%a9!12', '%C3%A9%2112', '\\u00e9!12', '\\u00E9!12']],
    ['a/b"', ['a/b"', 'a%2Fb%22', 'a%2fb%22', 'a/b%22', 'a/b\\"', 'a\\/b\\"', 'a/b&quot;']],
    [
      "<&>'",
      [
        "<&>'",
        "&lt;&amp;&gt;'",
        '&lt;&amp;&gt;&#39;',
        '&lt;&amp;&gt;&#x27;',
        '\\u003c\\u0026\\u003e\\u0027',
        '\\u003C\\u0026\\u003E\\u0027',
      ],
    ],
    ['?>?>', ['Pz4/Pg==', 'Pz4_Pg==', 'Pz4_Pg', 'Pz4%2FPg%3D%3D']],
  ])('%j', (secret, forms) => {
    for (const form of forms) expect([form, masked([secret], `( ${form} )`)]).toEqual([form, `( ${mask} )`]);
  });

  test('of a secret of three letters only as it is', () => {
    for (const written of ['YSFi', 'a%21b', 'A!B']) expect(masked(['a!b'], written)).toBe(written);
    expect(masked(['a!b'], 'xa!bx')).toBe(`x${mask}x`);
  });

  test.each([0, 1, 2])('within base64 after %d bytes, where it is six characters at least', (before) => {
    const text = Buffer.from(`${'~'.repeat(before)}k3y!x~~~`).toString('base64');
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor(((before + 5) * 8) / 6)];
    expect(masked(['k3y!x'], text)).toBe(text.slice(0, from) + mask + text.slice(to));
    expect(masked(['k3y!'], text)).toBe(text);
  });

  test.each(['latin1', 'utf16le', 'utf16be'] as const)('in bytes of %s', (charset) => {
    const bytes = (text: string) => {
      const written = Buffer.from(text, charset === 'latin1' ? 'latin1' : 'utf16le');
      return charset === 'utf16be' ? written.swap16() : written;
    };
    const secret = charset === 'latin1' ? 'né!2' : '€!12';
    const redactor = createRedactor(['né!2', '€!12']);
    const text = bytes(`( ${secret} )`);
    for (const size of [1, 7, text.length]) {
      const redaction = redactor.bytes();
      const out: Uint8Array[] = [];
      for (let at = 0; at < text.length; at += size) out.push(redaction.push(text.subarray(at, at + size)));
      expect(Buffer.concat([...out, redaction.end()])).toEqual(
        Buffer.concat([bytes('( '), Buffer.from(mask), bytes(' )')]),
      );
    }
  });
});

test('what is held back is what may still become a secret', () => {
  const redaction = createRedactor(['k3y!x']).bytes();
  expect(Buffer.from(redaction.push(Buffer.from('text of it k3y'))).toString()).toMatch(/^text/);
  expect(Buffer.from(redaction.held()).toString()).toMatch(/k3y$/);
  expect(Buffer.from(redaction.push(Buffer.from('!x.'))).toString()).not.toContain('k3y');
  redaction.end();
});

test('without a secret bytes go through, and a stream takes texts too', async () => {
  const { bytes } = createRedactor(['', '']);
  const redaction = bytes();
  const chunk = Buffer.from('x');
  expect([redaction.push(chunk), redaction.held().length, redaction.end().length]).toEqual([chunk, 0, 0]);
  const stream = createRedactor(['k3y!x']).stream();
  stream.write('a k3');
  stream.end(Buffer.from('y!x'));
  expect(Buffer.concat(await stream.toArray()).toString()).toBe(`a ${mask}`);
});
