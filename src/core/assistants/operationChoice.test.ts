import { expect, test } from 'vitest';
import { offers, partsOfKey, readsOnly } from './operationChoice.ts';

test.each([
  ['GET', true],
  ['HEAD', true],
  ['OPTIONS', true],
  ['get', true],
  ['POST', false],
  ['PUT', false],
  ['PATCH', false],
  ['DELETE', false],
  ['TRACE', false],
  ['PURGE', false],
])('%s only reads: %s', (method, expected) => {
  expect(readsOnly(method)).toBe(expected);
  expect(offers('readOnly', `${method} /repos/{owner}`)).toBe(expected);
  expect(offers(null, `${method} /repos/{owner}`)).toBe(true);
});

test('named operations are offered alone', () => {
  expect(offers(['POST /notes'], 'POST /notes')).toBe(true);
  expect(offers(['POST /notes'], 'GET /notes')).toBe(false);
  expect(offers([], 'GET /notes')).toBe(false);
});

test('a key has a method, and the rest is its path', () => {
  expect(partsOfKey('GET /a b')).toEqual({ method: 'GET', path: '/a b' });
});
