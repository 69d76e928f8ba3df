import { expect, test } from 'vitest';
import { sentAs } from './sentAs.ts';

const shown = { placement: null, secretHint: '••••', usernameHint: null };
const placement = (place: 'header' | 'query' | 'cookie', prefix = '') => ({ in: place, name: 'key', prefix });

test.each([
  ['header key: ••••', { ...shown, placement: placement('header') }],
  ['header key: Bearer ••••', { ...shown, placement: placement('header', 'Bearer ') }],
  ['query parameter key=••••', { ...shown, placement: placement('query') }],
  ['cookie key=••••', { ...shown, placement: placement('cookie') }],
  ['••••', shown],
])('a placed secret is sent as %s', (words, credential) => {
  expect(sentAs('{placed}', credential)).toBe(words);
});

test('what is not known has words of its own', () => {
  const template = 'user {username|(empty)}, headers {names|of your choice}';
  expect(sentAs(template, shown)).toBe('user (empty), headers of your choice');
  expect(sentAs(template, { ...shown, usernameHint: 'ada', names: ['A', 'B'] })).toBe('user ada, headers A, B');
});
