import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createBrowser } from '#test/support/oauthBrowser.ts';
import { realProvider } from '#test/support/oauthProvider.ts';
import { type OAuthRig, oauthRig } from '#test/support/oauthRig.ts';
import { oauthTokens } from './tokens/tokenTable.ts';

const redirects = ['http://127.0.0.1/callback'];
const browserClient = {
  client_id: 'desk',
  token_endpoint_auth_method: 'none',
  redirect_uris: redirects,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
};
const scopes = ['openid', 'offline_access', 'read'];
const settings = { grant: 'authorizationCode', clientId: 'desk', clientAuth: 'none', scopes } as const;

/** What a person does: signs in and agrees. */
async function agree(url: string | null) {
  const browser = createBrowser();
  const login = await browser.open(url ?? '');
  const consent = await browser.submit(login, { login: 'ada', password: 'anything' });
  return browser.submit(consent);
}

const codesOf = async (rig: OAuthRig, id: Parameters<OAuthRig['fresh']>[0]) =>
  (await rig.client.doctor({ connectionId: id })).findings.map(({ code }) => code);

const expire = (rig: OAuthRig) =>
  rig.store.write((w) =>
    w
      .update(oauthTokens)
      .set({ expiresAt: Date.now() - 1 })
      .run(),
  );

describe('a strict authorization server', () => {
  it('signs a person in with PKCE and iss, rotates the refresh token, and revokes', async () => {
    const rig = await oauthRig();
    const { issuer } = await realProvider([browserClient]);
    const id = rig.connect({ ...settings, issuer });
    const begun = await rig.client.signIn({ connectionId: id });
    const last = await agree(begun.authorizationUrl);
    expect(last.url).toContain('iss=');
    expect(last.text).toContain('Signed in');
    expect(await rig.ended(begun)).toMatchObject({ status: 'done' });
    const state = await rig.client.tokens({ connectionId: id });
    expect(state.grantedScopes).toEqual(scopes);
    const first = await rig.fresh(id);
    expire(rig);
    const second = await rig.fresh(id);
    expire(rig);
    const third = await rig.fresh(id);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(await codesOf(rig, id)).toEqual(['ALL_WELL']);
    expect(await rig.client.revoke({ connectionId: id })).toMatchObject({ revoked: true });
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    expect(rig.stateOf(id)?.suspension).toBe('revoked');
  });

  it('shows what the server says where the person declines', async () => {
    const rig = await oauthRig();
    const { issuer } = await realProvider([browserClient]);
    const id = rig.connect({ ...settings, issuer });
    const begun = await rig.client.signIn({ connectionId: id });
    const browser = createBrowser();
    const login = await browser.open(begun.authorizationUrl ?? '');
    const abort = /href="([^"]*abort)"/.exec(login.text)?.[1] ?? '';
    const last = await browser.open(new URL(abort, login.url).href);
    expect(last.text).toContain('did not work');
    expect(await rig.ended(begun)).toMatchObject({ status: 'failed', message: expect.stringContaining('aborted') });
    expect(await codesOf(rig, id)).toEqual(['CONSENT_DENIED']);
  });

  it('refuses a client that leaves PKCE out', async () => {
    const rig = await oauthRig();
    const { issuer } = await realProvider([browserClient]);
    const id = rig.connect({ ...settings, issuer, pkce: false });
    const begun = await rig.client.signIn({ connectionId: id });
    await createBrowser().open(begun.authorizationUrl ?? '');
    expect(await rig.ended(begun)).toMatchObject({ status: 'failed' });
    expect(await codesOf(rig, id)).toEqual(['PKCE_REFUSED']);
  });

  it('signs a device in that polls until the person agreed elsewhere', async () => {
    const rig = await oauthRig();
    const { issuer } = await realProvider([
      {
        ...browserClient,
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        redirect_uris: [],
        response_types: [],
      },
    ]);
    const id = rig.connect({ ...settings, issuer, grant: 'deviceCode' });
    const begun = await rig.client.signIn({ connectionId: id });
    expect(rig.opened).toEqual([begun.verificationUriComplete]);
    const browser = createBrowser();
    const redirected = await browser.open(begun.verificationUriComplete ?? '');
    const confirm = await browser.submit(redirected);
    const login =
      /confirm/.test(confirm.text) && !/password/.test(confirm.text)
        ? await browser.submit(confirm, { confirm: 'yes' })
        : confirm;
    const consent = await browser.submit(login, { login: 'ada', password: 'x' });
    await browser.submit(consent);
    expect(await rig.ended(begun)).toMatchObject({ status: 'done' });
    expect((await rig.fresh(id)).length).toBeGreaterThan(20);
    expect(await codesOf(rig, id)).toEqual(['ALL_WELL']);
  }, 40_000);

  it.each([
    ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['PS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['EdDSA', generateKeyPairSync('ed25519')],
  ] as const)('accepts a client that signs with %s', async (keyAlgorithm, { privateKey, publicKey }) => {
    const rig = await oauthRig();
    const client = {
      client_id: 'robot',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: keyAlgorithm,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      application_type: 'web',
      jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] },
    };
    const { issuer } = await realProvider([client]);
    const robot = {
      ...settings,
      grant: 'clientCredentials',
      clientId: 'robot',
      clientAuth: 'private_key_jwt',
      scopes: ['read'],
    } as const;
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const id = rig.connect({ ...robot, issuer, keyAlgorithm, keyId: 'one' }, pem);
    expect(await rig.client.signIn({ connectionId: id })).toMatchObject({
      status: 'done',
      message: expect.any(String),
    });
    const jwk = JSON.stringify(privateKey.export({ format: 'jwk' }));
    const byHand = rig.connect({ ...robot, tokenUrl: `${issuer}/token`, keyAlgorithm }, jwk);
    expect((await rig.fresh(byHand)).length).toBeGreaterThan(20);
    expect(JSON.stringify(await rig.client.doctor({ connectionId: id }))).not.toContain('PRIVATE');
  });

  it('says what is wrong with a wrong secret, an unknown client and an unknown scope', async () => {
    const rig = await oauthRig();
    const robot = {
      client_id: 'robot',
      client_secret: 'the-right-secret',
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: 'read',
    };
    const { issuer } = await realProvider([robot]);
    const base = {
      ...settings,
      grant: 'clientCredentials',
      clientAuth: 'client_secret_basic',
      clientId: 'robot',
      issuer,
      scopes: ['read'],
    } as const;
    const wrong = rig.connect(base, 'the-wrong-secret');
    expect(await rig.client.signIn({ connectionId: wrong })).toMatchObject({ status: 'failed' });
    expect(await codesOf(rig, wrong)).toEqual(['CLIENT_AUTH_WRONG']);
    const unknown = rig.connect({ ...base, clientId: 'nobody' }, 'the-right-secret');
    await rig.client.signIn({ connectionId: unknown });
    expect(['CLIENT_AUTH_WRONG', 'CLIENT_UNKNOWN']).toContain((await codesOf(rig, unknown))[0]);
    const scope = rig.connect({ ...base, scopes: ['write'] }, 'the-right-secret');
    await rig.client.signIn({ connectionId: scope });
    expect(await codesOf(rig, scope)).toEqual(['SCOPE_INVALID']);
    const grant = rig.connect({ ...base, grant: 'deviceCode' }, 'the-right-secret');
    await expect(rig.client.signIn({ connectionId: grant })).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect(await codesOf(rig, grant)).toEqual(['GRANT_UNSUPPORTED']);
  });

  it('is discovered by issuer and by the address of its metadata', async () => {
    const rig = await oauthRig();
    const { issuer } = await realProvider([browserClient]);
    const found = await rig.client.discover({ url: `${issuer}/.well-known/openid-configuration` });
    expect(found).toMatchObject({ issuer, tokenUrl: `${issuer}/token`, pkceMethods: ['S256'] });
    expect(await rig.client.discover({ url: issuer })).toEqual(found);
    await expect(rig.client.discover({ url: `${issuer}/elsewhere` })).rejects.toMatchObject({
      code: 'DISCOVERY_FAILED',
    });
  });
});
