import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mask } from '#core/http/secretJudge.ts';
import { createRedactor } from './redactor.ts';

const secret = fc.string({ unit: 'binary', minLength: 4, maxLength: 40 });
const noise = fc.string({ unit: 'binary', maxLength: 60 });

function redactInPieces(secrets: readonly string[], data: Buffer, cuts: readonly number[]): Buffer {
  const redaction = createRedactor(secrets).bytes();
  const places = [...new Set(cuts.map((cut) => cut % (data.length + 1)))].sort((a, b) => a - b);
  const out: Uint8Array[] = [];
  let from = 0;
  for (const place of [...places, data.length]) {
    out.push(redaction.push(data.subarray(from, place)));
    from = place;
  }
  return Buffer.concat([...out, redaction.end()]);
}

const encodings: Record<string, (value: string) => string> = {
  raw: (value) => value,
  percent: (value) => encodeURIComponent(value),
  'percent in lower case': (value) => encodeURIComponent(value).replace(/%../g, (hex) => hex.toLowerCase()),
  form: (value) => new URLSearchParams({ a: value }).toString().slice(2),
  json: (value) => JSON.stringify(value).slice(1, -1),
  'json with escaped slashes': (value) => JSON.stringify(value).slice(1, -1).replaceAll('/', '\\/'),
  base64: (value) => Buffer.from(value).toString('base64'),
  base64url: (value) => Buffer.from(value).toString('base64url'),
};

describe('createRedactor', () => {
  test.each(Object.entries(encodings))('masks the %s form', (_name, encode) => {
    fc.assert(
      fc.property(secret, (value) => {
        const well = value.toWellFormed();
        const encoded = encode(well);
        expect(createRedactor([well]).text(`<${encoded}>`)).toBe(`<${mask}>`);
      }),
    );
  });

  test('masks the longest secret that can be entered, in every form', () => {
    const longest = `${'x/é'.repeat(33_333)}!`;
    const redactor = createRedactor([longest]);
    for (const encode of Object.values(encodings)) expect(redactor.text(`<${encode(longest)}>`)).toBe(`<${mask}>`);
  });

  test('leaves of a secret inside longer base64 one character at either end at most', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\w-]{8,40}$/),
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        (value, before, after) => {
          const joined = Buffer.concat([before, Buffer.from(value), after]).toString('base64');
          const masked = createRedactor([value]).text(joined);
          expect(masked).toContain(mask);
          expect(masked.length).toBeLessThanOrEqual(
            mask.length + joined.length - Math.floor((value.length * 8 - 10) / 6),
          );
        },
      ),
    );
  });

  test('finds the same in pieces, however they are cut, as in the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[ab]{1,6}$/), { minLength: 1, maxLength: 3 }),
        fc.stringMatching(/^[ab c]{0,80}$/),
        fc.array(fc.nat(), { maxLength: 12 }),
        (secrets, body, cuts) => {
          const whole = createRedactor(secrets).text(body);
          expect(redactInPieces(secrets, Buffer.from(body), cuts).toString()).toBe(whole);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('leaves no secret in a body, however it is cut', () => {
    fc.assert(
      fc.property(secret, noise, noise, fc.array(fc.nat(), { maxLength: 8 }), (value, before, after, cuts) => {
        const body = Buffer.from(`${before}${value}${after}${value}`);
        const masked = redactInPieces([value], body, cuts);
        fc.pre(!mask.includes(value));
        expect(masked.includes(Buffer.from(value))).toBe(false);
      }),
    );
  });

  test('gives bytes back unchanged where no secret stands', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(), { maxLength: 5 }), (bytes, cuts) => {
        const masked = redactInPieces(['a-secret-that-is-not-there'], Buffer.from(bytes), cuts);
        expect(masked.equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  test('seeks a secret of one to three characters in its raw form alone', () => {
    const redactor = createRedactor(['a/b', '']);
    expect(redactor.text('a/b a%2Fb YS9i')).toBe(`${mask} a%2Fb YS9i`);
  });

  test('prefers the longer of two secrets at one place', () => {
    expect(createRedactor(['token', 'token-long']).text('token-long token')).toBe(`${mask} ${mask}`);
  });

  test('masks header values and addresses', () => {
    const redactor = createRedactor(['s3cr3t/x']);
    expect(redactor.headers([['Authorization', 'Bearer s3cr3t/x']])).toEqual([['Authorization', `Bearer ${mask}`]]);
    expect(redactor.url('https://a.test/?key=s3cr3t%2Fx&b=1')).toBe(`https://a.test/?key=${mask}&b=1`);
    const basic = `Basic ${Buffer.from('user:s3cr3t/x').toString('base64')}`;
    expect(redactor.text(basic)).not.toContain(Buffer.from('s3cr3t').toString('base64').slice(2, 8));
  });

  test('masks UTF-16 text', () => {
    const masked = redactInPieces(['s3cr3t'], Buffer.from('{"a":"s3cr3t"}', 'utf16le'), [11]);
    expect(masked.includes(Buffer.from('s3cr3t', 'utf16le'))).toBe(false);
  });

  test('works as a stream', async () => {
    const stream = Readable.from([Buffer.from('one s3c'), Buffer.from('r3t two')]).pipe(
      createRedactor(['s3cr3t']).stream(),
    );
    expect(await readText(stream)).toBe(`one ${mask} two`);
  });
});
