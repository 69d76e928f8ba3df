import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import python from '#test/fixtures/fernet/python.json' with { type: 'json' };
import vectors from '#test/fixtures/fernet/vectors.json' with { type: 'json' };
import { fernetBody, fernetToken, signedFernet } from '#test/support/fernetToken.ts';
import { openFernet, readKeys } from './fernet.ts';

const { secret, valid, invalid, invalidForTheirTimeAlone } = vectors;
const keys = readKeys(secret);

const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url'));

describe('a Fernet token', () => {
  it.each(valid)('of the published vectors opens: $src', ({ token, src }) => expect(openFernet(keys, token)).toBe(src));

  it.each(invalid)('of the published vectors stays closed: $desc', ({ token }) =>
    expect(openFernet(keys, token)).toBeNull(),
  );

  it.each(invalidForTheirTimeAlone)('opens whatever its age: $desc', ({ token }) =>
    expect(openFernet(keys, token)).toBe(''),
  );

  it('gives back any text, and none once a byte of it is another', () => {
    fc.assert(
      fc.property(
        anyKey,
        fc.string({ unit: 'grapheme' }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (text, plain, at, change) => {
          const [key, token] = [readKeys(text), fernetToken(text, plain)];
          expect(openFernet(key, token)).toBe(plain);
          const bytes = Buffer.from(token, 'base64url');
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ change;
          expect(openFernet(key, bytes.toString('base64url'))).toBeNull();
        },
      ),
    );
  });

  it.each(['byOld', 'byNew'] as const)('that Python’s cryptography wrote opens: %s', (by) => {
    const keyring = readKeys(`${python.keys.new},${python.keys.old}`);
    for (const { token, src } of python[by]) expect(openFernet(keyring, token)).toBe(src);
    expect(python[by].map(({ token }) => openFernet(readKeys(python.keys.old), token) !== null)).toEqual(
      Array(3).fill(by === 'byOld'),
    );
  });

  it('stays closed where its version is another, or what it holds is no text', () => {
    const body = fernetBody(secret, Buffer.from('hello'));
    const opened = [0x80, 0x81, 0x00].map((version) => openFernet(keys, signedFernet(secret, { version, body })));
    expect(opened).toEqual(['hello', null, null]);
    const noText = fernetBody(secret, Buffer.from([0xff, 0xfe]));
    expect(openFernet(keys, signedFernet(secret, { body: noText }))).toBeNull();
  });

  it('opens with the first of several keys that fits', () => {
    const other = Buffer.alloc(32, 1).toString('base64url');
    const [token] = valid.map((each) => each.token) as [string];
    expect(openFernet(readKeys(`${other}, ${secret}`), token)).toBe('hello');
    expect(openFernet(readKeys(`${secret},${other},`), token)).toBe('hello');
    expect(openFernet(readKeys(other), token)).toBeNull();
  });
});

describe('a Fernet key', () => {
  it('is read with and without padding', () => {
    expect(readKeys(secret.replace(/=+$/, ''))).toEqual(keys);
    expect(keys.map(({ signing, encryption }) => [signing.length, encryption.length])).toEqual([[16, 16]]);
  });

  it.each([
    '',
    ' ',
    ',',
    'hello',
    secret.slice(1),
    `${secret}AAAA`,
    secret.replace('w', '+'),
    secret.replace('=', '=='),
  ])('is refused, and not shown, where it is none: %j', (text) => {
    expect(() => readKeys(text)).toThrow(expect.objectContaining({ code: 'KEY_UNFIT' }));
    if (text.trim().length > 1) expect(() => readKeys(text)).not.toThrow(text);
  });

  it('is named by its place where one of several is none', () => {
    expect(() => readKeys(`${secret},nonsense`)).toThrow('Key 2 is no Fernet key.');
  });
});
