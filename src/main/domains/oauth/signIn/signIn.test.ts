import { describe, expect, it } from 'vitest';
import { faultyServer } from '#test/support/oauthFaultyServer.ts';
import { type OAuthSettings, oauthRig } from '#test/support/oauthRig.ts';

async function begin(settings: Partial<OAuthSettings> = {}, options: Parameters<typeof oauthRig>[0] = {}) {
  const rig = await oauthRig(options);
  const server = await faultyServer();
  const id = rig.connect({
    grant: 'authorizationCode',
    issuer: server.url,
    clientId: 'patchbay',
    clientAuth: 'none',
    scopes: ['dummy'],
    ...settings,
  });
  return { rig, server, id };
}

/** What a browser does where nobody has to type anything: it follows to the redirect address. */
async function browse(url: string | null): Promise<{ address: string; status: number; text: string }> {
  const redirected = await fetch(url ?? '', { redirect: 'manual' });
  const address = redirected.headers.get('location') ?? '';
  const answered = await fetch(address);
  return { address, status: answered.status, text: await answered.text() };
}

describe('signing in with a code', () => {
  it('opens the page, takes the answer once, and keeps the tokens sealed', async () => {
    const { rig, server, id } = await begin();
    const begun = await rig.client.signIn({ connectionId: id });
    expect(rig.opened).toEqual([begun.authorizationUrl]);
    expect(begun).toMatchObject({ opened: true, registerUri: 'http://127.0.0.1/callback' });
    const redirected = new URL(begun.authorizationUrl ?? '').searchParams;
    expect(redirected.get('code_challenge_method')).toBe('S256');
    const { status, text } = await browse(begun.authorizationUrl);
    expect(`${status} ${text}`).toContain('Signed in');
    expect(await rig.ended(begun)).toMatchObject({ status: 'done' });
    expect(server.calls.map(({ grant }) => grant)).toEqual(['authorization_code']);
    expect(server.calls[0]?.form.get('redirect_uri')).toBe(begun.redirectUri);
    const token = await rig.fresh(id);
    expect(token.split('.')).toHaveLength(3);
    expect(await rig.client.tokens({ connectionId: id })).toMatchObject({ refreshable: true, clockSkewMs: 0 });
    const { findings, steps } = await rig.client.doctor({ connectionId: id });
    expect(findings.map(({ code }) => code)).toEqual(['ALL_WELL']);
    expect(JSON.stringify(steps)).not.toContain(token);
    expect(steps.map(({ name }) => name)).toEqual(['discovery', 'authorization', 'redirect', 'token']);
  });

  it('turns an answer with another state away and goes on waiting', async () => {
    const { rig, id } = await begin();
    const begun = await rig.client.signIn({ connectionId: id, open: false });
    expect([rig.opened, begun.opened]).toEqual([[], false]);
    const strange = await fetch(`${begun.redirectUri}?code=x&state=another`);
    expect(strange.status).toBe(400);
    expect(await rig.client.signInState({ id: begun.id })).toMatchObject({ status: 'waiting' });
    await browse(begun.authorizationUrl);
    expect(await rig.ended(begun)).toMatchObject({ status: 'done' });
    const { findings } = await rig.client.doctor({ connectionId: id });
    expect(findings.map(({ code }) => code)).toContain('STATE_MISMATCH');
  });

  it('says that the person declined, in the words of the server', async () => {
    const { rig, id } = await begin();
    const begun = await rig.client.signIn({ connectionId: id });
    const { searchParams } = new URL(begun.authorizationUrl ?? '');
    const declined = new URLSearchParams({
      error: 'access_denied',
      error_description: 'No <b>thanks</b>',
      state: searchParams.get('state') ?? '',
    });
    const page = await fetch(`${begun.redirectUri}?${declined}`);
    const text = await page.text();
    expect(text).toContain('No &lt;b&gt;thanks&lt;/b&gt;');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await rig.ended(begun)).toMatchObject({ status: 'failed', message: expect.stringContaining('declined') });
    const { findings } = await rig.client.doctor({ connectionId: id });
    expect(findings.map(({ code }) => code)).toEqual(['CONSENT_DENIED']);
  });

  it('does no harm with a second window, nor with a second attempt', async () => {
    const { rig, server, id } = await begin();
    const first = await rig.client.signIn({ connectionId: id });
    const second = await rig.client.signIn({ connectionId: id });
    expect(await rig.client.signInState({ id: first.id })).toMatchObject({ status: 'cancelled' });
    const windows = await Promise.allSettled([browse(second.authorizationUrl), browse(second.authorizationUrl)]);
    expect(windows.some((window) => window.status === 'fulfilled' && window.value.status === 200)).toBe(true);
    expect(await rig.ended(second)).toMatchObject({ status: 'done' });
    expect(server.calls.filter(({ grant }) => grant === 'authorization_code')).toHaveLength(1);
    await expect(browse(first.authorizationUrl)).rejects.toThrow();
  });

  it('ends by itself when nobody finishes, and on cancel', async () => {
    const rig = await oauthRig({ signInMs: 40 });
    const server = await faultyServer();
    const id = rig.connect({ grant: 'authorizationCode', issuer: server.url, clientId: 'a', clientAuth: 'none' });
    const late = await rig.client.signIn({ connectionId: id });
    expect(await rig.ended(late)).toMatchObject({ status: 'failed', message: expect.stringContaining('in time') });
    const { findings } = await rig.client.doctor({ connectionId: id });
    expect(findings.map(({ code }) => code)).toEqual(['NEVER_RETURNED']);
    const again = await rig.client.signIn({ connectionId: id });
    expect(await rig.client.cancelSignIn({ id: again.id })).toMatchObject({ status: 'cancelled' });
    await expect(fetch(again.redirectUri ?? '')).rejects.toThrow();
  });

  it('says that the page was opened only where a browser took it', async () => {
    const { rig, id } = await begin({}, { opensPages: false });
    expect(await rig.client.signIn({ connectionId: id })).toMatchObject({ opened: false, status: 'waiting' });
    expect(rig.opened).toHaveLength(1);
  });

  it('gives its port up when the last page that waits for it goes', async () => {
    const { rig, id } = await begin();
    const begun = await rig.client.signIn({ connectionId: id });
    const [first, second] = [new AbortController(), new AbortController()];
    const both = [first, second].map(({ signal }) => rig.client.attendSignIn({ id: begun.id }, { signal }));
    first.abort();
    expect(await Promise.any(both)).toMatchObject({ status: 'waiting' });
    expect((await fetch(new URL('/other', begun.redirectUri ?? ''))).status).toBe(404);
    second.abort();
    expect(await rig.ended(begun)).toMatchObject({ status: 'cancelled', message: expect.stringContaining('closed') });
    await expect(fetch(begun.redirectUri ?? '')).rejects.toThrow();
  });

  it('stays while a page waits for it, and tells it the end', async () => {
    const { rig, id } = await begin();
    const begun = await rig.client.signIn({ connectionId: id });
    const attended = rig.client.attendSignIn({ id: begun.id });
    await browse(begun.authorizationUrl);
    expect(await attended).toMatchObject({ status: 'done' });
  });

  it('keeps to the exact host, method and path', async () => {
    const { rig, id } = await begin({ redirect: { kind: 'loopback', port: 0, path: '/back/here' } });
    const { redirectUri } = await rig.client.signIn({ connectionId: id });
    const url = new URL(redirectUri ?? '');
    expect(url.pathname).toBe('/back/here');
    expect((await fetch(new URL('/other', url))).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`http://localhost:${url.port}${url.pathname}`).catch(() => ({ status: 421 }))).status).toBe(
      421,
    );
  });

  it('takes a fixed port, and says so when it is in use', async () => {
    const { rig, id } = await begin();
    const { redirectUri } = await rig.client.signIn({ connectionId: id });
    const port = Number(new URL(redirectUri ?? '').port);
    const other = rig.connect({
      grant: 'authorizationCode',
      authorizationUrl: 'https://as.example/a',
      tokenUrl: 'https://as.example/t',
      clientId: 'a',
      clientAuth: 'none',
      redirect: { kind: 'loopback', port, path: '/callback' },
    });
    await expect(rig.client.signIn({ connectionId: other })).rejects.toMatchObject({ code: 'REDIRECT_PORT_TAKEN' });
  });

  it('refuses an answer that names another issuer', async () => {
    const { rig, id } = await begin();
    const begun = await rig.client.signIn({ connectionId: id });
    const state = new URL(begun.authorizationUrl ?? '').searchParams.get('state') ?? '';
    await fetch(`${begun.redirectUri}?${new URLSearchParams({ code: 'c', state, iss: 'https://evil.example' })}`);
    expect(await rig.ended(begun)).toMatchObject({ status: 'failed' });
    const { findings } = await rig.client.doctor({ connectionId: id });
    expect(findings[0]?.code).toBe('ISSUER_MISMATCH');
  });
});

describe('signing in without a person', () => {
  it('fetches tokens with client credentials, whoever asks first', async () => {
    const rig = await oauthRig();
    const server = await faultyServer();
    const settings = { grant: 'clientCredentials', tokenUrl: `${server.url}/token`, clientId: 'a b' } as const;
    const extra = { audience: 'https://api.example', resource: 'urn:r', extraParameters: { tenant: 'x' } };
    const id = rig.connect({ ...settings, ...extra, clientAuth: 'client_secret_basic' }, 's3cret:+&');
    expect((await rig.fresh(id)).length).toBeGreaterThan(20);
    expect(await rig.client.signIn({ connectionId: id })).toMatchObject({ status: 'done' });
    const [{ form, headers } = { form: new URLSearchParams(), headers: {} }] = server.calls;
    expect(Object.fromEntries(form)).toMatchObject({ audience: 'https://api.example', resource: 'urn:r', tenant: 'x' });
    const basic = Buffer.from((headers.authorization ?? '').slice(6), 'base64').toString();
    expect(basic).toBe('a%20b:s3cret%3A%2B%26');
  });

  it('sends user name and password where a definition insists', async () => {
    const rig = await oauthRig();
    const server = await faultyServer();
    const settings = { grant: 'password', clientId: 'a', clientAuth: 'client_secret_post', username: 'ada' } as const;
    const both = JSON.stringify({ password: 'pass-word-1', clientSecret: 'client-secret-1' });
    const id = rig.connect({ ...settings, tokenUrl: `${server.url}/token` }, both);
    expect(await rig.client.signIn({ connectionId: id })).toMatchObject({ status: 'done' });
    expect(Object.fromEntries(server.calls[0]?.form ?? [])).toMatchObject({
      username: 'ada',
      password: 'pass-word-1',
      client_secret: 'client-secret-1',
    });
    const report = JSON.stringify(await rig.client.doctor({ connectionId: id }));
    expect(report).not.toMatch(/pass-word-1|client-secret-1/);
  });
});
