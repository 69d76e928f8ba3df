import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passphraseWeakness } from './passphrase.ts';

const weak = [
  ...[
    '',
    'ninechars',
    'aaaaaaaaaa',
    '          ',
    '1111111111',
    'aaaaaaaaaaaaaaaaaaaaaaaa',
    'aaaaaaaaab',
    'aabbccddee',
  ],
  ...[
    'ababababab',
    'abcabcabcabc',
    'xyxyxyxyxyxy',
    'abcdefghij',
    '1234567890',
    '0987654321',
    'zyxwvutsrq',
    '2468101214',
  ],
  ...[
    'qwertyuiop',
    'QWERTZUIOP',
    'asdfghjkl;',
    '1qaz2wsx3edc',
    'a b c d e f g',
    'a-b-c-d-e-f',
    '1a2b3c4d5e',
    '1.2.3.4.5.6.7',
  ],
  ...[
    'passwordpassword',
    'Password123!',
    'p@ssw0rd2026',
    'letmein1234',
    'iloveyou2024',
    'administrator',
    'Welcome2026!',
  ],
  ...[
    'changeme1234',
    'patchbay2026',
    'password password',
    'Admin-Admin-1',
    'summer2026!!',
    'testtesttest',
    'ÄÄÄÄÄÄÄÄÄÄ',
    '🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂',
  ],
];
const strong = [
  ...[
    'correct horse battery staple',
    'four unrelated words here',
    'another long one',
    'Käsekuchen mit Öl',
    'wrong one, this',
  ],
  ...[
    'k3!vQz8#Lp',
    'tuesday lamp orbit fern',
    'Ich mag 7 rote Fahrräder',
    '青い空と白い雲が流れる午後',
    'gR9x-Vm2q-Tz7w',
  ],
];

test.each(weak)('%j is too easy to guess', (passphrase) => {
  expect(passphraseWeakness(passphrase)).toMatch(/^It (has|is easy)/);
});

test.each(strong)('%j will do', (passphrase) => {
  expect(passphraseWeakness(passphrase)).toBeNull();
});

test('nothing that repeats three characters or fewer passes, and every long random one does', () => {
  const few = fc.string({ minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      few,
      fc.integer({ min: 10, max: 40 }),
      (unit, times) => passphraseWeakness(unit.repeat(times)) !== null,
    ),
  );
  const hex = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
  const random = hex.filter((text) => new Set(text).size > 14);
  fc.assert(fc.property(random, (text) => passphraseWeakness(text) === null));
});
