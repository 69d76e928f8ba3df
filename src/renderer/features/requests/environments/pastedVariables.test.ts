import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pastedVariables } from './pastedVariables.ts';

test('lines of a .env file become variables', () => {
  const text = '# of the team\r\nHOST=example.com\r\n\r\nexport KEY="a b"\r\nURL=https://x/?a=b\r\nEMPTY=';
  expect(pastedVariables(text)).toEqual([
    { name: 'HOST', value: 'example.com' },
    { name: 'KEY', value: 'a b' },
    { name: 'URL', value: 'https://x/?a=b' },
    { name: 'EMPTY', value: '' },
  ]);
});

test.each(['just a name', '', '# nothing but a comment', 'A=1\nno pair', '{x}=1', '$guid=1'])(
  'what is something else is pasted as it is: %j',
  (text) => {
    expect(pastedVariables(text)).toBeNull();
  },
);

test('any name and value without quotes and spaces at its ends comes back', () => {
  const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,20}$/).filter((text) => text !== 'export');
  const value = fc.stringMatching(/^[\w=#{}/:]{0,30}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 20 }), (pairs) => {
      const text = pairs.map((pair) => pair.join('=')).join('\n');
      expect(pastedVariables(text)).toEqual(pairs.map(([of, is]) => ({ name: of, value: is })));
    }),
  );
});
