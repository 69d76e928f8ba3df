import { expect, test } from 'vitest';
import { requirementChoice } from '#contract/connections.ts';
import { credentialForms as forms } from '#test/support/credentialForms.ts';
import { choicesOf, choiceTitle, firstChoice } from './choices.ts';

const placement = { in: 'header', name: 'Authorization', prefix: 'Bearer' };
const token = { key: 'token', title: 'Bearer', kind: 'bearer', placement, unsupported: null, scheme: null };
const odd = { key: 'odd', title: 'HOBA', kind: null, placement: null, unsupported: 'Not this one.', scheme: null };
const app = { ...token, key: 'app', title: 'App key', kind: 'apiKey' };
const oauth = { ...token, key: 'oauth', title: 'OAuth2', kind: 'oauth2', placement: null };
const choice = (...schemes: object[]) => requirementChoice.parse({ schemes, operations: 3 });

test('offers each way once and begins with one that can be connected', () => {
  const choices = choicesOf([choice(odd), choice(token), choice(token)], forms);
  expect(choices.map(({ id, unsupported }) => [id, unsupported])).toEqual([
    ['odd', 'Not this one.'],
    ['token', null],
  ]);
  expect(firstChoice(choices)?.id).toBe('token');
});

test('asks for every secret of schemes that are needed together, OAuth2 first', () => {
  const [together] = choicesOf([choice(app, oauth)], forms);
  expect(together?.parts.map((part) => part.schemeKey)).toEqual(['oauth', 'app']);
  expect(together?.title).toBe('API key · App key and OAuth2 · oauth');
  expect(choiceTitle(choice(token, app))).toBe('Bearer and App key');
});

test('offers a token that was fetched elsewhere where a definition asks for OAuth2 alone', () => {
  const choices = choicesOf([choice(oauth)], forms);
  expect(choices.map(({ title, parts }) => [title, parts.map((part) => [part.schemeKey, part.form.kind])])).toEqual([
    ['OAuth2 · oauth', [['oauth', 'oauth2']]],
    ['Bearer token · OAuth2', [['oauth', 'bearer']]],
  ]);
  expect(firstChoice(choices)?.title).toBe('OAuth2 · oauth');
  const [, both] = choicesOf([choice(app, oauth)], forms);
  expect(both?.parts.map((part) => part.form.kind)).toEqual(['bearer', 'apiKey']);
});

test('offers a way together with one that cannot be connected as neither', () => {
  expect(choicesOf([choice(token, odd)], forms)[0]).toMatchObject({ unsupported: 'Not this one.', parts: [] });
});

test('offers every kind by hand where nothing is asked for', () => {
  expect(choicesOf([], forms).flatMap(({ parts }) => parts.map((part) => part.form.kind))).toHaveLength(8);
});
