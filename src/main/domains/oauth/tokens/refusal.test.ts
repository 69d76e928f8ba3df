import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { checkConnection } from '#main/domains/connections/index.ts';
import { faultyServer } from '#test/support/oauthFaultyServer.ts';
import { heldAt, tokenHolder } from '#test/support/oauthHeldTokens.ts';
import { oauthRig } from '#test/support/oauthRig.ts';
import { signedIn } from '#test/support/oauthSignedIn.ts';
import { shownConnection } from '#test/support/shownConnection.ts';
import { pendingStep, saveSteps } from './tokenTable.ts';

const json = (status: number, body: string) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(body);

type Rig = Awaited<ReturnType<typeof oauthRig>>;
type Id = ReturnType<Rig['connect']>;

const shown = (rig: Rig, id: Id) => shownConnection(rig, id);
const notices = (rig: Rig) => {
  const seen: string[] = [];
  rig.events.onEvent((event) => event.type === 'notice' && seen.push(event.title));
  return seen;
};

describe('a refresh that is refused for good', () => {
  it.each([
    ['invalid_client', 401, '{"error":"invalid_client"}', /proof|invalid_client/],
    [
      'interaction_required',
      400,
      '{"error":"interaction_required","error_description":"AADSTS50076: use MFA"}',
      /AADSTS50076/,
    ],
    ['a null description', 400, '{"error":"invalid_grant","error_description":null}', /invalid_grant/],
    ['a code of GitHub’s own, with status 200', 200, '{"error":"bad_refresh_token"}', /bad_refresh_token/],
    [
      'a code of HubSpot’s own',
      400,
      '{"status":"BAD_REFRESH_TOKEN","message":"unknown refresh token"}',
      /unknown refresh token/,
    ],
    ['Slack’s way', 200, '{"ok":false,"error":"token_revoked"}', /token_revoked/],
    ['a bare 401', 401, '', /401/],
  ] as const)('ends the connection with the reason: %s', async (_what, status, body, reason) => {
    const { rig, server, id, expire } = await signedIn();
    const seen = notices(rig);
    rig.store.sqlite.exec("UPDATE connection_state SET state = 'valid'");
    server.bent.token = (_request, response) => json(status, body)(response);
    expire(30_000);
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    expect(shown(rig, id)).toMatchObject({ state: 'needsSignIn', stateReason: expect.stringMatching(reason) });
    expect(seen).toEqual(['bot needs a sign-in']);
  });

  it('is tried again when a person asks, as after another client secret', async () => {
    const { rig, server, id, expire } = await signedIn();
    server.bent.token = (_request, response) => json(401, '{"error":"invalid_client"}')(response);
    expire();
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    server.bent.token = null;
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    await rig.client.refresh({ connectionId: id });
    expect(shown(rig, id).state).toBe('unchecked');
    expect((await rig.fresh(id)).length).toBeGreaterThan(10);
  });

  it('ends client credentials as well, told once, and comes back by itself', async () => {
    const rig = await oauthRig();
    const server = await faultyServer();
    const seen = notices(rig);
    const settings = { grant: 'clientCredentials', clientAuth: 'none', clientId: 'a' } as const;
    const id = rig.connect({ ...settings, tokenUrl: `${server.url}/token` });
    server.bent.token = (_request, response) => json(400, '{"error":"unauthorized_client"}')(response);
    for (const _round of [1, 2])
      await expect(rig.fresh(id)).rejects.toMatchObject({
        code: 'NEEDS_SIGN_IN',
        message: expect.stringContaining('unauthorized_client'),
      });
    expect(shown(rig, id)).toMatchObject({ state: 'needsSignIn' });
    expect(seen).toEqual(['bot needs a sign-in']);
    server.bent.token = null;
    await rig.fresh(id);
    expect(shown(rig, id)).toMatchObject({
      state: 'unchecked',
      stateReason: 'It was not used or checked since its secret was set.',
    });
  });
});

describe('a refresh that fails otherwise', () => {
  it.each([
    ['an error of the server', json(503, '')],
    ['too many requests', json(429, '{"error":"rate_limited"}')],
    ['a page', (response: ServerResponse): void => void response.writeHead(403).end('<html>Wall</html>')],
    ['an end of the connection', (response: ServerResponse): void => void response.destroy()],
    ['an answer without a token', json(200, '{}')],
  ] as const)('is told once when it repeats, and taken back: %s', async (_what, answer) => {
    const { rig, server, id, expire } = await signedIn();
    const seen = notices(rig);
    rig.store.sqlite.exec("UPDATE connection_state SET state = 'valid'");
    server.bent.token = (_request, response) => void answer(response);
    const states: string[] = [];
    for (const _round of [1, 2, 3, 4]) {
      expire();
      await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'REFRESH_FAILED' });
      states.push(shown(rig, id).state);
    }
    expect(states).toEqual(['valid', 'valid', 'failing', 'failing']);
    expect(shown(rig, id).stateReason).not.toBeNull();
    expect(seen).toEqual(['bot gets no new token']);
    server.bent.token = null;
    await rig.fresh(id);
    expect(shown(rig, id)).toMatchObject({
      state: 'unchecked',
      stateReason: 'It was not used or checked since its secret was set.',
    });
  });
});

describe('a check that ends before its request goes out', () => {
  it('says so at the connection and the integration', async () => {
    const { rig, server, id, expire } = await signedIn();
    const { integrationId } = rig.rowOf(id);
    rig.store.sqlite.exec("UPDATE connection_state SET state = 'valid'; UPDATE integrations SET status = 'ok'");
    server.bent.token = (_request, response) => json(503, '')(response);
    expire();
    const input = { integrationId, connectionId: id };
    await expect(checkConnection(rig.deps, rig.admin, input)).rejects.toMatchObject({ code: 'REFRESH_FAILED' });
    expect(shown(rig, id)).toMatchObject({ state: 'failing', lastStatus: null, lastCheckedAt: expect.any(Number) });
    expect(rig.store.sqlite.prepare('SELECT status FROM integrations WHERE id = ?').get(integrationId)).toEqual({
      status: 'error',
    });
  });

  it('leaves what a locked vault keeps from it as it was', async () => {
    const { rig, id } = await signedIn();
    const { integrationId } = rig.rowOf(id);
    rig.store.sqlite.exec("UPDATE connection_state SET state = 'valid'");
    rig.vault.lock();
    const input = { integrationId, connectionId: id };
    await expect(checkConnection(rig.deps, rig.admin, input)).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    expect(rig.stateOf(id)?.state).toBe('valid');
  });
});

describe('what stays of a renewal that brought nothing', () => {
  const due = { expiresAt: heldAt };

  it.each<[what: string, body: object, interrupted: boolean, reason: RegExp]>([
    [
      'code and words',
      { error: 'invalid_client', error_description: 'Who?' },
      false,
      /\. The server said: invalid_client: Who\?$/,
    ],
    ['a code that is its words', { error: 'invalid_client' }, false, /\. The server said: invalid_client$/],
    [
      'a refresh token that was used',
      { error: 'invalid_grant', error_description: 'reused' },
      true,
      /; Patchbay closed during the previous refresh\.$/,
    ],
  ])('is the reason, in the words of the server: %s', async (_what, body, interrupted, reason) => {
    const { rig, hold } = await tokenHolder();
    const { id, server, tokens } = hold({ ...due, underWay: interrupted ? 'refresh' : null });
    rig.store.write((w) => saveSteps(w, rig.rowOf(id), 1, [pendingStep('refresh', 'https://as.example/t', 1)]));
    server.answer = () => [400, body];
    await expect(rig.fresh(id)).rejects.toMatchObject({
      code: 'NEEDS_SIGN_IN',
      message: expect.stringMatching(reason),
    });
    expect(tokens()).toMatchObject({
      status: 'needsSignIn',
      statusReason: expect.stringMatching(reason),
      underWay: null,
    });
    expect((await rig.client.doctor({ connectionId: id })).steps).toHaveLength(interrupted ? 2 : 1);
  });

  it('is what was learned of the clock, a failure more, and no lease; pages hear of it', async () => {
    const { rig, hold } = await tokenHolder();
    const { id, server, tokens } = hold(due);
    server.answer = () => [503, {}];
    const seen: unknown[] = [];
    rig.events.onEvent((event) => seen.push(event));
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'REFRESH_FAILED' });
    expect(tokens()).toMatchObject({ status: 'ok', failures: 1, clockSkewMs: expect.any(Number), underWay: null });
    expect(rig.store.sqlite.prepare('SELECT count(*) FROM leases').pluck().get()).toBe(0);
    expect(seen.length).toBeGreaterThan(0);
  });

  it('is no failure where the vault was locked meanwhile', async () => {
    const { rig, hold } = await tokenHolder();
    const { id, server, tokens } = hold(due);
    server.answer = () => {
      rig.vault.lock();
      return [200, { access_token: 'second' }];
    };
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    expect(tokens()).toMatchObject({ status: 'ok', failures: 0, underWay: null });
  });

  it('is nothing where it went well, and pages hear of that too', async () => {
    const { rig, hold } = await tokenHolder();
    const { id } = hold(due);
    const seen: unknown[] = [];
    rig.events.onEvent((event) => seen.push(event));
    await rig.fresh(id);
    expect(seen.length).toBeGreaterThan(0);
  });
});
