import { expect, test } from 'vitest';
import { requirementChoice } from '#contract/connections.ts';
import { choiceTitle, firstOption, schemeOptions } from './schemeOptions.ts';

const placement = { in: 'header', name: 'Authorization', prefix: 'Bearer' };
const token = { key: 'token', title: 'Bearer', kind: 'bearer', placement, unsupported: null, scheme: null };
const oauth = { key: 'oauth', title: 'OAuth2', kind: null, placement: null, unsupported: 'Not yet.', scheme: null };
const app = { ...token, key: 'app', title: 'App key', kind: 'apiKey' };
const choice = (...schemes: object[]) => requirementChoice.parse({ schemes, operations: 3 });

test('offers each scheme once and begins with one that can be connected', () => {
  const options = schemeOptions([choice(oauth), choice(token), choice(token)]);
  expect(options.map((option) => option.id)).toEqual(['oauth', 'token']);
  expect(firstOption(options)?.id).toBe('token');
});

test('says which schemes are needed together, unless one of them is enough alone', () => {
  expect(schemeOptions([choice(token, app)]).map((option) => option.together)).toEqual([['App key'], ['Bearer']]);
  expect(schemeOptions([choice(token, app), choice(token)])[0]?.together).toEqual([]);
  expect(choiceTitle(choice(token, app))).toBe('Bearer and App key');
});

test('offers the usual ways where nothing is asked for', () => {
  expect(schemeOptions([]).map((option) => option.kind)).toEqual(['apiKey', 'bearer', 'basic']);
});
