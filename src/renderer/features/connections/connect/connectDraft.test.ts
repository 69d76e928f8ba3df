import { expect, test } from 'vitest';
import { connectionInput, requirementChoice } from '#contract/connections.ts';
import { credentialForms as forms, partWithSettings } from '#test/support/credentialForms.ts';
import {
  type CredentialDraft,
  credentialReady,
  enteredValues,
  hasNewSecret,
  storedCredential,
} from '../credential/credentialDraft.ts';
import { oauthDraft } from '../oauth/oauthDraft.ts';
import { choicesOf } from './choices.ts';
import { type ConnectDraft, draftReady, emptyDraft, toInput } from './connectDraft.ts';

const integrationId = connectionInput.shape.integrationId.parse('0190a1b2-0000-7000-8000-000000000001');
const scheme = (key: string, kind: string) => ({
  key,
  title: key,
  kind,
  placement: null,
  unsupported: null,
  scheme: null,
});

function draftOf(...kinds: string[]): ConnectDraft {
  const schemes = kinds.map((kind, index) => scheme(`s${index}`, kind));
  const [choice] = choicesOf([requirementChoice.parse({ schemes, operations: 1 })], forms);
  if (choice === undefined) throw new Error('no choice');
  return emptyDraft({ choice, integrationName: 'Weather', hosts: ['api.example.com'] });
}

const typed = (draft: ConnectDraft, ...values: CredentialDraft['values'][]): ConnectDraft => ({
  ...draft,
  parts: draft.parts.map((part, index) => ({ ...part, values: { ...part.values, ...values[index] } })),
});

test('is ready only when every secret of a way is there', () => {
  const draft = draftOf('apiKey', 'basic');
  expect(draftReady(draft, false)).toBe(false);
  expect(draftReady(typed(draft, { secret: 'k' }), false)).toBe(false);
  expect(draftReady(typed(draft, { secret: 'k' }, { username: 'u', secret: 'p' }), false)).toBe(true);
  expect(draftReady(draft, true)).toBe(true);
});

test('sends the first scheme as the connection and the others beside it', () => {
  const draft = typed(draftOf('apiKey', 'basic'), { secret: 'k' }, { username: 'u', secret: 'p' });
  expect(toInput(integrationId, draft)).toMatchObject({
    kind: 'apiKey',
    schemeKey: 's0',
    more: [{ kind: 'basic', schemeKey: 's1', values: { username: 'u', secret: 'p' } }],
  });
});

test('sends those headers that have a name and a value', () => {
  const headers = [
    { id: '1', name: ' X-App ', value: 'a' },
    { id: '2', name: '', value: '' },
  ];
  const draft = typed(draftOf('headers'), { headers });
  expect(toInput(integrationId, draft).values).toEqual({ headers: [{ name: 'X-App', value: 'a' }] });
});

test('needs a client ID and URLs, and a secret unless the client is public', () => {
  const draft = draftOf('oauth2');
  const withOAuth = (known: Parameters<typeof oauthDraft>[0], clientSecret = '') =>
    typed(draft, { oauth: oauthDraft(known), clientSecret });
  const urls = { authorizationUrl: 'https://a.example/authorize', tokenUrl: 'https://a.example/token' };
  expect(draftReady(draft, false)).toBe(false);
  expect(draftReady(withOAuth({ ...urls, clientAuth: 'none' }), false)).toBe(false);
  expect(draftReady(withOAuth({ clientId: 'id', clientAuth: 'none' }), false)).toBe(false);
  expect(draftReady(withOAuth({ ...urls, clientId: 'id', clientAuth: 'none' }), false)).toBe(true);
  expect(draftReady(withOAuth({ ...urls, clientId: 'id' }), false)).toBe(false);
  expect(draftReady(withOAuth({ ...urls, clientId: 'id' }, 's'), false)).toBe(true);
});

test('a stored part keeps its settings, and what is left empty is not sent', () => {
  const form = forms.find(({ kind }) => kind === partWithSettings.kind);
  if (form === undefined) throw new Error('no form');
  const draft = storedCredential(partWithSettings, form, form.defaultPlacement);
  expect(enteredValues(draft)).toEqual({ region: 'eu-central-1' });
  expect(hasNewSecret(draft)).toBe(false);
  expect(credentialReady(draft, { stored: true })).toBe(true);
  expect(credentialReady(draft, { stored: false, secretOnly: true })).toBe(false);
  const replaced = { ...draft, values: { ...draft.values, secret: 'k' } };
  expect(enteredValues(replaced, true)).toEqual({ secret: 'k' });
  expect(credentialReady(replaced, { stored: false, secretOnly: true })).toBe(true);
});
