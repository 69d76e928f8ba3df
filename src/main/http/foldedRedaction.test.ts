import querystring from 'node:querystring';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { mask } from '#core/http/secretJudge.ts';
import { createRedactor } from './redactor.ts';

const letters = fc.stringMatching(/^[0-9A-Za-z]{5,16}$/);
/** With signs that encoders care about, and without what reads like an escape itself. */
const secret = fc
  .tuple(letters, fc.stringMatching(/^[ "'<>/+=._~!?#:-]{0,4}$/), letters)
  .map((parts) => parts.join(''));

const every = (write: (code: number) => string) => (text: string) =>
  [...Buffer.from(text)].map((code) => write(code)).join('');
const hex = (code: number) => code.toString(16).padStart(2, '0');
const everyPercent = every((code) => `%${hex(code)}`);
const everyUnicode = every((code) => `\\u00${hex(code)}`);
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The five entities that XML knows (XML 1.0, section 4.6). */
const xml = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[sign] ?? sign,
  );

/** Encoders of Node and of packages, and what people make of them by hand. */
const encoders: Record<string, (text: string) => string> = {
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex in capitals': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'hex with colons': every((code) => `${hex(code)}:`),
  'escaped hex': every((code) => `\\x${hex(code)}`),
  'base64, wrapped as in MIME': (text) => base64(`Authorization: ${text}`).replace(/.{1,8}/g, '$&\r\n'),
  'base64, wrapped within JSON': (text) => JSON.stringify(base64(text).replace(/.{1,8}/g, '$&\n')),
  'base64url after one byte': (text) => Buffer.from(`x${text}`).toString('base64url'),
  'base64 after two bytes': (text) => base64(`xy${text}!`),
  'base64 of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  'base64 of JSON': (text) => base64(JSON.stringify({ a: text })),
  'every character in percent': everyPercent,
  'every character in capital percent': every((code) => `%${hex(code).toUpperCase()}`),
  'percent of percent': (text) => encodeURIComponent(everyPercent(text)),
  'every percent of every percent': (text) => everyPercent(everyPercent(text)),
  'every character in \\u': everyUnicode,
  '\\u in JSON in JSON': (text) => JSON.stringify(JSON.stringify(JSON.parse(`{"a":"${everyUnicode(text)}"}`))),
  'escaped \\u in JSON': (text) => JSON.stringify(everyUnicode(text)),
  'escaped \\u in JSON in JSON': (text) => JSON.stringify(JSON.stringify(everyUnicode(text))),
  'every character as a decimal reference': every((code) => `&#${code};`),
  'every character as a padded hexadecimal reference': every((code) => `&#x0${hex(code)};`),
  'references of references': (text) => xml(every((code) => `&#${code};`)(text)),
  'XML by entities': (text) => xml(text),
  'JSON in JSON in JSON': (text) => JSON.stringify(JSON.stringify(JSON.stringify({ a: text }))),
  'a field of CSV': (text) => `"${text.replaceAll('"', '""')}"`,
  'a form by querystring': (text) => querystring.stringify({ a: text }),
  'a form by URLSearchParams, twice': (text) => encodeURIComponent(new URLSearchParams({ a: text }).toString()),
  YAML: (text) => dump({ a: { b: text } }, { lineWidth: 20 }),
  'octal escapes': every((code) => `\\${code.toString(8).padStart(3, '0')}`),
  'the bytes of a Buffer in JSON': (text) => JSON.stringify(Buffer.from(text)),
  'lower case': (text) => text.toLowerCase(),
  'upper case': (text) => text.toUpperCase(),
  'a host name': (text) => text.replace(/[^0-9a-z]/gi, '-').toLowerCase(),
};

const noise = fc.string({ unit: 'grapheme-ascii', maxLength: 80 }).map((text) => `${text} <`);

function inPieces(
  redactor: ReturnType<typeof createRedactor>,
  text: string,
  cuts: readonly number[],
  cut = false,
): string {
  const data = Buffer.from(text);
  const redaction = redactor.bytes();
  const places = [...new Set(cuts.map((place) => place % (data.length + 1)))].sort((a, b) => a - b);
  const out: Uint8Array[] = [];
  let from = 0;
  for (const place of [...places, data.length]) {
    out.push(redaction.push(data.subarray(from, place)));
    from = place;
  }
  return Buffer.concat([...out, redaction.end(cut)]).toString();
}

describe('what folds to a secret is masked', () => {
  test.each(Object.entries(encoders))('as %s', (_name, encode) => {
    fc.assert(
      fc.property(secret, noise, fc.array(fc.nat(), { maxLength: 12 }), (value, before, cuts) => {
        const encoded = encode(value);
        const redactor = createRedactor([value]);
        const body = `${before}${encoded}> after`;
        const masked = redactor.text(body);
        expect(masked).toContain(mask);
        const left = masked.replaceAll(mask, '').length - before.length - '> after'.length;
        expect(left).toBeLessThanOrEqual(encode('').length + encoded.length / 4);
        expect(inPieces(redactor, body, cuts)).toBe(masked);
      }),
      { numRuns: 60 },
    );
  });

  test('byte by byte as in the whole', () => {
    const value = 'sk_live/Canary+7f3a9c"x&y';
    const body = Object.values(encoders)
      .map((encode) => `before ${encode(value)} after`)
      .join(' and then something quite different, at some length; ');
    const redactor = createRedactor([value]);
    const cuts = Array.from({ length: Buffer.byteLength(body) }, (_, index) => index);
    expect(inPieces(redactor, body, cuts)).toBe(redactor.text(body));
    expect(redactor.text(body).toLowerCase()).not.toMatch(/canary|7f3a9c/);
  });
});

/** Texts of other shapes, each of which is read in its own way: plain, not ASCII, full of escapes, of rows of backslashes, of spaces. */
const long = fc
  .tuple(
    fc.constantFrom(
      '{"a":"b\\n"},',
      'žluť 日本語 ',
      '\\u00e9\\u4e2d',
      '%C3%A9',
      '&amp;&#233;',
      '\\\\\\',
      ' \n',
      'QUJD',
    ),
    fc.nat(9_000),
  )
  .map(([piece, count]) => `${piece.repeat(count)} <`);

/** Nothing is sought across so many spaces. */
const apart = ' '.repeat(600);

test('long bodies are masked part by part, wherever a secret stands in them', () => {
  const encoder = fc.constantFrom(...Object.values(encoders));
  const part = fc.tuple(long, encoder, fc.constantFrom(0, 1));
  fc.assert(
    fc.property(
      secret,
      fc.array(part, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(), { maxLength: 4 }),
      (value, parts, cuts) => {
        const redactor = createRedactor([value, 'another-secret-of-it']);
        const encoded = parts.map(([, encode, isThere]) => (isThere === 1 ? encode(value) : 'nothing of it'));
        const body = parts.map(([filling], index) => `${filling}${apart}${encoded[index]}${apart}`).join('');
        const expected = parts.map(
          ([filling], index) => `${filling}${apart}${redactor.text(encoded[index] ?? '')}${apart}`,
        );
        expect(redactor.text(body) === expected.join('')).toBe(true);
        expect(inPieces(redactor, body, cuts) === expected.join('')).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

describe('what was cut within a secret', () => {
  const value = 'sk_live_Canary7f3a9c';
  const whole = [value, Buffer.from(value).toString('hex'), everyPercent(value), everyUnicode(value), base64(value)];

  test.each(whole)('shows no more than three characters of it: %s', (encoded) => {
    for (let length = 1; length <= encoded.length; length += 1) {
      const masked = inPieces(createRedactor([value]), `data: ${encoded.slice(0, length)}`, [7, 20], true);
      const shown = masked.replaceAll(mask, '').slice('data: '.length);
      expect(shown.length).toBeLessThanOrEqual((encoded.length / value.length) * 5);
    }
  });

  test('is left as it is where the text just ends', () => {
    expect(inPieces(createRedactor([value]), 'data: sk_live', [])).toBe('data: sk_live');
  });
});

test('an answer that only resembles a secret is not altered', () => {
  const redactor = createRedactor(['canary-7f3a9c-secret', 'english-Lesson-42']);
  const text =
    '{"lang":"english","lesson":"Canary Islands 7f3a","secret":"none","n":42,"p":"50% \\u00e9 &amp; \\"x\\""}';
  expect(redactor.text(text)).toBe(text);
  expect(inPieces(redactor, text, [3, 40, 60])).toBe(text);
});

test('costs a time that the length of the text decides, whatever the text is', () => {
  const value = `${'ab'.repeat(2_000)}c`;
  const redactor = createRedactor([value, 'canary-7f3a9c-secret']);
  const texts = ['%25', '\\u0061\\u0062', '&amp;', 'ab', '\\\\', 'x y\n', 'canary7f3a'].map((piece) =>
    Buffer.from(piece.repeat(Math.ceil(1_000_000 / piece.length))),
  );
  const begun = performance.now();
  for (const text of texts) {
    const redaction = redactor.bytes();
    for (let at = 0; at < text.length; at += 16_384) redaction.push(text.subarray(at, at + 16_384));
    redaction.end();
  }
  expect(performance.now() - begun).toBeLessThan(20_000);
});
