import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { createConnections } from '#main/domains/connections/index.ts';
import { oauthRig } from '#test/support/oauthRig.ts';
import { sealToken } from '../oauthConnection.ts';
import { hasExpired, needsRenewal } from './tokenTable.ts';

const times = fc.record({
  obtainedAt: fc.nat(1_000_000_000),
  life: fc.integer({ min: 1, max: 100_000_000 }),
  after: fc.nat(200_000_000),
});

describe('a token', () => {
  it('is renewed ahead of its end, by a minute or a tenth of its life, whichever is less', () => {
    fc.assert(
      fc.property(times, ({ obtainedAt, life, after }) => {
        const token = { obtainedAt, expiresAt: obtainedAt + life };
        const ahead = token.expiresAt - (obtainedAt + after);
        expect(needsRenewal(token, obtainedAt + after)).toBe(ahead <= Math.min(60_000, life * 0.1));
        if (hasExpired(token, obtainedAt + after)) expect(needsRenewal(token, obtainedAt + after)).toBe(true);
      }),
    );
  });

  it('without an end is never due', () => {
    expect(needsRenewal({ obtainedAt: 0, expiresAt: null }, Number.MAX_SAFE_INTEGER)).toBe(false);
    expect(hasExpired({ obtainedAt: 0, expiresAt: null }, Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});

test('tokens that were fetched elsewhere are forgotten, also where the client has no secret', async () => {
  const rig = await oauthRig();
  const settings = {
    grant: 'authorizationCode',
    clientId: 'client',
    clientAuth: 'none',
    authorizationUrl: 'https://login.example.com/auth',
    tokenUrl: 'https://login.example.com/token',
  } as const;
  const id = rig.connect(settings, undefined, 'https://api.example.com');
  rig.store.write((w) => sealToken(rig.vault, w, rig.rowOf(id), 'oauth:refresh', 'canary-refresh-0001'));
  expect(rig.vault.state().sealed).toBe(1);
  const { routes: connections } = createConnections(rig.kernel, rig.deps);
  const session = { actor: () => rig.admin, switchTenant: () => undefined };
  const oauth = oauthConfig.parse({ ...settings, tokenUrl: 'https://login.evil.test/token' });
  await connections.update(rig.admin, { id, changes: { config: { kind: 'oauth2', oauth } } }, undefined, session);
  expect(rig.vault.state().sealed).toBe(0);
  expect((await connections.get(rig.admin, { id }, undefined, session)).state).toBe('needsSignIn');
});
