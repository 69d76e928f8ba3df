import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { exchangeId, type GroupId } from '#contract/common.ts';
import type { RequestDraftInput } from '#contract/requests.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf } from '#test/support/requestsRig.ts';
import { testConsole } from '#test/support/testConsole.ts';

type GroupFields = Omit<
  Parameters<Awaited<ReturnType<typeof testConsole>>['client']['collections']['saveGroup']>[0],
  'id' | 'parentId'
>;

/** A collection with folders in one another, outermost first, and a server that tells what it got. */
async function begin(...levels: GroupFields[]) {
  const { console, client } = await testConsole();
  await client.vault.setUp({ method: 'keychain' });
  const server = await loopbackServer((_request, response) => response.end('{}'));
  const groups: GroupId[] = [];
  for (const [at, fields] of levels.entries()) {
    const { id } = await client.collections.saveGroup({
      name: `level ${at}`,
      ...fields,
      parentId: groups.at(-1) ?? null,
    });
    groups.push(id);
  }
  const draft = (fields: Partial<RequestDraftInput>) =>
    draftOf({ groupId: groups.at(-1) ?? null, auth: { kind: 'inherit' }, url: server.url, ...fields });
  const send = async (fields: Partial<RequestDraftInput> = {}) => {
    const sent = await client.requests.send({ id: exchangeId.parse(randomUUID()), draft: draft(fields) });
    return { sent, request: server.requests.at(-1), headers: server.requests.at(-1)?.headers ?? {} };
  };
  return { console, client, server, groups, draft, send };
}

const bearer = (token: string) => ({ kind: 'bearer' as const, token, prefix: 'Bearer' });
const inherit = { auth: { kind: 'inherit' as const } };

describe('authentication', () => {
  test('is taken from the nearest of five levels that says something', async () => {
    const { client, groups, send } = await begin({ auth: bearer('{{t}}0') }, inherit, inherit, inherit, inherit);
    const variables = [{ name: 't', value: 'level-', enabled: true }];
    const sent = async () => (await send({ variables })).headers.authorization;
    expect(await sent()).toBe('Bearer level-0');
    await client.collections.saveGroup({ id: groups[2], auth: bearer('{{t}}2') });
    expect(await sent()).toBe('Bearer level-2');
    await client.collections.saveGroup({ id: groups[4], auth: { kind: 'basic', username: 'u', password: '{{t}}' } });
    expect(await sent()).toBe(`Basic ${Buffer.from('u:level-').toString('base64')}`);
    // A connection that is none sends nothing, and hides what is above it.
    await client.collections.saveGroup({ id: groups[3], auth: { kind: 'connection' }, connectionId: null });
    await client.collections.saveGroup({ id: groups[4], ...inherit });
    expect(await sent()).toBeUndefined();
    expect((await send({ variables, auth: bearer('own{{t}}') })).headers.authorization).toBe('Bearer ownlevel-');
  });

  test('outside of collections is none', async () => {
    const { send } = await begin();
    const { sent, headers } = await send({ groupId: null });
    expect([sent.fault, headers.authorization]).toEqual([null, undefined]);
  });

  test('by the connection of a folder is sent with its secret', async () => {
    const { client, server, groups, send } = await begin(inherit, inherit);
    const api = { type: 'api', provider: 'custom', baseUrl: server.url } as const;
    const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
    const { id: integrationId } = await client.integrations.create({
      name: 'a',
      ...api,
      manualAuth,
      credentials: { secret: 'some-secret-0001' },
    });
    const connectionId = (await client.connections.list({ integrationId })).rows[0]?.id ?? null;
    await client.collections.saveGroup({ id: groups[0], auth: { kind: 'connection' }, connectionId });
    const { sent, headers } = await send();
    expect([sent.connectionName !== null, headers['x-key']]).toEqual([true, 'some-secret-0001']);
    expect(JSON.stringify(sent)).not.toContain('some-secret');
  });

  test.each<
    [
      string,
      RequestDraftInput['auth'],
      (request: { url?: string; headers: Record<string, unknown> }) => unknown,
      unknown,
    ]
  >([
    [
      'basic',
      { kind: 'basic', username: 'ada', password: 'p:ä {{x}}' },
      ({ headers }) => headers.authorization,
      `Basic ${Buffer.from('ada:p:ä y').toString('base64')}`,
    ],
    ['a bearer token', { kind: 'bearer', token: '{{x}}t' }, ({ headers }) => headers.authorization, 'Bearer yt'],
    [
      'a token of another scheme',
      { kind: 'bearer', token: '{{x}}t', prefix: 'Token' },
      ({ headers }) => headers.authorization,
      'Token yt',
    ],
    [
      'a key in a header',
      { kind: 'apiKey', in: 'header', name: 'X-{{x}}', value: 'k' },
      ({ headers }) => headers['x-y'],
      'k',
    ],
    [
      'a key in the query',
      { kind: 'apiKey', in: 'query', name: 'k e', value: '{{x}}&z' },
      ({ url }) => new URL(url ?? '', 'http://a').searchParams.get('k e'),
      'y&z',
    ],
    [
      'a key in a cookie',
      { kind: 'apiKey', in: 'cookie', name: 'sid', value: '{{x}}z' },
      ({ headers }) => headers.cookie,
      'sid=yz',
    ],
  ])('by hand, %s, arrives as it was meant', async (_, auth, read, expected) => {
    const { send } = await begin(inherit);
    const { request } = await send({ auth, variables: [{ name: 'x', value: 'y', enabled: true }] });
    expect(request && read(request)).toBe(expected);
  });
});

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test('digest by hand answers the challenge of a 401, and nothing kept shows the password', async () => {
  const { client, draft } = await begin(inherit);
  const globals = (await client.environments.list())[0];
  if (globals === undefined) throw new Error('Globals are there');
  const owner = { kind: 'environment' as const, id: globals.id };
  await client.environments.setVariable({ owner, name: 'password', kind: 'secret', secret: 'canary-password-1' });
  const server = await loopbackServer((request, response) => {
    const header = request.headers.authorization ?? '';
    const value = (name: string) => new RegExp(`[ ,]${name}="?([^",]+)`).exec(header)?.[1] ?? '';
    const words = [
      md5('ada:r:canary-password-1'),
      'n',
      value('nc'),
      value('cnonce'),
      'auth',
      md5(`${request.method}:${request.url}`),
    ];
    if (value('response') === md5(words.join(':'))) return response.end('welcome');
    response.writeHead(401, { 'WWW-Authenticate': 'Digest realm="r", nonce="n", qop="auth"' }).end();
  });
  const auth = { kind: 'digest' as const, username: 'ada', password: '{{password}}' };
  const id = exchangeId.parse(randomUUID());
  const sent = await client.requests.send({
    id,
    draft: draft({
      auth,
      url: `${server.url}/a%20b?q=1`,
      method: 'POST',
      body: { kind: 'text', mediaType: 'text/plain', text: 'twice' },
    }),
  });
  expect([sent.response?.status, server.requests.length]).toEqual([200, 2]);
  expect(JSON.stringify(sent)).not.toContain('canary');
  const wrong = await client.requests.send({
    id: exchangeId.parse(randomUUID()),
    draft: draft({ auth: { ...auth, password: 'wrong{{password}}' }, url: server.url }),
  });
  expect([wrong.response?.status, server.requests.length]).toEqual([401, 4]);
});

test('AWS by hand signs as a connection does', async () => {
  const { client, server, send } = await begin(inherit);
  const aws = { kind: 'awsSigV4' as const, region: 'eu-west-1', service: 's3' };
  const variables = ['AKIDEXAMPLE', 'some-secret-key-1'].map((value, at) => ({ name: `k${at}`, value, enabled: true }));
  const auth = { ...aws, accessKeyId: '{{k0}}', secretAccessKey: '{{k1}}', sessionToken: '' };
  const body = { kind: 'text', mediaType: 'text/plain', text: 'body' } as const;
  const byHand = (await send({ auth, variables, method: 'PUT', url: `${server.url}/a?b=c`, body })).headers;
  const api = { type: 'api', provider: 'custom', baseUrl: server.url } as const;
  const { id: integrationId } = await client.integrations.create({ name: 'a', ...api });
  const connection = await client.connections.create({
    ...{ integrationId, name: 'aws', kind: 'awsSigV4', schemeKey: null, visibility: 'team' },
    ...{ secret: 'some-secret-key-1', username: 'AKIDEXAMPLE', config: { ...aws, sessionToken: false } },
  });
  const connected = (
    await send({
      auth: { kind: 'connection' },
      connectionId: connection.id,
      method: 'PUT',
      url: `${server.url}/a?b=c`,
      body,
    })
  ).headers;
  const parts = (headers: typeof byHand) => String(headers.authorization).replace(/Signature=.*/, '');
  expect(parts(byHand)).toBe(parts(connected));
  expect(byHand['x-amz-content-sha256']).toBe(connected['x-amz-content-sha256']);
  if (byHand['x-amz-date'] === connected['x-amz-date']) expect(byHand.authorization).toBe(connected.authorization);
});

test('headers are taken on from all levels, the nearest of a name, and those of the request over them', async () => {
  const header = (name: string, value: string, enabled = true) => ({ name, value, enabled });
  const { send } = await begin(
    { headers: [header('X-A', '0'), header('X-B', '0'), header('X-C', '0'), header('X-Off', '0', false)] },
    { headers: [header('x-b', '1{{v}}')] },
    { headers: [] },
    { headers: [header('X-C', '3'), header('X-B', '3', false)] },
    inherit,
  );
  const parameters = [
    { name: 'x-c', in: 'header' as const, value: 'own' },
    { name: 'X-A', in: 'header' as const, value: 'off', enabled: false },
  ];
  const variables = [{ name: 'v', value: 'v', enabled: true }];
  expect((await send({ parameters, variables })).headers).toMatchObject({ 'x-a': '0', 'x-b': '1v', 'x-c': 'own' });
  expect((await send()).headers['x-off']).toBeUndefined();
});

test('settings are taken on one by one from the nearest level that says something', async () => {
  const none = {
    followRedirects: null,
    maxRedirects: null,
    connectSeconds: null,
    responseSeconds: null,
    timeoutSeconds: null,
    httpVersion: null,
    useCookies: null,
  };
  const { client, groups, draft } = await begin(
    { settings: { ...none, followRedirects: false, maxRedirects: 1 } },
    inherit,
    { settings: { ...none, maxRedirects: 2 } },
    inherit,
    inherit,
  );
  const hops = await loopbackServer((request, response) => {
    const at = Number((request.url ?? '').slice(1));
    response.writeHead(302, { location: `/${at + 1}` }).end();
  });
  const sent = async (fields: Partial<RequestDraftInput>) => {
    const before = hops.requests.length;
    const answer = await client.requests.send({
      id: exchangeId.parse(randomUUID()),
      draft: draft({ url: `${hops.url}/0`, ...fields }),
    });
    return [hops.requests.length - before, answer.fault?.code ?? answer.response?.status];
  };
  expect(await sent({})).toEqual([1, 302]);
  expect((await sent({ followRedirects: true }))[0]).toBe(3);
  expect((await sent({ followRedirects: true, maxRedirects: 4 }))[0]).toBe(5);
  await client.collections.saveGroup({ id: groups[4], settings: { ...none, followRedirects: true } });
  expect((await sent({}))[0]).toBe(3);
});
