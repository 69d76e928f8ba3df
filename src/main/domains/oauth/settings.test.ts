import { describe, expect, it } from 'vitest';
import { oauthRig } from '#test/support/oauthRig.ts';
import { suggestionOf } from './settings.ts';

const scheme = { key: 'oauth', type: 'oauth2', required: true, operations: 1 } as const;
const scopes = [{ name: 'read', description: 'Reads' }];

describe('settings to begin with', () => {
  it('come from the most secure flow, with relative addresses resolved', () => {
    const flows = [
      { flow: 'implicit' as const, authorizationUrl: '/authorize', scopes },
      {
        flow: 'authorizationCode' as const,
        authorizationUrl: '/authorize',
        tokenUrl: '/token',
        refreshUrl: '/renew',
        scopes,
      },
    ];
    expect(suggestionOf({ ...scheme, flows }, 'https://api.example/openapi.json', 23_456)).toEqual({
      grants: ['authorizationCode', 'implicit'],
      config: {
        grant: 'authorizationCode',
        clientAuth: 'none',
        authorizationUrl: 'https://api.example/authorize',
        tokenUrl: 'https://api.example/token',
        refreshUrl: 'https://api.example/renew',
      },
      scopes,
      insecure: ['implicit'],
      fixedPort: 23_456,
    });
  });

  it('name the issuer of an openIdConnectUrl', () => {
    const openIdConnectUrl = 'https://as.example/realms/a/.well-known/openid-configuration';
    const { config, grants, insecure } = suggestionOf({ ...scheme, type: 'openIdConnect', openIdConnectUrl }, null, 1);
    expect(config.issuer).toBe('https://as.example/realms/a');
    expect(grants).not.toContain('password');
    expect(insecure).toEqual([]);
  });

  it('offer insecure flows only where the definition insists', () => {
    const flows = [{ flow: 'password' as const, tokenUrl: 'https://as.example/t', scopes: [] }];
    expect(suggestionOf({ ...scheme, flows }, null, 1)).toMatchObject({ grants: ['password'], insecure: ['password'] });
    expect(suggestionOf(null, null, 1).insecure).toEqual([]);
  });

  it('begin with a fixed port where the provider compares the redirect address whole', () => {
    const at = (host: string) => {
      const flow = {
        flow: 'authorizationCode' as const,
        authorizationUrl: `https://${host}/a`,
        tokenUrl: 'https://t.example/t',
        scopes,
      };
      return suggestionOf({ ...scheme, flows: [flow] }, null, 23_456).config.redirect;
    };
    expect(at('acme.okta.com')).toEqual({ kind: 'loopback', port: 23_456, path: '/callback' });
    expect([at('accounts.google.com'), at('id.example.org')]).toEqual([undefined, undefined]);
  });

  it('offer another free port each time', async () => {
    const rig = await oauthRig();
    const integrationId = rig.integrate({ baseUrl: 'https://api.example' });
    const ports = new Set<number>();
    for (let n = 0; n < 5; n += 1) ports.add((await rig.client.suggest({ integrationId, schemeKey: null })).fixedPort);
    expect(ports.size).toBeGreaterThan(1);
    for (const port of ports) await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });
});
