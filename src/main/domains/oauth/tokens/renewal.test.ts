import type { ServerResponse } from 'node:http';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { holdsLease, isLeased, releaseLease, seizeLease } from '#main/jobs/index.ts';
import { faultyServer } from '#test/support/oauthFaultyServer.ts';
import { oauthRig } from '#test/support/oauthRig.ts';
import { signedIn } from '#test/support/oauthSignedIn.ts';
import { leaseName } from './tokenTable.ts';

describe('renewing', () => {
  it('happens once for 200 calls at a time on a token that has ended', async () => {
    const { rig, server, id, expire } = await signedIn();
    const before = await rig.fresh(id);
    expire();
    const tokens = await Promise.all(Array.from({ length: 200 }, () => rig.fresh(id)));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).not.toBe(before);
    expect(server.refreshes()).toBe(1);
  });

  it('of two connections goes to two servers, though both ask at the same time', async () => {
    const { rig, server, id } = await signedIn();
    const other = await faultyServer();
    const settings = { grant: 'clientCredentials', clientId: 'bot', clientAuth: 'client_secret_post' } as const;
    const second = rig.connect({ ...settings, tokenUrl: `${other.url}/token` }, 'canary-secret-0001');
    await rig.fresh(second);
    rig.store.sqlite.prepare('UPDATE oauth_tokens SET obtained_at = 0, expires_at = 1').run();
    const [mine, theirs] = await Promise.all([rig.fresh(id), rig.fresh(second)]);
    expect(mine).not.toBe(theirs);
    expect([server.refreshes(), other.calls.length]).toEqual([1, 2]);
  });

  it('waits for another process that is at it, and this one does other things meanwhile', async () => {
    const { rig, server, id, expire } = await signedIn();
    expire();
    const name = leaseName({ tenantId: rig.admin.tenantId, id });
    // A lease is held by a process that lives, so this one stands in for the other.
    const owner = `${process.pid} another`;
    rig.store.write((w) => seizeLease(w, name, owner, Date.now() + 60_000));
    const asked = rig.fresh(id);
    await new Promise(setImmediate);
    expect(holdsLease(rig.store.read, name, owner)).toBe(true);
    expect(server.refreshes()).toBe(0);
    rig.store.write((w) => releaseLease(w, name, owner));
    await asked;
    expect(server.refreshes()).toBe(1);
  });

  it('that fails is one failure for all who waited for it, and the server was asked once', async () => {
    const { rig, server, id, expire } = await signedIn();
    expire();
    server.answers((answer) => {
      answer.statusCode = 503;
      answer.body = { error: 'temporarily_unavailable' };
    });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => rig.fresh(id)));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'rejected'));
    expect(server.refreshes()).toBe(1);
  });

  it('happens once for 200 calls whose token the API refused', async () => {
    const { rig, server, id } = await signedIn();
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => rig.refused(id)));
    expect(new Set(outcomes)).toEqual(new Set(['retry']));
    expect(await rig.refused(id)).toBe('retry');
    expect(server.refreshes()).toBe(1);
  });

  it('gives its lease back, so that the next one need not wait', async () => {
    const { rig, id, expire } = await signedIn();
    expire();
    await rig.fresh(id);
    const name = leaseName({ tenantId: rig.admin.tenantId, id });
    expect(isLeased(rig.store.read, name, Date.now())).toBe(false);
  });

  it('happens a minute ahead, and not before', async () => {
    const { rig, server, id, expire } = await signedIn();
    expire(90_000);
    await rig.fresh(id);
    expect(server.refreshes()).toBe(0);
    expire(50_000);
    await rig.fresh(id);
    expect(server.refreshes()).toBe(1);
  });

  it('keeps the old refresh token when none is returned', async () => {
    const { rig, server, id, expire } = await signedIn();
    server.answers(({ body }) => void delete body.refresh_token);
    for (const _round of [1, 2]) {
      expire();
      await rig.fresh(id);
    }
    const sent = server.calls
      .filter(({ grant }) => grant === 'refresh_token')
      .map(({ form }) => form.get('refresh_token'));
    expect(sent).toEqual(['refresh-token-1', 'refresh-token-1']);
    expect(await rig.client.tokens({ connectionId: id })).toMatchObject({ refreshable: true });
  });

  it('uses each rotated refresh token once', async () => {
    const { rig, server, id, expire } = await signedIn();
    for (const _round of [1, 2, 3]) {
      expire();
      await rig.fresh(id);
    }
    const sent = server.calls
      .filter(({ grant }) => grant === 'refresh_token')
      .map(({ form }) => form.get('refresh_token'));
    expect(sent).toEqual(['refresh-token-1', 'refresh-token-2', 'refresh-token-3']);
  });

  it('goes to the refresh URL where there is one', async () => {
    const { rig, server, id, expire } = await signedIn();
    const { config } = rig.rowOf(id);
    if (config?.kind !== 'oauth2') throw new Error('No OAuth2 settings');
    const seen: string[] = [];
    server.bent.all = (request, response) => {
      seen.push(request.url ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ access_token: 'from-the-refresh-url', token_type: 'bearer' }));
    };
    const elsewhere = { kind: 'oauth2', oauth: { ...config.oauth, refreshUrl: `${server.url}/renew` } };
    rig.store.write((w) =>
      rig.deps.vault.changeSettings(w, { tenantId: rig.admin.tenantId, table: 'connections', id }, () =>
        w.run(sql`UPDATE connections SET config = ${JSON.stringify(elsewhere)}`),
      ),
    );
    expire();
    expect(await rig.fresh(id)).toBe('from-the-refresh-url');
    expect(seen).toEqual(['/renew']);
  });

  it('says once that a person must sign in again when the refresh token is gone', async () => {
    const { rig, server, id, expire, codes } = await signedIn();
    server.answers((answer) => {
      answer.statusCode = 400;
      answer.body = { error: 'invalid_grant', error_description: 'Token expired' };
    });
    expire();
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    expect(server.refreshes()).toBe(1);
    expect(await codes()).toEqual(['REFRESH_TOKEN_GONE']);
    expect(rig.stateOf(id)).toMatchObject({ suspension: 'needsSignIn' });
    expect(rig.tokens.stateOf(rig.store.read, rig.rowOf(id))).toMatchObject({ state: 'needsSignIn' });
  });

  it('reads the row again after invalid_grant: what another process stored meanwhile counts', async () => {
    const { rig, server, id, expire } = await signedIn();
    const other = await rig.fresh(id);
    expire();
    server.answersOnce((answer) => {
      // The other process finishes its own renewal just now.
      rig.store.sqlite.exec(
        `UPDATE oauth_tokens SET generation = generation + 1, expires_at = ${Date.now() + 3_600_000}`,
      );
      answer.statusCode = 400;
      answer.body = { error: 'invalid_grant' };
    });
    expect(await rig.fresh(id)).toBe(other);
    expect(rig.stateOf(id)?.suspension).toBeNull();
  });

  it.each([
    [
      'SERVER_ERROR',
      'an error of the server',
      (response: ServerResponse): void => void response.writeHead(500).end('<h1>Oh</h1>'),
    ],
    [
      'MALFORMED_ANSWER',
      'malformed JSON',
      (response: ServerResponse): void =>
        void response
          .setHeader('content-type', 'application/json')
          .end('{"access_token":"canary-0123456789-abcdef", oops'),
    ],
    ['UNREACHABLE', 'a connection that ends', (response: ServerResponse): void => void response.destroy()],
  ] as const)('survives %s: the tokens are kept (%s)', async (code, _what, answer) => {
    const { rig, server, id, expire, codes } = await signedIn();
    const before = await rig.fresh(id);
    server.bent.token = (_request, response) => void answer(response);
    expire(30_000);
    expect(await rig.fresh(id)).toBe(before);
    expire();
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'REFRESH_FAILED' });
    expect(await codes()).toEqual([code]);
    expect(JSON.stringify(await rig.client.doctor({ connectionId: id }))).not.toContain('canary-0123456789');
    server.bent.token = null;
    expect(await rig.fresh(id)).not.toBe(before);
    expect(await codes()).toEqual(['ALL_WELL']);
  });

  it.each([10, -10])('tolerates a clock that is %i minutes off, and says so', async (minutes) => {
    const { rig, server, id, codes } = await signedIn();
    server.bent.clockMs = minutes * 60_000;
    const state = await rig.client.refresh({ connectionId: id });
    expect(Math.abs((state.clockSkewMs ?? 0) - minutes * 60_000)).toBeLessThan(5_000);
    expect(Math.abs((state.expiresAt ?? 0) - Date.now() - 3_600_000)).toBeLessThan(5_000);
    expect(await codes()).toEqual(['CLOCK_SKEW']);
    expect((await rig.fresh(id)).length).toBeGreaterThan(10);
  });

  it('uses a token without an end and without a refresh token for as long as it works', async () => {
    const rig = await oauthRig();
    const server = await faultyServer();
    server.answers(({ body }) => {
      delete body.refresh_token;
      delete body.expires_in;
    });
    const id = rig.connect({ grant: 'authorizationCode', issuer: server.url, clientId: 'a', clientAuth: 'none' });
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    const begun = await rig.client.signIn({ connectionId: id });
    const redirected = await fetch(begun.authorizationUrl ?? '', { redirect: 'manual' });
    await fetch(redirected.headers.get('location') ?? '');
    expect(await rig.fresh(id)).toBe(await rig.fresh(id));
    expect(await rig.refused(id)).toBe('needsSignIn');
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
  });
});

describe('renewing, when the person acts meanwhile', () => {
  it('keeps tokens that came while the vault was locked until it is open', async () => {
    const { rig, server, id, expire } = await signedIn();
    const before = await rig.fresh(id);
    expire();
    server.answersOnce(() => void rig.vault.lock());
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    await rig.vault.unlock();
    expect(await rig.fresh(id)).not.toBe(before);
    expect(server.refreshes()).toBe(1);
  });

  it('lets a sign-in be cancelled while the server takes its time', async () => {
    const rig = await oauthRig();
    const server = await faultyServer();
    const id = rig.connect({
      grant: 'clientCredentials',
      tokenUrl: `${server.url}/token`,
      clientId: 'a',
      clientAuth: 'none',
    });
    const arrived = new Promise<void>((resolve) => {
      server.bent.token = () => resolve();
    });
    const begun = rig.client.signIn({ connectionId: id });
    await arrived;
    for (const signIn of rig.signIns.all()) await rig.client.cancelSignIn({ id: signIn.id });
    expect(await begun).toMatchObject({ status: 'cancelled' });
    server.bent.token = null;
    expect((await rig.fresh(id)).length).toBeGreaterThan(20);
  });

  it('drops the answer of a renewal that a sign-in overtook', async () => {
    const { rig, server, id, expire } = await signedIn();
    expire();
    const held: ServerResponse[] = [];
    const arrived = new Promise<void>((resolve) => {
      server.bent.token = (_request, response) => {
        held.push(response);
        resolve();
      };
    });
    const renewed = rig.fresh(id);
    await arrived;
    server.bent.token = null;
    const begun = await rig.client.signIn({ connectionId: id });
    const redirected = await fetch(begun.authorizationUrl ?? '', { redirect: 'manual' });
    await fetch(redirected.headers.get('location') ?? '');
    await rig.ended(begun);
    const late = JSON.stringify({ access_token: 'from-the-late-renewal', token_type: 'bearer' });
    for (const response of held) response.setHeader('content-type', 'application/json').end(late);
    expect(await renewed).not.toBe('from-the-late-renewal');
    expect(await rig.fresh(id)).toBe(await renewed);
  });
});
