import { expect, test } from 'vitest';
import { connectionInput, requirementChoice } from '#contract/connections.ts';
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
  const [choice] = choicesOf([requirementChoice.parse({ schemes, operations: 1 })]);
  if (choice === undefined) throw new Error('no choice');
  return emptyDraft({ choice, of: 'Weather', hosts: ['api.example.com'] });
}

test('is ready only when every secret of a way is there', () => {
  const draft = draftOf('apiKey', 'basic');
  expect(draftReady(draft, false)).toBe(false);
  const [key, user] = draft.parts;
  if (key?.kind !== 'apiKey' || user?.kind !== 'basic') throw new Error('other parts');
  const half = { ...draft, parts: [{ ...key, secret: 'k' }, user] };
  expect(draftReady(half, false)).toBe(false);
  expect(
    draftReady(
      {
        ...half,
        parts: [
          { ...key, secret: 'k' },
          { ...user, secret: 'p' },
        ],
      },
      false,
    ),
  ).toBe(true);
  expect(draftReady(draft, true)).toBe(true);
});

test('sends the first scheme as the connection and the others beside it', () => {
  const draft = draftOf('apiKey', 'basic');
  const parts = draft.parts.map((part) => ('username' in part ? { ...part, username: 'u', secret: 'p' } : part));
  expect(toInput(integrationId, { ...draft, parts })).toMatchObject({
    kind: 'apiKey',
    schemeKey: 's0',
    more: [{ kind: 'basic', schemeKey: 's1', username: 'u', secret: 'p' }],
  });
});

test('sends headers as names in the open and values in the secret', () => {
  const draft = draftOf('headers');
  const headers = [
    { id: '1', name: ' X-App ', value: 'a' },
    { id: '2', name: '', value: '' },
  ];
  const parts = draft.parts.map((part) => (part.kind === 'headers' ? { ...part, headers } : part));
  expect(toInput(integrationId, { ...draft, parts })).toMatchObject({
    config: { kind: 'headers', names: ['X-App'] },
    secret: '{"X-App":"a"}',
  });
});

test('needs a client ID and URLs, and a secret unless the client is public', () => {
  const draft = draftOf('oauth2');
  const withOAuth = (known: Parameters<typeof oauthDraft>[0], secret = '') => ({
    ...draft,
    parts: draft.parts.map((part) => (part.kind === 'oauth2' ? { ...part, oauth: oauthDraft(known), secret } : part)),
  });
  const urls = { authorizationUrl: 'https://a.example/authorize', tokenUrl: 'https://a.example/token' };
  expect(draftReady(draft, false)).toBe(false);
  expect(draftReady(withOAuth({ ...urls, clientAuth: 'none' }), false)).toBe(false);
  expect(draftReady(withOAuth({ clientId: 'id', clientAuth: 'none' }), false)).toBe(false);
  expect(draftReady(withOAuth({ ...urls, clientId: 'id', clientAuth: 'none' }), false)).toBe(true);
  expect(draftReady(withOAuth({ ...urls, clientId: 'id' }), false)).toBe(false);
  expect(draftReady(withOAuth({ ...urls, clientId: 'id' }, 's'), false)).toBe(true);
});
