import { expect, test } from 'vitest';
import { newPassword, scramVerifier } from './scram.ts';

test('makes the verifier of RFC 7677, section 3, in the form of Postgres', () => {
  expect(scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test('salts every verifier anew, and takes no password that would have to be prepared', () => {
  const password = newPassword();
  expect(scramVerifier(password)).not.toBe(scramVerifier(password));
  expect(scramVerifier(password)).not.toContain(password);
  expect(() => scramVerifier('pässword')).toThrow('ASCII');
});
