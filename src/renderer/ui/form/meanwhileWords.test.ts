import { expect, it } from 'vitest';
import { fieldWords, valueWords } from './meanwhileWords.ts';

it.each([
  ['displayName', 'Display name'],
  ['baseUrl', 'Base url'],
  ['name', 'Name'],
])('says %s as "%s"', (name, words) => expect(fieldWords(name)).toBe(words));

it.each([
  ['theirs', 'mine', 'theirs'],
  ['', 'mine', 'empty'],
  [null, 'mine', 'empty'],
  [true, false, 'yes'],
  [5, 15, '5'],
  [['a.example', 'b.example'], [], 'a.example, b.example'],
  [{ in: 'header', name: 'X-Key', prefix: '' }, { in: 'query', name: 'X-Key', prefix: '' }, 'In: header'],
  [{ oauth: { scopes: ['a'], grant: 'x' } }, { oauth: { scopes: ['b'], grant: 'x' } }, 'Oauth: Scopes: a'],
  ['x'.repeat(400), '', `${'x'.repeat(300)}…`],
])('shows %j beside %j as %s', (value, other, words) => expect(valueWords(value, other)).toBe(words));
