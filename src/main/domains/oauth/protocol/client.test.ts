import type { IncomingMessage } from 'node:http';
import { calculatePKCECodeChallenge } from 'oauth4webapi';
import { expect, it } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { tokenHolder } from '#test/support/oauthHeldTokens.ts';
import { type OAuthSettings, oauthRig } from '#test/support/oauthRig.ts';

const tokens =
  '{"access_token":"granted-token-0123456789","token_type":"Bearer","expires_in":3600,"refresh_token":"refresh-token-1"}';

/** Reads a form that was posted. */
async function formOf(request: IncomingMessage): Promise<Record<string, string>> {
  let text = '';
  for await (const part of request) text += part;
  return Object.fromEntries(new URLSearchParams(text));
}

/** An authorization server that grants whatever it is asked, and keeps the forms that came to each address. */
async function grantingServer(atToken: () => void) {
  const forms: Record<string, Record<string, string>[]> = {};
  const { url } = await loopbackServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const form = request.method === 'POST' ? await formOf(request) : Object.fromEntries(searchParams);
    forms[pathname] = [...(forms[pathname] ?? []), form];
    if (pathname === '/authorize') {
      const answer = new URLSearchParams({ code: 'code-0123456789', state: form.state ?? '' });
      return void response.writeHead(302, { location: `${form.redirect_uri}?${answer}` }).end();
    }
    if (pathname === '/token' || pathname === '/refresh') atToken();
    const device = {
      device_code: 'device-1',
      user_code: 'ABCD',
      verification_uri: `${url}/verify`,
      expires_in: 60,
      interval: 0.2,
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    return void response.end(pathname === '/device' ? JSON.stringify(device) : tokens);
  });
  return { url, forms };
}

const target = { audience: 'https://api.example', resource: 'urn:r', tenant: 't' };
const begun = { audience: target.audience, resource: target.resource, scope: 'read write', prompt: 'login' };

/** RFC 6749 sections 4.1.3, 4.3.2, 4.4.2 and 6, RFC 8628 sections 3.1 and 3.4, RFC 8707 section 2: what each request carries. */
const grants: [Pick<OAuthSettings, 'grant' | 'clientAuth'>, Record<string, object>][] = [
  [
    { grant: 'authorizationCode', clientAuth: 'none' },
    {
      '/authorize': { ...begun, response_type: 'code', client_id: 'desk', code_challenge_method: 'S256' },
      '/token': { ...target, grant_type: 'authorization_code', code: 'code-0123456789', client_id: 'desk' },
      '/refresh': { ...target, grant_type: 'refresh_token', refresh_token: 'refresh-token-1', client_id: 'desk' },
    },
  ],
  [
    { grant: 'deviceCode', clientAuth: 'none' },
    {
      '/device': { ...begun, client_id: 'desk' },
      '/token': { ...target, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'device-1' },
      '/refresh': { ...target, grant_type: 'refresh_token', refresh_token: 'refresh-token-1' },
    },
  ],
  [
    { grant: 'clientCredentials', clientAuth: 'client_secret_post' },
    {
      '/token': {
        ...begun,
        ...target,
        grant_type: 'client_credentials',
        client_id: 'desk',
        client_secret: 'client-secret-1',
      },
      '/refresh': { ...target, grant_type: 'refresh_token', client_secret: 'client-secret-1' },
    },
  ],
  [
    { grant: 'password', clientAuth: 'none' },
    {
      '/token': {
        ...begun,
        ...target,
        grant_type: 'password',
        username: 'ada',
        password: 'client-secret-1',
        client_id: 'desk',
      },
      '/refresh': { ...target, grant_type: 'refresh_token', refresh_token: 'refresh-token-1' },
    },
  ],
];

it.each(grants)(
  '%j: each request carries what it is for, and a crash while tokens come is known afterwards',
  async (kind, sent) => {
    const rig = await oauthRig();
    const { sqlite } = rig.store;
    const underWay: unknown[] = [];
    const noted = sqlite.prepare(
      `SELECT under_way AS flow, (SELECT count(*) FROM leases) AS leases, json_extract(e.steps, '$[#-1].name') AS step
     FROM oauth_tokens JOIN oauth_exchanges AS e USING (tenant_id, connection_id)`,
    );
    const { url, forms } = await grantingServer(() => void underWay.push(noted.get()));
    const id = rig.connect(
      {
        ...kind,
        clientId: 'desk',
        username: kind.grant === 'password' ? 'ada' : null,
        authorizationUrl: `${url}/authorize`,
        deviceAuthorizationUrl: `${url}/device`,
        tokenUrl: `${url}/token`,
        refreshUrl: `${url}/refresh`,
        scopes: ['read', 'write'],
        audience: target.audience,
        resource: target.resource,
        extraParameters: { prompt: 'login' },
        tokenParameters: { tenant: 't' },
      },
      kind.clientAuth === 'none' && kind.grant !== 'password' ? undefined : 'client-secret-1',
    );
    const started = await rig.client.signIn({ connectionId: id, open: false });
    if (started.authorizationUrl !== null) {
      const redirected = await fetch(started.authorizationUrl, { redirect: 'manual' });
      await fetch(redirected.headers.get('location') ?? '');
    }
    expect(await rig.ended(started)).toMatchObject({ status: 'done' });
    await rig.client.refresh({ connectionId: id });

    expect(Object.keys(forms).sort()).toEqual(Object.keys(sent).sort());
    for (const form of [...(forms['/authorize'] ?? []), ...(forms['/device'] ?? [])])
      expect(form).not.toHaveProperty('tenant');
    for (const [path, fields] of Object.entries(sent))
      expect(forms[path], path).toEqual([expect.objectContaining(fields)]);
    for (const path of ['/token', '/refresh'])
      if (kind.grant === 'authorizationCode' || path === '/refresh')
        expect(forms[path]?.[0]).not.toHaveProperty('prompt');
    expect(underWay).toEqual([
      { flow: 'signIn', leases: 1, step: 'token' },
      { flow: 'refresh', leases: 1, step: 'refresh' },
    ]);
    expect(noted.get()).toMatchObject({ flow: null, leases: 0 });
    const { findings } = await rig.client.doctor({ connectionId: id });
    expect(findings.map(({ code }) => code)).toEqual(['ALL_WELL']);
  },
);

it('an origin that a person confirmed stays confirmed when they confirm another one', async () => {
  const rig = await oauthRig();
  const { url } = await grantingServer(() => undefined);
  const id = rig.connect({ grant: 'clientCredentials', clientId: 'a', clientAuth: 'none', tokenUrl: `${url}/token` });
  for (const origin of ['https://one.example', 'https://two.example', 'https://one.example'])
    await rig.client.signIn({ connectionId: id, confirmedOrigins: [origin] });
  const kept = rig.store.sqlite.prepare<[], string>('SELECT confirmed_origins FROM oauth_tokens').pluck().get();
  expect(JSON.parse(kept ?? '').toSorted()).toEqual(['https://one.example', 'https://two.example']);
});

it.each([true, false])('a code is bound to its sign-in by PKCE, unless a person turned that off: %s', async (pkce) => {
  const rig = await oauthRig();
  const { url, forms } = await grantingServer(() => undefined);
  const urls = { authorizationUrl: `${url}/authorize`, tokenUrl: `${url}/token` };
  const id = rig.connect({ grant: 'authorizationCode', clientId: 'desk', clientAuth: 'none', pkce, ...urls });
  const started = await rig.client.signIn({ connectionId: id, open: false });
  const redirected = await fetch(started.authorizationUrl ?? '', { redirect: 'manual' });
  await fetch(redirected.headers.get('location') ?? '');
  const [asked, redeemed] = [forms['/authorize']?.[0], forms['/token']?.[0]];
  expect(redeemed?.redirect_uri).toBe(asked?.redirect_uri);
  if (pkce) expect(await calculatePKCECodeChallenge(redeemed?.code_verifier ?? '')).toBe(asked?.code_challenge);
  else expect([asked?.code_challenge, redeemed?.code_verifier]).toEqual([undefined, undefined]);
});

/** What a refusal repeats of a request is shown to nobody, whichever field it came from. */
it.each<[OAuthSettings['grant'], secret: string, shown: RegExp]>([
  ['clientCredentials', 'secret-word', /client_secret •+/],
  [
    'password',
    JSON.stringify({ password: 'open-sesame', clientSecret: 'secret-word' }),
    /password •+ .*client_secret •+/,
  ],
  ['authorizationCode', 'secret-word', /client_secret •+/],
])('by %s nothing secret comes back in words', async (grant, secret, shown) => {
  const rig = await oauthRig();
  const { url } = await loopbackServer(async (request, response) => {
    const words = Object.entries(await formOf(request))
      .flat()
      .join(' ');
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_request', error_description: words }));
  });
  const urls = { authorizationUrl: 'https://as.example/a', tokenUrl: `${url}/t` };
  const id = rig.connect(
    { grant, clientId: 'desk', clientAuth: 'client_secret_post', username: 'ada', ...urls },
    secret,
  );
  const started = await rig.client.signIn({ connectionId: id, open: false });
  const state = new URL(started.authorizationUrl ?? url).searchParams.get('state');
  if (started.redirectUri) await fetch(`${started.redirectUri}?code=co-de&state=${state}`);
  const { steps } = await rig.client.doctor({ connectionId: id });
  expect(steps.at(-1)?.error).toMatch(shown);
  expect(JSON.stringify(steps)).not.toMatch(/secret-word|open-sesame|co-de/);
});

it('an answer in which there is no token is told as what it is', async () => {
  const { rig, hold } = await tokenHolder();
  const { id, server } = hold({ expiresAt: 1 });
  const told = async () => (await rig.client.doctor({ connectionId: id })).steps.at(-1);
  for (const [body, error] of [
    [['a list'], 'The answer is neither JSON nor a form.'],
    [{ token_type: 'bearer' }, 'The answer has no access token.'],
  ] as const) {
    server.answer = () => [200, body];
    await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'REFRESH_FAILED' });
    expect(await told()).toMatchObject({ code: 'MALFORMED_ANSWER', error });
  }
});
