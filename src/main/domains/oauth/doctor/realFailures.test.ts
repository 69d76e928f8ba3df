import { describe, expect, it } from 'vitest';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { oauthFieldWords, showsOAuthField } from '#core/oauth/fields.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { createBrowser } from '#test/support/oauthBrowser.ts';
import { realProvider } from '#test/support/oauthProvider.ts';
import { type OAuthRig, type OAuthSettings, oauthRig } from '#test/support/oauthRig.ts';
import { oauthSettingsOf, signedIn } from '#test/support/oauthSignedIn.ts';

const desk = {
  client_id: 'desk',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
};
const robot = {
  client_id: 'robot',
  client_secret: 'the-right-secret',
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
};
const inBrowser = { grant: 'authorizationCode', clientId: 'desk', clientAuth: 'none', scopes: ['openid'] } as const;
const alone = { grant: 'clientCredentials', clientId: 'robot', clientAuth: 'client_secret_post' } as const;

/** Signs in as a person would; `cancel` is what they do when the page says no. */
async function signIn(rig: OAuthRig, settings: OAuthSettings, secret?: string) {
  const id = rig.connect(settings, secret);
  const begun = await rig.client.signIn({ connectionId: id }).catch(() => null);
  if (begun?.authorizationUrl) await agree(begun.authorizationUrl);
  if (begun && rig.signIns.find(begun.id)?.isOpen()) await rig.client.cancelSignIn({ id: begun.id });
  if (begun) await rig.ended(begun);
  return first(rig, id, settings);
}

async function first(rig: OAuthRig, connectionId: Parameters<OAuthRig['fresh']>[0], settings: OAuthSettings) {
  const { findings } = await rig.client.doctor({ connectionId });
  const [found] = findings;
  if (found?.field) {
    expect(found.fix).toContain(`“${oauthFieldWords[found.field]}”`);
    expect(showsOAuthField(found.field, oauthConfig.parse(settings))).toBe(true);
  }
  expect(findings.map(({ code }) => code)).not.toContain('ALL_WELL');
  return { code: found?.code, field: found?.field };
}

async function agree(url: string) {
  const browser = createBrowser();
  const login = await browser.open(url);
  if (!/password/.test(login.text)) return;
  const consent = await browser.submit(login, { login: 'ada', password: 'anything' });
  if (/<form/.test(consent.text)) await browser.submit(consent);
}

describe('a strict server says no', () => {
  const strict = async (client: object, more: Record<string, unknown> = {}) => {
    const rig = await oauthRig();
    const { issuer } = await realProvider([{ ...desk, ...client }, robot], more);
    return { rig, issuer };
  };

  it('to a redirect address that is not registered: the browser never comes back', async () => {
    const { rig, issuer } = await strict({ redirect_uris: ['http://127.0.0.1/elsewhere'] });
    expect(await signIn(rig, { ...inBrowser, issuer })).toEqual({ code: 'NEVER_RETURNED', field: 'redirect' });
  });

  it('to an unknown client: the browser never comes back', async () => {
    const { rig, issuer } = await strict({});
    const settings = { ...inBrowser, clientId: 'nobody', issuer };
    expect(await signIn(rig, settings)).toEqual({ code: 'NEVER_RETURNED', field: 'redirect' });
  });

  it('to a scope, a missing challenge and requests that were not pushed', async () => {
    const { rig, issuer } = await strict({ scope: 'openid' });
    expect(await signIn(rig, { ...inBrowser, scopes: ['openid', 'write'], issuer })).toEqual({
      code: 'SCOPE_INVALID',
      field: 'scopes',
    });
    expect(await signIn(rig, { ...inBrowser, pkce: false, issuer })).toEqual({ code: 'PKCE_REFUSED', field: 'pkce' });
    const pushed = await strict(
      { require_pushed_authorization_requests: true },
      { features: { devInteractions: { enabled: true }, pushedAuthorizationRequests: { enabled: true } } },
    );
    expect(await signIn(pushed.rig, { ...inBrowser, issuer: pushed.issuer })).toEqual({
      code: 'PAR_REQUIRED',
      field: null,
    });
  });

  it('to a client that shows no proof of possession', async () => {
    const dPoP = { enabled: true, nonceSecret: Buffer.alloc(32, 1) };
    const features = { devInteractions: { enabled: true }, clientCredentials: { enabled: true }, dPoP };
    const rig = await oauthRig();
    const { issuer } = await realProvider([{ ...robot, dpop_bound_access_tokens: true }], { features });
    const settings = { ...alone, issuer };
    expect(await signIn(rig, settings, 'the-right-secret')).toEqual({ code: 'DPOP_REQUIRED', field: null });
  });

  it('to a code that it did not give', async () => {
    const { rig, issuer } = await strict({});
    const id = rig.connect({ ...inBrowser, issuer });
    const begun = await rig.client.signIn({ connectionId: id });
    const state = new URL(begun.authorizationUrl ?? '').searchParams.get('state') ?? '';
    await fetch(`${begun.redirectUri}?${new URLSearchParams({ code: 'never-given', state, iss: issuer })}`);
    await rig.ended(begun);
    expect(await first(rig, id, { ...inBrowser, issuer })).toEqual({ code: 'CODE_REFUSED', field: null });
  });

  it('to a wrong secret, a wrong address, another way of proof and an unknown resource', async () => {
    const resourceIndicators = { enabled: true, defaultResource: () => undefined };
    const features = { clientCredentials: { enabled: true }, resourceIndicators };
    const { rig, issuer } = await strict({}, { features });
    const secret = 'the-right-secret';
    expect(await signIn(rig, { ...alone, issuer }, 'the-wrong-secret')).toEqual({
      code: 'CLIENT_AUTH_WRONG',
      field: 'clientSecret',
    });
    expect(await signIn(rig, { ...alone, clientAuth: 'none', issuer })).toEqual({
      code: 'CLIENT_AUTH_WRONG',
      field: 'clientAuth',
    });
    expect(await signIn(rig, { ...alone, tokenUrl: `${issuer}/tokens` }, secret)).toEqual({
      code: 'WRONG_ADDRESS',
      field: 'tokenUrl',
    });
    expect(await signIn(rig, { ...alone, issuer: `${issuer}/realms/x` }, secret)).toEqual({
      code: 'DISCOVERY_FAILED',
      field: 'issuer',
    });
    expect(await signIn(rig, { ...alone, issuer, resource: 'urn:nowhere' }, secret)).toEqual({
      code: 'TARGET_INVALID',
      field: 'resource',
    });
  });
});

describe('settings that cannot work', () => {
  const urls = { authorizationUrl: 'https://as.example/a', tokenUrl: 'https://as.example/t' };

  it.each([
    [
      'a token URL without TLS',
      { ...inBrowser, ...urls, tokenUrl: 'http://as.example/t' },
      'ADDRESS_NOT_SAFE',
      'tokenUrl',
    ],
    [
      'a sign-in page without TLS',
      { ...inBrowser, ...urls, authorizationUrl: 'http://as.example/a' },
      'ADDRESS_NOT_SAFE',
      'authorizationUrl',
    ],
    ['no authorization URL', { ...inBrowser, tokenUrl: urls.tokenUrl }, 'SETTINGS_INCOMPLETE', 'authorizationUrl'],
    [
      'links without the desktop program',
      { ...inBrowser, ...urls, redirect: { kind: 'scheme' } },
      'SETTINGS_INCOMPLETE',
      'redirect',
    ],
    [
      'nobody who listens',
      { ...alone, clientAuth: 'none', tokenUrl: 'http://127.0.0.1:9/t' },
      'UNREACHABLE',
      'tokenUrl',
    ],
    [
      'an issuer that is not there',
      { ...alone, clientAuth: 'none', issuer: 'http://127.0.0.1:9' },
      'UNREACHABLE',
      'issuer',
    ],
  ] as const)('with %s', async (_what, settings, code, field) => {
    const rig = await oauthRig({ takesLinks: false });
    expect(await signIn(rig, settings)).toEqual({ code, field });
  });

  it('with a port that is in use', async () => {
    const taken = await loopbackServer((_request, response) => void response.end());
    const redirect = { kind: 'loopback', port: Number(new URL(taken.url).port), path: '/callback' } as const;
    const rig = await oauthRig();
    expect(await signIn(rig, { ...inBrowser, ...urls, redirect })).toEqual({ code: 'PORT_TAKEN', field: 'redirect' });
  });
});

describe('a token that came as it should', () => {
  it('is not well where the API refuses it', async () => {
    const { rig, id, codes } = await signedIn();
    expect(await codes()).toEqual(['ALL_WELL']);
    rig.store.sqlite.prepare("UPDATE connection_state SET state = 'refused', state_reason = 'It said 401.'").run();
    expect(await first(rig, id, oauthSettingsOf(rig, id))).toEqual({ code: 'API_REFUSED', field: 'audience' });
  });

  it('is not well where it is gone', async () => {
    const { rig, id } = await signedIn();
    await rig.client.revoke({ connectionId: id });
    expect(await first(rig, id, oauthSettingsOf(rig, id))).toEqual({ code: 'SIGN_IN_NEEDED', field: null });
  });
});
