import { expect, test } from 'vitest';
import { scopeRows } from './ScopeList.tsx';

test('takes silence of the server as everything granted', () => {
  expect(scopeRows(['read'], null)).toEqual([{ name: 'read', result: 'granted' }]);
});

test('tells what was refused and what nobody asked for', () => {
  expect(scopeRows(['read', 'write'], ['read', 'openid'])).toEqual([
    { name: 'read', result: 'granted' },
    { name: 'write', result: 'refused' },
    { name: 'openid', result: 'unasked' },
  ]);
});
