import { expect, it, test } from 'vitest';
import { type OAuthConfig, oauthConfig } from '#contract/oauthConfig.ts';
import { createConnections } from '#main/domains/connections/index.ts';
import { heldAt, tokenHolder } from '#test/support/oauthHeldTokens.ts';
import { oauthRig } from '#test/support/oauthRig.ts';
import { removeSealedTokens, sealToken } from '../oauthConnection.ts';
import type { TokenRow } from './tokenTable.ts';

type Holder = Awaited<ReturnType<typeof tokenHolder>>;
type Held = ReturnType<Holder['hold']>;
type Tokens = Partial<TokenRow> | null;
type Answer = [status: number, body: object];

const robot = { grant: 'clientCredentials' } as const;
const person = { grant: 'authorizationCode' } as const;
const soon = { expiresAt: heldAt + 59_000 };
const ended = { expiresAt: heldAt };
const busy: Answer = [503, {}];
const refused: Answer = [400, { error: 'invalid_client' }];
const last = { refreshable: false };

type Case = [what: string, Pick<OAuthConfig, 'grant'>, Tokens, outcome: unknown, asked: number, Answer?];

/** What comes of each case, and how often its server was asked. */
async function expectOutcomes(cases: readonly Case[], outcomeOf: (holder: Holder, held: Held) => Promise<unknown>) {
  const holder = await tokenHolder();
  for (const [what, grant, tokens, outcome, asked, answer] of cases) {
    const held = holder.hold(tokens, grant);
    if (answer) held.server.answer = () => answer;
    expect(await outcomeOf(holder, held).catch(({ code }) => code), what).toEqual(outcome);
    expect(held.forms.length, what).toBe(asked);
  }
}

it('what a request gets depends on how long its token is good, and on what can bring another', async () => {
  const cases: Case[] = [
    ['good for long', person, {}, 'first', 0],
    ['in the last minute', person, soon, 'second', 1],
    ['at the end', person, ended, 'second', 1],
    ['that nothing renews, before its end', person, { ...soon, ...last }, 'first', 0],
    ['that nothing renews, at its end', person, { ...ended, ...last }, 'NEEDS_SIGN_IN', 0],
    ['that needs no person', robot, { ...soon, ...last }, 'second', 1],
    ['that needs no person, while the server is busy', robot, { ...soon, ...last }, 'first', 1, busy],
    ['in the last minute, while the server is busy', person, soon, 'first', 1, busy],
    ['at the end, while the server is busy', person, ended, 'REFRESH_FAILED', 1, busy],
    ['still good, after a refusal', robot, { ...soon, ...last }, 'NEEDS_SIGN_IN', 1, refused],
    ['for which a person must come', person, { status: 'needsSignIn' }, 'NEEDS_SIGN_IN', 0],
    ['before the first sign-in', person, null, 'NEEDS_SIGN_IN', 0],
    ['the first, without a person', robot, null, 'second', 1],
    ['after an end that needs no person', robot, { status: 'needsSignIn' }, 'second', 1],
    ['after a revocation', robot, { status: 'revoked' }, 'NEEDS_SIGN_IN', 0],
  ];
  await expectOutcomes(cases, ({ rig }, { id }) => rig.fresh(id));
});

it('a request that gets no token says why', async () => {
  const { rig, hold } = await tokenHolder();
  const withdrawn = hold({ status: 'needsSignIn', statusReason: 'It was withdrawn.' });
  await expect(rig.fresh(withdrawn.id)).rejects.toThrow('bot needs a sign-in. It was withdrawn.');
  await expect(rig.fresh(hold(null).id)).rejects.toThrow('bot needs a sign-in. It has no token yet.');
});

it('a token that is gone from the vault is renewed, where there is one to renew it with', async () => {
  const { rig, hold } = await tokenHolder();
  const { id, forms } = hold();
  const access = { tenantId: rig.admin.tenantId, table: 'connections', id, field: 'oauth:access' } as const;
  rig.store.write((w) => rig.vault.remove(w, access));
  expect(await rig.fresh(id)).toBe('second');
  expect(forms).toEqual([expect.objectContaining({ grant_type: 'refresh_token', refresh_token: 'refresh-1' })]);
  rig.store.write((w) => removeSealedTokens(rig.vault, w, rig.rowOf(id)));
  await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
});

it('client credentials bring another where the refresh token is not taken, or does not count any more', async () => {
  const { rig, hold } = await tokenHolder();
  const { id, server, forms, change } = hold(ended, robot);
  server.answer = ({ grant_type: grant }) =>
    grant === 'refresh_token' ? [400, { error: 'invalid_grant' }] : [200, { access_token: 'second' }];
  expect(await rig.fresh(id)).toBe('second');
  expect(forms.map(({ grant_type: grant }) => grant)).toEqual(['refresh_token', 'client_credentials']);
  change({ ...ended, refreshable: false });
  await rig.fresh(id);
  expect(forms.slice(2).map(({ grant_type: grant }) => grant)).toEqual(['client_credentials']);
});

it('a token that the API refused is renewed once, unless it is newer than the request', async () => {
  const cases: Case[] = [
    ['that never was', person, null, 'needsSignIn', 0],
    ['that has ended for good', person, { status: 'needsSignIn' }, 'needsSignIn', 0],
    ['from just now', person, { obtainedAt: heldAt }, 'retry', 0],
    ['from ten seconds ago, less one millisecond', person, { obtainedAt: heldAt - 9_999 }, 'retry', 0],
    ['from ten seconds ago', person, { obtainedAt: heldAt - 10_000 }, 'retry', 1],
    ['from a clock that was ahead', person, { obtainedAt: heldAt + 1 }, 'retry', 1],
    ['from nobody knows when', person, { obtainedAt: null }, 'retry', 1],
    ['from just now, and the first', person, { obtainedAt: heldAt, generation: 1 }, 'retry', 1],
    ['the second of all', person, { obtainedAt: heldAt, generation: 2 }, 'retry', 0],
    ['that nothing can renew', person, last, 'needsSignIn', 0],
    ['that needs no person', robot, last, 'retry', 1],
    ['while the server is busy', person, {}, 'REFRESH_FAILED', 1, busy],
    ['that the server does not renew', person, {}, 'NEEDS_SIGN_IN', 1, refused],
  ];
  await expectOutcomes(cases, ({ rig }, { id }) => rig.refused(id));
});

it('a token that the API refused, and that nothing can renew, ends the connection, and a person is told', async () => {
  const { rig, hold } = await tokenHolder();
  const { id, tokens } = hold(last);
  const notices: object[] = [];
  rig.events.onEvent((event) => event.type === 'notice' && notices.push(event));
  await rig.refused(id);
  const reason = 'The API refused the token, and there is none to renew it with.';
  expect(tokens()).toMatchObject({ status: 'needsSignIn', statusReason: reason });
  expect(rig.stateOf(id)).toMatchObject({ suspension: 'needsSignIn', suspensionReason: reason });
  expect(notices).toEqual([expect.objectContaining({ title: 'bot needs a sign-in', body: reason })]);
});

it('tokens say of their connection what its own row does not', async () => {
  const cases: Case[] = [
    ['never signed in', person, null, 'needsSignIn', 0],
    ['not used yet', robot, null, undefined, 0],
    ['forgotten', person, { status: 'none' }, 'needsSignIn', 0],
    ['forgotten, and needs no person', robot, { status: 'none' }, undefined, 0],
    ['revoked', person, { status: 'revoked' }, 'revoked', 0],
    ['revoked, and needs no person', robot, { status: 'revoked' }, 'revoked', 0],
    ['refused', robot, { status: 'needsSignIn' }, 'needsSignIn', 0],
    ['good', person, {}, undefined, 0],
    ['at an end for good', person, { ...ended, ...last }, 'expired', 0],
    ['before that end', person, { expiresAt: heldAt + 1, ...last }, undefined, 0],
    ['without an end', person, { expiresAt: null, ...last }, undefined, 0],
    ['at an end that is renewed', person, ended, undefined, 0],
    ['at an end, and needs no person', robot, { ...ended, ...last }, undefined, 0],
  ];
  await expectOutcomes(cases, async ({ rig }, { id }) => rig.tokens.stateOf(rig.store.read, rig.rowOf(id))?.state);
});

it('the renewal in a job asks for what is due, and comes again for what is not', async () => {
  const cases: Case[] = [
    ['due', person, soon, undefined, 1],
    ['not due', person, { expiresAt: heldAt + 60_001 }, { runAt: heldAt + 1 }, 0],
    ['at a fraction', person, { obtainedAt: heldAt, expiresAt: heldAt + 99_999 }, { runAt: heldAt + 90_000 }, 0],
    ['ended', person, { ...soon, status: 'needsSignIn' }, undefined, 0],
    ['that nothing renews', person, { ...soon, ...last }, undefined, 0],
    ['without an end', person, { expiresAt: null }, undefined, 0],
    ['none', person, null, undefined, 0],
    ['refused', person, soon, undefined, 1, refused],
    ['from a busy server', person, soon, 'REFRESH_FAILED', 1, busy],
  ];
  await expectOutcomes(cases, ({ rig: { admin, tokens } }, { id }) =>
    tokens.renewAhead({ tenantId: admin.tenantId, connectionId: id }),
  );
});

it('the renewal in a job counts a failure, and not a refusal, which ends the tokens', async () => {
  const { rig, hold } = await tokenHolder();
  const { id, server, tokens } = hold(soon);
  server.answer = () => busy;
  await expect(rig.fresh(id)).resolves.toBe('first');
  expect(tokens()).toMatchObject({ status: 'ok', failures: 1, underWay: null });
  server.answer = () => refused;
  await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
  expect(tokens()).toMatchObject({ status: 'needsSignIn', failures: 1, underWay: null });
});

it('the renewal in a job leaves what belongs to nobody, and what is gone, and waits for the vault', async () => {
  const { rig, hold } = await tokenHolder();
  const { id, forms } = hold(soon);
  const run = (tenantId: typeof rig.admin.tenantId | null) => rig.tokens.renewAhead({ tenantId, connectionId: id });
  expect(await run(null)).toBeUndefined();
  rig.vault.lock();
  expect(await run(rig.admin.tenantId)).toEqual({ runAt: heldAt + 300_000 });
  await rig.vault.unlock();
  rig.store.sqlite.prepare("UPDATE connections SET kind = 'bearer', config = NULL").run();
  expect(await run(rig.admin.tenantId)).toBeUndefined();
  rig.store.sqlite.prepare('DELETE FROM connections').run();
  expect(await run(rig.admin.tenantId)).toBeUndefined();
  expect(forms).toEqual([]);
});

it('a person renews whatever the age, and what was refused before, but not what was revoked', async () => {
  const cases: Case[] = [
    ['good for long', person, {}, heldAt, 1],
    ['refused before', person, { status: 'needsSignIn' }, heldAt, 1],
    ['refused before, with nothing to try', person, { status: 'needsSignIn', ...last }, 'NEEDS_SIGN_IN', 0],
    ['refused before, and needs no person', robot, { status: 'needsSignIn', ...last }, heldAt, 1],
    ['revoked', robot, { status: 'revoked', ...last }, 'NEEDS_SIGN_IN', 0],
    ['never there', person, null, 'NEEDS_SIGN_IN', 0],
    ['never there, and needs no person', robot, null, heldAt, 1],
  ];
  await expectOutcomes(cases, async ({ rig }, { id }) => (await rig.client.refresh({ connectionId: id })).obtainedAt);
});

it('a person renews nothing while the vault is locked', async () => {
  const { rig, hold } = await tokenHolder();
  const { id, forms } = hold();
  rig.vault.lock();
  await expect(rig.client.refresh({ connectionId: id })).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
  expect(forms).toEqual([]);
});

it('the address of a renewal is noted before it is sent', async () => {
  const { rig, hold } = await tokenHolder();
  const step = rig.store.sqlite
    .prepare("SELECT json_extract(steps, '$[#-1].url') FROM oauth_exchanges WHERE connection_id = ?")
    .pluck();
  const cases: [expected: string, settings: (url: string) => Partial<OAuthConfig>][] = [
    ['/renew', (url) => ({ refreshUrl: `${url}/renew`, issuer: url })],
    ['/token', (url) => ({ tokenUrl: `${url}/token`, issuer: url })],
    ['', (url) => ({ tokenUrl: null, issuer: url })],
  ];
  for (const [expected, settings] of cases) {
    const { id, server, url } = hold(soon, settings);
    const noted: unknown[] = [];
    server.answer = () => {
      noted.push(step.get(id));
      return busy;
    };
    await rig.fresh(id);
    expect(noted[0]).toBe(`${url}${expected}`);
  }
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
