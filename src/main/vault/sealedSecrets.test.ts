import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secretHint } from './sealedSecrets.ts';
import { lengthPrefixed, openBytes, sealBytes } from './sealing.ts';

const key = randomBytes(32);
const parts = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 });

test('opens what it sealed, in the same context', () => {
  fc.assert(
    fc.property(fc.uint8Array(), parts, (plain, context) => {
      expect(Uint8Array.from(openBytes(key, sealBytes(key, plain, context), context) ?? [])).toEqual(plain);
    }),
  );
});

test('opens nothing in another context, under another key, or with one bit changed', () => {
  fc.assert(
    fc.property(fc.uint8Array(), parts, parts, fc.nat(), (plain, context, other, at) => {
      const value = sealBytes(key, plain, context);
      if (JSON.stringify(context) !== JSON.stringify(other)) expect(openBytes(key, value, other)).toBeNull();
      expect(openBytes(randomBytes(32), value, context)).toBeNull();
      const sealed = Uint8Array.from(value.sealed);
      sealed[at % sealed.length] = (sealed[at % sealed.length] ?? 0) ^ 1;
      expect(openBytes(key, { ...value, sealed }, context)).toBeNull();
    }),
  );
});

test('writes no two different lists as the same bytes', () => {
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b));
      expect(lengthPrefixed(a)).not.toEqual(lengthPrefixed(b));
    }),
  );
  expect(lengthPrefixed(['ab', 'c'])).not.toEqual(lengthPrefixed(['a', 'bc']));
});

test('never seals the same way twice', () => {
  const plain = Buffer.from('same');
  expect(sealBytes(key, plain, []).sealed).not.toEqual(sealBytes(key, plain, []).sealed);
});

test('hints at no more than four characters, and at none of a short secret', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
      const shown = secretHint(secret).slice('••••'.length);
      expect(shown).toBe(Array.from(secret).length < 12 ? '' : Array.from(secret).slice(-4).join(''));
    }),
  );
});
