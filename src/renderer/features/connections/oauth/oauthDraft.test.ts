import { expect, test } from 'vitest';
import { changedDraft, oauthDraft } from './oauthDraft.ts';

const any = { kind: 'loopback', port: 0, path: '/callback' } as const;

test('a provider that compares the redirect address whole gets a fixed port once, which the person can take back', () => {
  const open = oauthDraft({ issuer: 'https://id.example.org' });
  expect(open.redirect).toEqual(any);
  const named = changedDraft(open, { issuer: 'https://acme.okta.com' }, 23_456);
  expect(named.redirect).toEqual({ ...any, port: 23_456 });
  const back = changedDraft(named, { redirect: any }, 23_456);
  expect(changedDraft(back, { clientId: 'x' }, 23_456).redirect).toEqual(any);
  expect(changedDraft(open, { redirect: { kind: 'scheme' }, issuer: 'https://acme.okta.com' }, 1).redirect).toEqual({
    kind: 'scheme',
  });
  expect(changedDraft(open, { issuer: 'https://accounts.google.com' }, 23_456).redirect).toEqual(any);
});
