import { expect, test } from 'vitest';
import type { Connection, ConnectionKind, ConnectionState } from '#contract/connections.ts';
import { remedyOf } from './remedyOf.ts';

const refreshable: Connection['tokens'] = {
  obtainedAt: 1,
  expiresAt: 2,
  refreshable: true,
  requestedScopes: [],
  grantedScopes: null,
  tokenType: 'Bearer',
  clockSkewMs: null,
};
const of = (state: ConnectionState, kind: ConnectionKind = 'apiKey', tokens: Connection['tokens'] = null) =>
  remedyOf({ state, kind, tokens });

test('leaves what works alone', () => {
  expect(of('valid')).toBeNull();
});

test('asks a person to sign in only where a refresh cannot do it', () => {
  expect(of('expired', 'oauth2', refreshable)).toBe('refresh');
  expect(of('expired', 'oauth2')).toBe('signIn');
  expect(of('refused', 'oauth2', refreshable)).toBe('signIn');
});

test('asks for a new secret where a key ended, and rotates one that is about to', () => {
  expect(of('expired')).toBe('replace');
  expect(of('expiring')).toBe('rotate');
  expect(of('locked', 'oauth2')).toBe('unlock');
});
