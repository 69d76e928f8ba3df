import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { oauthRig } from '#test/support/oauthRig.ts';
import { isIssuedBy, metadataAddresses } from './discovery.ts';

type Document = (url: string) => Record<string, unknown>;

/** A server whose documents are at these paths; everything else is 404. */
async function documents(pages: Record<string, Document>) {
  const server = await loopbackServer((request, response) => {
    const page = pages[request.url ?? ''];
    if (page === undefined) return void response.writeHead(404).end('<html>Nothing here</html>');
    const body = {
      token_endpoint: `${server.url}/token`,
      authorization_endpoint: `${server.url}/authorize`,
      ...page(server.url),
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  return server;
}

describe('where metadata may stand', () => {
  it('is at the root where the issuer has no path', () => {
    expect(metadataAddresses('https://as.example/')).toEqual([
      'https://as.example/.well-known/openid-configuration',
      'https://as.example/.well-known/oauth-authorization-server',
    ]);
  });

  it('is appended or inserted where it has one, and first at what was given', () => {
    const base = 'https://as.example';
    expect(metadataAddresses(`${base}/t/.well-known/oauth-authorization-server?p=1`)).toEqual(
      [
        '/t/.well-known/oauth-authorization-server',
        '/t/.well-known/openid-configuration',
        '/.well-known/oauth-authorization-server/t',
        '/.well-known/openid-configuration/t',
      ].map((path) => `${base}${path}?p=1`),
    );
  });
});

describe('discovery', () => {
  const same: Document = (url) => ({ issuer: `${url}/tenant` });
  it.each<[what: string, path: string, document: Document]>([
    ['appended OpenID Connect metadata', '/tenant/.well-known/openid-configuration', same],
    ['inserted OAuth2 metadata', '/.well-known/oauth-authorization-server/tenant', same],
    ['inserted OpenID Connect metadata', '/.well-known/openid-configuration/tenant', same],
    ['appended OAuth2 metadata', '/tenant/.well-known/oauth-authorization-server', same],
    ['a slash at the end', '/tenant/.well-known/openid-configuration', (url) => ({ issuer: `${url}/tenant/` })],
    ['a placeholder', '/tenant/.well-known/openid-configuration', (url) => ({ issuer: `${url}/{tenantid}/v2.0` })],
    ['another path', '/tenant/.well-known/openid-configuration', (url) => ({ issuer: `${url}/0aa1/v2.0` })],
    ['no issuer', '/tenant/.well-known/openid-configuration', () => ({})],
    [
      'endpoints that are null',
      '/tenant/.well-known/openid-configuration',
      (url) => ({ issuer: url, revocation_endpoint: null }),
    ],
  ])('takes %s', async (_what, path, document) => {
    const rig = await oauthRig();
    const server = await documents({ [path]: document });
    const found = await rig.client.discover({ url: `${server.url}/tenant` });
    expect(found).toMatchObject({ tokenUrl: `${server.url}/token`, revocationUrl: null });
  });

  it.each<[what: string, document: Document, why: RegExp]>([
    ['another server’s issuer', () => ({ issuer: 'https://evil.example' }), /https:\/\/evil\.example/],
    ['no endpoints', () => ({ token_endpoint: 7, authorization_endpoint: null }), /no authorization server metadata/i],
  ])('refuses metadata with %s, and says what was tried', async (_what, document, why) => {
    const rig = await oauthRig();
    const server = await documents({ '/.well-known/openid-configuration': document });
    const failed = rig.client.discover({ url: server.url });
    await expect(failed).rejects.toMatchObject({
      code: 'DISCOVERY_FAILED',
      data: { names: [expect.stringMatching(why), expect.stringMatching(/oauth-authorization-server: .*404/)] },
    });
  });

  it('is a finding of the doctor where nothing was found, with each address', async () => {
    const rig = await oauthRig();
    const server = await documents({});
    const settings = { grant: 'authorizationCode', clientId: 'a', clientAuth: 'none' } as const;
    const id = rig.connect({ ...settings, issuer: `${server.url}/t` });
    await expect(rig.client.signIn({ connectionId: id })).rejects.toMatchObject({ code: 'DISCOVERY_FAILED' });
    const { findings } = await rig.client.doctor({ connectionId: id });
    expect(findings.map(({ code }) => code)).toEqual(['DISCOVERY_FAILED']);
    expect(findings[0]?.explanation).toContain(`${server.url}/.well-known/openid-configuration/t`);
  });

  it('lets each placeholder of an issuer stand for one segment', () => {
    const template = 'https://login.example/{tenantid}/v2.0';
    expect(isIssuedBy(template, 'https://login.example/0aa1-b/v2.0')).toBe(true);
    for (const other of [
      'https://login.example/a/b/v2.0',
      'https://evil.example/a/v2.0',
      'https://login.example/a/v2.0/',
      template.slice(0, -1),
    ])
      expect(isIssuedBy(template, other)).toBe(false);
  });
});

describe('an origin that the metadata alone names', () => {
  async function apart() {
    const rig = await oauthRig();
    let tokens = 0;
    const elsewhere = await loopbackServer((_request, response) => {
      tokens += 1;
      response
        .setHeader('content-type', 'application/json')
        .end(`{"access_token":"token-${tokens}","expires_in":3600}`);
    });
    const named = { origin: elsewhere.url };
    const server = await documents({
      '/.well-known/openid-configuration': (url) => ({ issuer: url, token_endpoint: `${named.origin}/token` }),
    });
    const settings = { grant: 'clientCredentials', clientId: 'a', clientAuth: 'client_secret_post' } as const;
    const id = rig.connect({ ...settings, issuer: server.url }, 'canary-secret');
    return { rig, id, server, elsewhere, named };
  }

  it('gets no secret before a person confirmed it, and is not asked for again', async () => {
    const { rig, id, elsewhere } = await apart();
    await expect(rig.fresh(id)).rejects.toMatchObject({
      code: 'NEEDS_SIGN_IN',
      message: expect.stringContaining(elsewhere.url),
    });
    const begun = rig.client.signIn({ connectionId: id });
    await expect(begun).rejects.toMatchObject({ code: 'ORIGIN_UNCONFIRMED', data: { names: [elsewhere.url] } });
    expect(elsewhere.requests).toEqual([]);
    const { findings } = await rig.client.doctor({ connectionId: id });
    expect(findings.map(({ code, field }) => [code, field])).toEqual([['ORIGIN_UNCONFIRMED', 'issuer']]);
    const confirmed = { connectionId: id, confirmedOrigins: [elsewhere.url] };
    expect(await rig.client.signIn(confirmed)).toMatchObject({ status: 'done' });
    await rig.client.refresh({ connectionId: id });
    expect(await rig.client.signIn({ connectionId: id })).toMatchObject({ status: 'done' });
  });

  it('is asked for again when it changes, in a renewal too', async () => {
    const { rig, id, elsewhere, named } = await apart();
    await rig.client.signIn({ connectionId: id, confirmedOrigins: [elsewhere.url] });
    const other = await loopbackServer((_request, response) => void response.end());
    named.origin = other.url;
    await expect(rig.client.refresh({ connectionId: id })).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
    expect(rig.stateOf(id)).toMatchObject({
      suspension: 'needsSignIn',
      suspensionReason: expect.stringContaining(other.url),
    });
    await expect(rig.client.signIn({ connectionId: id })).rejects.toMatchObject({ code: 'ORIGIN_UNCONFIRMED' });
    expect(other.requests).toEqual([]);
  });

  it('is taken as it is where tokens were fetched there before anyone was asked', async () => {
    const { rig, id, elsewhere, named } = await apart();
    await rig.client.signIn({ connectionId: id, confirmedOrigins: [elsewhere.url] });
    rig.store.write((w) =>
      rig.vault.changeSettings(w, { tenantId: rig.admin.tenantId, table: 'connections', id }, () =>
        w.run(sql`UPDATE oauth_tokens SET confirmed_origins = NULL`),
      ),
    );
    await rig.client.refresh({ connectionId: id });
    named.origin = 'http://127.0.0.1:9';
    await expect(rig.client.refresh({ connectionId: id })).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
  });
});
