import { createVerify, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { faultyServer } from '#test/support/oauthFaultyServer.ts';
import { oauthRig } from '#test/support/oauthRig.ts';
import { signedIn } from '#test/support/oauthSignedIn.ts';
import { finishSignIn } from './codeSignIn.ts';

const base = { clientId: 'patchbay', clientAuth: 'none' } as const;

describe('locking the vault', () => {
  it('ends what waits, forgets what it held, and says why; another sign-in works once it is open', async () => {
    const rig = await oauthRig();
    const server = await faultyServer();
    const settings = { ...base, issuer: server.url, redirect: { kind: 'scheme' } } as const;
    const id = rig.connect({ ...settings, grant: 'authorizationCode' });
    const begun = await rig.client.signIn({ connectionId: id });
    const redirected = await fetch(begun.authorizationUrl ?? '', { redirect: 'manual' });
    const link = redirected.headers.get('location') ?? '';
    const verifierHidden = rig.signIns.find(begun.id);
    rig.vault.lock();
    expect(await rig.client.signInState({ id: begun.id })).toMatchObject({
      status: 'cancelled',
      message: 'The vault was locked. Unlock it, then sign in again.',
    });
    const before = server.calls.length;
    expect(await finishSignIn(rig.signIns, link)).toBe(true);
    expect(server.calls.length).toBe(before);
    expect(JSON.stringify(verifierHidden?.recorder.steps())).not.toContain(
      new URL(begun.authorizationUrl ?? '').searchParams.get('state') ?? 'none',
    );
    await rig.vault.unlock();
    const again = await rig.client.signIn({ connectionId: id });
    const anew = await fetch(again.authorizationUrl ?? '', { redirect: 'manual' });
    await finishSignIn(rig.signIns, anew.headers.get('location') ?? '');
    expect(await rig.ended(again)).toMatchObject({ status: 'done' });
  });
});

it('the doctor shows the sign-in that a lock ended, in the place of the one before', async () => {
  const { rig, id } = await signedIn();
  const names = async () => (await rig.client.doctor({ connectionId: id })).steps.map(({ name }) => name);
  expect(await names()).toContain('token');
  await rig.client.signIn({ connectionId: id, open: false });
  rig.vault.lock();
  expect(await names()).toEqual(['discovery', 'authorization']);
});

describe('an answer that comes as a link', () => {
  it('finishes the sign-in that it belongs to, and no other', async () => {
    const rig = await oauthRig();
    const server = await faultyServer();
    const id = rig.connect({ ...base, grant: 'authorizationCode', issuer: server.url, redirect: { kind: 'scheme' } });
    const begun = await rig.client.signIn({ connectionId: id });
    expect(begun.redirectUri).toBe('patchbay://oauth/callback');
    const redirected = await fetch(begun.authorizationUrl ?? '', { redirect: 'manual' });
    const link = redirected.headers.get('location') ?? '';
    for (const strange of [
      'patchbay://oauth/callback?code=x&state=y',
      'patchbay://oauth/callback',
      `patchbay://elsewhere?${link.split('?')[1]}`,
      `${link}&x=${'y'.repeat(9_000)}`,
    ])
      expect(await finishSignIn(rig.signIns, strange)).toBe(false);
    expect(await rig.client.signInState({ id: begun.id })).toMatchObject({ status: 'waiting' });
    expect(await finishSignIn(rig.signIns, link)).toBe(true);
    expect(await rig.ended(begun)).toMatchObject({ status: 'done' });
    expect((await rig.fresh(id)).length).toBeGreaterThan(20);
  });

  it('has no effect on a sign-in that waits on a port', async () => {
    const rig = await oauthRig();
    const server = await faultyServer();
    const id = rig.connect({ ...base, grant: 'authorizationCode', issuer: server.url });
    const begun = await rig.client.signIn({ connectionId: id });
    const state = new URL(begun.authorizationUrl ?? '').searchParams.get('state');
    expect(await finishSignIn(rig.signIns, `patchbay://oauth/callback?code=c&state=${state}`)).toBe(false);
  });
});

describe('an implicit answer', () => {
  it('is brought from the fragment by the page, and kept until it ends', async () => {
    const rig = await oauthRig();
    const authorizationUrl = 'https://as.example/authorize';
    const id = rig.connect({ ...base, grant: 'implicit', authorizationUrl, scopes: ['read', 'write'] });
    const begun = await rig.client.signIn({ connectionId: id });
    const requested = new URL(begun.authorizationUrl ?? '').searchParams;
    expect(requested.get('response_type')).toBe('token');
    expect(requested.get('code_challenge')).toBeNull();
    const page = await fetch(begun.redirectUri ?? '');
    expect(await page.text()).toContain('location.hash');
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'sha256-/);
    const fields = { access_token: 'implicit-token-0123456789', token_type: 'bearer', expires_in: '60', scope: 'read' };
    const answer = new URLSearchParams({ ...fields, state: requested.get('state') ?? '' });
    await fetch(`${begun.redirectUri}?${answer}`);
    expect(await rig.ended(begun)).toMatchObject({ status: 'done' });
    expect(await rig.fresh(id)).toBe('implicit-token-0123456789');
    const { findings, steps } = await rig.client.doctor({ connectionId: id });
    expect(findings.map(({ code }) => code)).toEqual(['SCOPE_MISSING']);
    expect(JSON.stringify(steps)).not.toContain('implicit-token');
  });
});

describe('a signed assertion', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

  /** Says whether an assertion is signed by the client and made now, by a clock that is ten minutes ahead. */
  function judge(assertion: string): boolean {
    const [head = '', body = '', signature = ''] = assertion.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const signed = createVerify('sha256').update(`${head}.${body}`).verify(publicKey, signature, 'base64url');
    return signed && Math.abs(claims.iat - (Date.now() + 600_000) / 1_000) < 30;
  }

  it('is made by the server’s clock once that is known', async () => {
    const rig = await oauthRig();
    let tokenRequests = 0;
    const server = await loopbackServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => void parts.push(part));
      request.on('end', () => {
        tokenRequests += 1;
        const good = judge(new URLSearchParams(Buffer.concat(parts).toString()).get('client_assertion') ?? '');
        const answer = good
          ? { access_token: 'signed-for', token_type: 'bearer', expires_in: 3_600 }
          : { error: 'invalid_client' };
        response.setHeader('date', new Date(Date.now() + 600_000).toUTCString());
        response.writeHead(good ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    const settings = {
      grant: 'clientCredentials',
      clientAuth: 'private_key_jwt',
      tokenUrl: `${server.url}/token`,
    } as const;
    const id = rig.connect({ ...settings, clientId: 'robot' }, pem);
    expect(await rig.fresh(id)).toBe('signed-for');
    expect(tokenRequests).toBe(2);
    await rig.client.refresh({ connectionId: id });
    expect(tokenRequests).toBe(3);
    expect((await rig.client.doctor({ connectionId: id })).findings.map(({ code }) => code)).toEqual(['CLOCK_SKEW']);
  });

  it('needs a key that can be read', async () => {
    const rig = await oauthRig();
    const settings = {
      grant: 'clientCredentials',
      clientAuth: 'private_key_jwt',
      tokenUrl: 'https://as.example/t',
    } as const;
    const id = rig.connect({ ...settings, clientId: 'robot' }, 'not a key');
    expect(await rig.client.signIn({ connectionId: id })).toMatchObject({
      status: 'failed',
      message: 'The private key cannot be used.',
    });
  });
});

describe('what cannot begin', () => {
  it('says which address is missing, or not safe for secrets', async () => {
    const rig = await oauthRig();
    const missing = rig.connect({ ...base, grant: 'authorizationCode', tokenUrl: 'https://as.example/t' });
    await expect(rig.client.signIn({ connectionId: missing })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    const plain = rig.connect({
      ...base,
      grant: 'clientCredentials',
      clientAuth: 'none',
      tokenUrl: 'http://as.example/t',
    });
    expect(await rig.client.signIn({ connectionId: plain })).toMatchObject({ status: 'failed' });
  });

  it('opens no page when it is cancelled while the server is looked up', async () => {
    const rig = await oauthRig();
    const server = await faultyServer();
    const id = rig.connect({ ...base, grant: 'authorizationCode', issuer: server.url });
    const arrived = new Promise<void>((resolve) => {
      server.bent.all = () => resolve();
    });
    const begun = rig.client.signIn({ connectionId: id }).catch((error: unknown) => error);
    await arrived;
    for (const signIn of rig.signIns.all()) await rig.client.cancelSignIn({ id: signIn.id });
    expect(await begun).toMatchObject({ code: 'CANCELLED' });
    expect(rig.opened).toEqual([]);
  });

  it('says that only the desktop program takes links', async () => {
    const rig = await oauthRig({ takesLinks: false });
    const urls = { authorizationUrl: 'https://as.example/a', tokenUrl: 'https://as.example/t' };
    const id = rig.connect({ ...base, ...urls, grant: 'authorizationCode', redirect: { kind: 'scheme' } });
    await expect(rig.client.signIn({ connectionId: id })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(rig.opened).toEqual([]);
  });

  it('waits for the vault, so that no token is asked for that could not be kept', async () => {
    const rig = await oauthRig();
    const server = await faultyServer();
    const id = rig.connect({ ...base, grant: 'clientCredentials', tokenUrl: `${server.url}/token` });
    rig.vault.lock();
    await expect(rig.client.signIn({ connectionId: id })).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    expect(server.calls).toEqual([]);
  });

  it('is not for viewers, nor for connections of someone else', async () => {
    const rig = await oauthRig();
    const id = rig.connect({ ...base, grant: 'clientCredentials', tokenUrl: 'https://as.example/t' });
    for (const [role, code] of [
      ['viewer', 'FORBIDDEN'],
      ['editor', 'FORBIDDEN'],
    ] as const) {
      const client = rig.clientOf(rig.member(role, `some ${role}`));
      await expect(client.signIn({ connectionId: id })).rejects.toMatchObject({ code });
      await expect(client.refresh({ connectionId: id })).rejects.toMatchObject({ code });
      await expect(client.revoke({ connectionId: id })).rejects.toMatchObject({ code });
      expect(await client.tokens({ connectionId: id })).toMatchObject({ refreshable: false });
    }
  });
});
