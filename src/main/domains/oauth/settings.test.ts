import { describe, expect, it } from 'vitest';
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
    expect(suggestionOf({ ...scheme, flows }, 'https://api.example/openapi.json')).toEqual({
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
    });
  });

  it('name the issuer of an openIdConnectUrl', () => {
    const openIdConnectUrl = 'https://as.example/realms/a/.well-known/openid-configuration';
    const { config, grants, insecure } = suggestionOf({ ...scheme, type: 'openIdConnect', openIdConnectUrl }, null);
    expect(config.issuer).toBe('https://as.example/realms/a');
    expect(grants).not.toContain('password');
    expect(insecure).toEqual([]);
  });

  it('offer insecure flows only where the definition insists', () => {
    const flows = [{ flow: 'password' as const, tokenUrl: 'https://as.example/t', scopes: [] }];
    expect(suggestionOf({ ...scheme, flows }, null)).toMatchObject({ grants: ['password'], insecure: ['password'] });
    expect(suggestionOf(null, null).insecure).toEqual([]);
  });
});
