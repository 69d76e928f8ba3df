import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Fault } from '#contract/fault.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { checkConnection } from '../check.ts';
import type { TokenSource } from '../context.ts';
import { createConnection } from '../create.ts';
import { readConnection } from '../read.ts';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const parameter = (header: string, name: string) => new RegExp(`${name}="?([^",]+)`).exec(header)?.[1] ?? '';

/** A server that checks digest answers; the first nonce goes stale. */
async function digestServer(password: string) {
  let nonces = 0;
  return loopbackServer((request, response) => {
    const header = request.headers.authorization ?? '';
    const fresh = parameter(header, 'nonce') === 'nonce-2';
    const ha1 = md5(`ada:books:${password}`);
    const words = [parameter(header, 'nonce'), parameter(header, 'nc'), parameter(header, 'cnonce'), 'auth'];
    const right = md5([ha1, ...words, md5(`GET:${request.url}`)].join(':')) === parameter(header, 'response');
    if (right && fresh) return response.end('{}');
    nonces += 1;
    const stale = right ? ', stale=true' : '';
    response
      .writeHead(401, {
        'WWW-Authenticate': `Digest realm="books", qop="auth", algorithm=MD5, nonce="nonce-${nonces}"${stale}`,
      })
      .end();
  });
}

async function digestRig(secret: string) {
  const rig = await connectionsRig();
  const server = await digestServer('right-password-1');
  const integrationId = rig.integrate({ baseUrl: server.url, checkPath: '/me?deep=1' });
  const { id } = createConnection(rig.deps, rig.admin, {
    integrationId,
    name: 'bot',
    kind: 'digest',
    schemeKey: null,
    visibility: 'team',
    secret,
    username: 'ada',
  });
  return { rig, server, input: { integrationId, connectionId: id } };
}

describe('digest', () => {
  test('answers the challenge, and once more where its nonce went stale', async () => {
    const { rig, server, input } = await digestRig('right-password-1');
    const result = await checkConnection(rig.deps, rig.admin, input);
    expect(result).toMatchObject({ ok: true, status: 200 });
    expect(server.requests).toHaveLength(3);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    expect(JSON.stringify(server.requests)).not.toContain('right-password-1');
  });

  test('gives up after one answer where the password is wrong', async () => {
    const { rig, server, input } = await digestRig('wrong-password-1');
    const result = await checkConnection(rig.deps, rig.admin, input);
    expect(result.message).toContain('refused the user name or password');
    expect(server.requests).toHaveLength(2);
  });
});

const oauth = oauthConfig.parse({
  grant: 'clientCredentials',
  clientId: 'app',
  clientAuth: 'client_secret_basic',
  tokenUrl: 'http://127.0.0.1:9/token',
});

/** Tokens that grow by one with each renewal. */
function countingTokens(answer: 'retry' | 'needsSignIn' = 'retry') {
  let generation = 1;
  const source: TokenSource = {
    fresh: async () => ({ accessToken: `token-generation-${generation}` }),
    refused: async () => {
      generation += 1;
      return answer;
    },
    stateOf: () => null,
    forget: () => false,
  };
  return source;
}

async function oauthRig(tokens: TokenSource | null, accepted: string) {
  const rig = await connectionsRig();
  const server = await loopbackServer((request, response) => {
    response.writeHead(request.headers.authorization === `Bearer ${accepted}` ? 200 : 401).end('{}');
  });
  const integrationId = rig.integrate({ baseUrl: server.url });
  const deps = tokens === null ? rig.deps : { ...rig.deps, tokens };
  const config = { kind: 'oauth2' as const, oauth };
  const { id } = createConnection(deps, rig.admin, {
    integrationId,
    name: 'bot',
    kind: 'oauth2',
    schemeKey: null,
    visibility: 'team',
    config,
    secret: 'client-secret-1',
  });
  return { rig, deps, server, id, input: { integrationId, connectionId: id } };
}

describe('an OAuth2 connection', () => {
  test('sends again once with a renewed token after a 401', async () => {
    const { rig, deps, server, input } = await oauthRig(countingTokens(), 'token-generation-2');
    expect(await checkConnection(deps, rig.admin, input)).toMatchObject({ ok: true, status: 200 });
    // The last one goes without a token: its refusal proves that the token counts.
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-generation-1',
      'Bearer token-generation-2',
      undefined,
    ]);
  });

  test('does not try a third time', async () => {
    const { rig, deps, server, input } = await oauthRig(countingTokens(), 'token-generation-3');
    expect(await checkConnection(deps, rig.admin, input)).toMatchObject({ ok: false, status: 401 });
    expect(server.requests).toHaveLength(2);
  });

  test('keeps the refusal where only a person can help', async () => {
    const { rig, deps, server, input } = await oauthRig(countingTokens('needsSignIn'), 'token-generation-2');
    expect(await checkConnection(deps, rig.admin, input)).toMatchObject({ ok: false, status: 401 });
    expect(server.requests).toHaveLength(1);
  });

  test('without anything to fetch tokens says that a sign-in is needed, and sends nothing', async () => {
    const { rig, deps, server, input, id } = await oauthRig(null, 'x');
    await expect(checkConnection(deps, rig.admin, input)).rejects.toSatisfy(
      (error) => error instanceof Fault && error.code === 'NEEDS_SIGN_IN',
    );
    expect(server.requests).toEqual([]);
    expect(readConnection(deps, rig.store.read, rig.admin, id).state).toBe('failing');
  });
});

test('several keys go together, and a refusal is news once', async () => {
  const rig = await connectionsRig();
  const notices: unknown[] = [];
  rig.events.onEvent((event) => void (event.type === 'notice' && notices.push(event)));
  const server = await loopbackServer(({ headers, url }, response) => {
    const right = headers['x-app'] === 'app-key-0001' && url?.includes('key=api-key-0002');
    response.writeHead(right ? 200 : 403).end();
  });
  const integrationId = rig.integrate({ baseUrl: server.url });
  const scheme = (place: string, name: string) => ({ type: 'apiKey', in: place, name });
  rig.define(integrationId, {
    openapi: '3.1.0',
    info: { title: 'A', version: '1' },
    security: [{ app: [], key: [] }],
    paths: { '/me': { get: { responses: {} } } },
    components: { securitySchemes: { app: scheme('header', 'X-App'), key: scheme('query', 'key') } },
  });
  const make = (name: string, secret: string) =>
    createConnection(rig.deps, rig.admin, {
      integrationId,
      name,
      kind: 'apiKey',
      schemeKey: 'app',
      visibility: 'team',
      secret,
      more: [{ schemeKey: 'key', kind: 'apiKey', secret: 'api-key-0002' }],
    });
  const good = make('good', 'app-key-0001');
  expect(good.parts.map(({ schemeKey, placement }) => [schemeKey, placement?.name])).toEqual([
    ['app', 'X-App'],
    ['key', 'key'],
  ]);
  expect(await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: good.id })).toMatchObject({
    ok: true,
  });
  const bad = make('bad', 'app-key-0009');
  for (const _again of [1, 2]) await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: bad.id });
  expect(notices).toMatchObject([{ title: expect.stringContaining('bad'), path: `/connections/${bad.id}` }]);
  expect(JSON.stringify([notices, rig.happenings])).not.toMatch(/app-key|api-key/);
});
