import { calculatePKCECodeChallenge } from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { authorizationRequest, isSignInPage } from './authorizationRequest.ts';
import { splitSecret } from './client.ts';
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

describe('the secret of the password grant', () => {
  it('is the password, or both in JSON', () => {
    const grant = 'password' as const;
    expect(splitSecret({ grant }, 'pw')).toEqual({ clientSecret: null, password: 'pw' });
    expect(splitSecret({ grant }, '{"password":"p","clientSecret":"c"}')).toEqual({ clientSecret: 'c', password: 'p' });
    expect(splitSecret({ grant: 'clientCredentials' }, '{"password":"p"}').password).toBeNull();
  });
});
