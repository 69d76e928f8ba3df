import { describe, expect, it } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
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
    expect([...ports].filter((port) => port < 20_000 || port > 29_999)).toEqual([]);
    for (const port of ports) await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });
});

describe('what a definition says', () => {
  const url = 'https://as.example/t';
  const suggested = (more: object, sourceUrl: string | null = null) =>
    suggestionOf({ ...scheme, ...more }, sourceUrl, 1);
  const flow = (name: 'clientCredentials' | 'deviceAuthorization' | 'password' | 'implicit', more = {}) => ({
    ...{ flow: name, tokenUrl: url, authorizationUrl: url, deviceAuthorizationUrl: url, scopes },
    ...more,
  });

  it('is offered in the order of its security, and nothing else is', () => {
    const flows = (['implicit', 'password', 'clientCredentials', 'deviceAuthorization'] as const).map((name) =>
      flow(name),
    );
    expect(suggested({ flows })).toMatchObject({
      grants: ['deviceCode', 'clientCredentials', 'password', 'implicit'],
      insecure: ['password', 'implicit'],
      config: { grant: 'deviceCode', clientAuth: 'none', deviceAuthorizationUrl: url },
    });
    expect(suggested({ flows: [] }).grants).toEqual(['authorizationCode', 'deviceCode', 'clientCredentials']);
    expect(suggested({ flows: [flow('clientCredentials')] }).config).toMatchObject({
      clientAuth: 'client_secret_basic',
    });
  });

  it('counts where it is an address, and is nothing otherwise', () => {
    const strange = { tokenUrl: 'javascript:x', authorizationUrl: '/a', deviceAuthorizationUrl: undefined };
    expect(suggested({ flows: [flow('implicit', strange)] }).config).toEqual({ grant: 'implicit', clientAuth: 'none' });
    expect(suggested({ flows: [flow('implicit', strange)] }, 'https://api.example/x/y').config).toMatchObject({
      authorizationUrl: 'https://api.example/a',
    });
    expect(suggestionOf(null, null, 1)).toMatchObject({ config: { grant: 'authorizationCode' }, scopes: [] });
  });

  it('names each scope once, and the issuer without its last slash', () => {
    const more = [...scopes, { name: 'write', description: 'Writes' }];
    expect(suggested({ flows: [flow('implicit'), flow('password', { scopes: more })] }).scopes).toEqual(more);
    const oauth2MetadataUrl = '/.well-known/oauth-authorization-server';
    expect(suggested({ oauth2MetadataUrl }, 'https://as.example/api.json').config.issuer).toBe('https://as.example');
  });
});

describe('what a server publishes', () => {
  const publish = async (metadata: object) => {
    const rig = await oauthRig();
    const { url } = await loopbackServer((_request, response) => {
      const known = { issuer: url, token_endpoint: `${url}/t`, ...metadata };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(known));
    });
    return { rig, url };
  };

  it('is shown as far as it can be read', async () => {
    const { rig, url } = await publish({
      ...{ scopes_supported: ['a', 7, 'b'], grant_types_supported: 'none', revocation_endpoint: null },
      ...{ token_endpoint_auth_methods_supported: ['none'], code_challenge_methods_supported: ['S256'] },
    });
    expect(await rig.client.discover({ url })).toEqual({
      ...{ issuer: url, tokenUrl: `${url}/t`, authorizationUrl: null, deviceAuthorizationUrl: null },
      ...{ revocationUrl: null, scopes: ['a', 'b'], grants: [], clientAuths: ['none'], pkceMethods: ['S256'] },
    });
    const viewer = rig.clientOf(rig.member('viewer', 'Ben'));
    await expect(viewer.discover({ url })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each(['javascript:alert(1)', 'not an address', ''])(
    'is refused whole with the address %j in it',
    async (address) => {
      const { rig, url } = await publish({ revocation_endpoint: address });
      await expect(rig.client.discover({ url })).rejects.toMatchObject({ code: 'DISCOVERY_FAILED' });
    },
  );
});
