import { expect, test } from 'vitest';
import { credentialForm } from '#contract/credentialForms.ts';
import { credentialReady, type DraftValues, emptyCredential, enteredValues, hasNewSecret } from './credentialDraft.ts';

const either = { required: { new: false, stored: false }, setting: false, canBeEmpty: true };
const form = credentialForm.parse({
  ...{ kind: 'basic', title: '', badge: '', choice: '', secretWord: '', sentAs: '', placed: true, pastedAs: null },
  ...{ oneSuffices: true, tellsExpiry: false, signsIn: false },
  fields: [
    { ...either, type: 'text', name: 'username', label: 'User name' },
    { ...either, type: 'secret', name: 'secret', label: 'Password' },
  ],
  defaultPlacement: { in: 'header', name: 'Authorization', prefix: 'Basic' },
});
const choice = { schemeKey: null, title: '', form, placement: form.defaultPlacement, byHand: false };

test.each<[string, DraftValues, boolean, object]>([
  ['nothing', { username: '', secret: '' }, false, {}],
  ['a user name', { username: 'ada', secret: '' }, true, { username: 'ada' }],
  ['a password', { username: '', secret: 'p' }, true, { secret: 'p' }],
  ['an empty password', { username: '', secret: null }, true, { secret: null }],
  ['an empty user name', { username: null, secret: '' }, true, { username: null }],
  ['a user name with an empty password', { username: 'ada', secret: null }, true, { username: 'ada', secret: null }],
  ['nothing of either', { username: null, secret: null }, false, { username: null, secret: null }],
])('%s in place of what is stored', (_, values, ready, entered) => {
  const draft = { ...emptyCredential(choice), values };
  expect(credentialReady(draft, { stored: false, secretOnly: true })).toBe(ready);
  expect(enteredValues(draft, true)).toEqual(entered);
  expect(hasNewSecret(draft)).toBe(Object.keys(entered).length > 0);
});

test('only what can be empty is emptied', () => {
  const fields = form.fields.map((field) => ({ ...field, canBeEmpty: false }));
  const draft = {
    ...emptyCredential({ ...choice, form: { ...form, fields } }),
    values: { username: 'a', secret: null },
  };
  expect(enteredValues(draft, true)).toEqual({ username: 'a' });
});
