import { createCipheriv, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '#test/fixtures/fernet/vectors.json' with { type: 'json' };
import { type FernetKey, openFernet, readKeys } from './fernet.ts';

const { secret, valid, invalid, invalidForTheirTimeAlone } = vectors;
const keys = readKeys(secret);

/** A token of any body, signed as it should be. */
function sign({ signing }: FernetKey, body: Buffer, version = 0x80): string {
  const signed = Buffer.concat([Buffer.from([version]), Buffer.alloc(8), Buffer.alloc(16, 7), body]);
  return Buffer.concat([signed, createHmac('sha256', signing).update(signed).digest()]).toString('base64url');
}

function encrypt(key: FernetKey, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key.encryption, Buffer.alloc(16, 7));
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
const oneOf = (text: string): FernetKey => readKeys(text)[0] as FernetKey;

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
          const key = oneOf(text);
          const token = sign(key, encrypt(key, Buffer.from(plain)));
          expect(openFernet([key], token)).toBe(plain);
          const bytes = Buffer.from(token, 'base64url');
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ change;
          expect(openFernet([key], bytes.toString('base64url'))).toBeNull();
        },
      ),
    );
  });

  it('stays closed where its version is another, or what it holds is no text', () => {
    const [key] = keys as [FernetKey];
    const body = encrypt(key, Buffer.from('hello'));
    expect([0x80, 0x81, 0x00].map((version) => openFernet(keys, sign(key, body, version)))).toEqual([
      'hello',
      null,
      null,
    ]);
    expect(openFernet(keys, sign(key, encrypt(key, Buffer.from([0xff, 0xfe]))))).toBeNull();
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
