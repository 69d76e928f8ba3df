import { calculatePKCECodeChallenge } from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { authorizationRequest, isSignInPage } from './authorizationRequest.ts';
import { issuerOf } from './discovery.ts';
import { requireSafeEndpoint } from './recorder.ts';

const metadata = { issuer: 'https://as.example', authorization_endpoint: 'https://as.example/authorize?tenant=t' };
const base = { grant: 'authorizationCode', clientId: 'desk', clientAuth: 'none' } as const;

describe('PKCE', () => {
  it('makes the challenge of RFC 7636, Appendix B', async () => {
    expect(await calculatePKCECodeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('stands in every authorization request, with a verifier and state of its own', async () => {
    const config = oauthConfig.parse({ ...base, extraParameters: { state: 'mine', prompt: 'login' }, audience: 'api' });
    const ask = () =>
      authorizationRequest({ metadata, issuerKnown: true, foreignOrigins: [] }, config, 'http://127.0.0.1:1/callback');
    const [one, two] = [await ask(), await ask()];
    const sent = new URL(one.url).searchParams;
    expect(sent.get('code_challenge')).toBe(await calculatePKCECodeChallenge(one.verifier ?? ''));
    expect(Object.fromEntries(sent)).toMatchObject({ tenant: 't', prompt: 'login', audience: 'api', state: one.state });
    expect(one.verifier).not.toBe(two.verifier);
    expect(one.state).not.toBe(two.state);
    expect(one.state.length).toBeGreaterThan(40);
  });

  it('asks for consent where a token for later is wanted (OpenID Connect Core 11)', async () => {
    const config = oauthConfig.parse({ ...base, scopes: ['openid', 'offline_access'] });
    const { url } = await authorizationRequest(
      { metadata, issuerKnown: true, foreignOrigins: [] },
      config,
      'http://127.0.0.1:1/callback',
    );
    expect(new URL(url).searchParams.get('prompt')).toBe('consent');
  });
});

/** RFC 6749 section 4.1.1, RFC 7636 section 4.3, RFC 8707 section 2: what stands in the address of the sign-in page, and who wins. */
describe('an authorization request', () => {
  const ask = async (settings: object) => {
    const config = oauthConfig.parse({ ...base, ...settings });
    const server = { metadata, issuerKnown: true, foreignOrigins: [] };
    const { url, verifier, state, redirectUri } = await authorizationRequest(server, config, 'http://127.0.0.1:1/cb');
    return { sent: Object.fromEntries(new URL(url).searchParams), verifier, state, redirectUri };
  };
  const own = { tenant: 't', response_type: 'code', client_id: 'desk', redirect_uri: 'http://127.0.0.1:1/cb' };

  it('carries nothing that nobody asked for', async () => {
    const { sent, state, verifier, redirectUri } = await ask({ pkce: false });
    expect(sent).toEqual({ ...own, state });
    expect([verifier, redirectUri]).toEqual([null, own.redirect_uri]);
  });

  it('of the implicit grant asks for a token, without a challenge', async () => {
    const { sent, state, verifier } = await ask({ grant: 'implicit' });
    expect(sent).toEqual({ ...own, response_type: 'token', state });
    expect(verifier).toBeNull();
  });

  it('says what a setting says before what was added, and what was added before what is usual', async () => {
    const added = { audience: 'added', resource: 'added', scope: 'added', prompt: 'added' };
    const settings = { audience: 'a', resource: 'urn:r', scopes: ['read', 'offline_access'] };
    expect((await ask({ extraParameters: added })).sent).toMatchObject(added);
    expect((await ask({ extraParameters: added, ...settings })).sent).toMatchObject({
      audience: 'a',
      resource: 'urn:r',
      scope: 'read offline_access',
      prompt: 'added',
    });
    expect((await ask({ scopes: ['offline_access'] })).sent.prompt).toBe('consent');
    expect((await ask({ scopes: ['openid'] })).sent).not.toHaveProperty('prompt');
  });

  it('lets nobody replace what the protocol sets', async () => {
    const taken = ['response_type', 'client_id', 'redirect_uri', 'state', 'code_challenge', 'code_challenge_method'];
    const extraParameters = Object.fromEntries(taken.map((name) => [name, 'added']));
    expect(Object.values((await ask({ extraParameters })).sent)).not.toContain('added');
  });

  it('goes to no address that is not safe', async () => {
    const unsafe = { ...metadata, authorization_endpoint: 'http://as.example/authorize' };
    const server = { metadata: unsafe, issuerKnown: true, foreignOrigins: [] };
    await expect(authorizationRequest(server, oauthConfig.parse(base), 'http://127.0.0.1:1/cb')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});

describe('addresses', () => {
  it.each([
    ['https://as.example', 'https://as.example/'],
    ['https://as.example/realms/a/.well-known/openid-configuration', 'https://as.example/realms/a'],
    ['https://as.example/.well-known/oauth-authorization-server/realms/a', 'https://as.example/realms/a'],
    ['https://as.example/.well-known/openid-configuration?p=1#x', 'https://as.example/'],
  ])('of metadata lead to the issuer: %s', (address, issuer) => {
    expect(issuerOf(address).href).toBe(issuer);
  });

  it('for secrets are https, or inside', () => {
    for (const address of ['https://as.example/token', 'http://127.0.0.1:8080/token', 'http://keycloak:8080/token'])
      expect(() => requireSafeEndpoint(address)).not.toThrow();
    for (const address of ['http://as.example/token', 'ftp://as.example', 'file:///etc/passwd', 'nonsense'])
      expect(() => requireSafeEndpoint(address)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  it('for the browser are https, or on this machine', () => {
    expect(['https://as.example/', 'http://localhost:3/', 'http://127.0.0.1:3/'].map(isSignInPage)).toEqual([
      true,
      true,
      true,
    ]);
    const others = [
      'http://as.example/',
      'file:///x',
      'javascript:alert(1)',
      'https://a:b@as.example/',
      'patchbay://x',
    ];
    expect(others.filter(isSignInPage)).toEqual([]);
  });
});
