import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { exchangeId, type IntegrationId } from '#contract/common.ts';
import { requestDraft } from '#contract/requests.ts';
import { uuidv7 } from '#main/store/index.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';
import { listen } from './kernel/listen.ts';

/** A proxy that notes which hosts it is asked for, and leads to none of them. */
async function refusingProxy() {
  const hosts: string[] = [];
  const server = createServer().on('connect', (request, socket: Socket) => {
    hosts.push(request.url ?? '');
    socket.end('HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n');
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { hosts, place: `127.0.0.1:${await listen(server, { port: 0, host: '127.0.0.1' })}` };
}

const host = 'api.example.test:443';
const origin = 'https://api.example.test';

const document = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  servers: [{ url: origin }],
  paths: { '/things': { get: { operationId: 'things', responses: { 200: { description: 'Things' } } } } },
});

async function imported(client: Client): Promise<IntegrationId> {
  const { id } = await client.definitions.review({ source: { kind: 'text', text: document } });
  const target = { kind: 'new' as const, name: 'things', fields: { baseUrl: origin, checkPath: '/things' } };
  return (await client.definitions.apply({ id, target })).id;
}

const send = (client: Client, fields: object) =>
  client.requests.send({ id: exchangeId.parse(uuidv7()), draft: requestDraft.parse({ ...plainDraft, ...fields }) });

async function oauthConnection(client: Client) {
  const integrationId = await imported(client);
  const oauth = {
    grant: 'clientCredentials',
    clientAuth: 'client_secret_basic',
    clientId: 'me',
    tokenUrl: `${origin}/token`,
  } as const;
  const { id } = await client.connections.create({
    ...{ integrationId, name: 'bot', kind: 'oauth2', schemeKey: null, visibility: 'team', secret: 'client-secret-1' },
    config: { kind: 'oauth2', oauth },
  });
  return id;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Everything that reaches out, each by the route that a person uses. */
const actions: Record<string, (client: Client) => Promise<unknown>> = {
  'a request': (client) => send(client, { url: `${origin}/a` }),
  'a request of GraphQL': (client) =>
    send(client, {
      method: 'POST',
      url: `${origin}/g`,
      body: { kind: 'graphql', query: '{ a }', variables: '', operationName: '' },
    }),
  'a script that sends': async (client) => {
    const local = createServer((_request, response) => response.end('{}'));
    onTestFinished(() => void local.close());
    const port = await listen(local, { port: 0, host: '127.0.0.1' });
    const before = `pm.sendRequest(${JSON.stringify(`${origin}/s`)}, () => undefined);`;
    await send(client, {
      url: `http://127.0.0.1:${port}/`,
      scripts: { before, after: '' },
    });
  },
  'the import of a definition': (client) =>
    client.definitions.review({ source: { kind: 'url', url: `${origin}/d.json`, remoteReferences: false } }),
  'a check': async (client) => client.connections.check({ integrationId: await imported(client), connectionId: null }),
  'a check of health': async (client) => client.health.checkNow({ integrationId: await imported(client) }),
  'a check of a contract': async (client) => {
    const integrationId = await imported(client);
    await client.contracts.check({ integrationId, connectionId: null });
    await until(async () => (await client.contracts.report({ integrationId })).running === null);
  },
  'the tool of an assistant': async (client) => {
    const integrationId = await imported(client);
    const { id: assistantId } = await client.assistants.create({ name: 'helper', visibility: 'team' });
    await client.assistants.changeAttachments({ assistantId, attach: [{ integrationId, connectionId: null }] });
    const { tools } = await client.assistants.tools({ assistantId });
    await client.assistants.tryTool({ assistantId, name: tools[0]?.name ?? '', arguments: {} });
  },
  'discovery of OAuth2': (client) => client.oauth.discover({ url: `${origin}/.well-known/openid-configuration` }),
  'a sign-in by OAuth2': async (client) => client.oauth.signIn({ connectionId: await oauthConnection(client) }),
  'a run': async (client) => {
    const { id } = await client.collections.save({
      name: 'a',
      draft: requestDraft.parse({ ...plainDraft, url: origin }),
    });
    const run = await client.runs.start({ target: { kind: 'requests', ids: [id] } });
    await until(async () => (await client.runs.get({ id: run.id })).state !== 'running');
  },
  'a WebSocket': (client) =>
    client.sockets.open({
      id: uuidv7(),
      draft: { url: 'wss://api.example.test/', headers: [], subprotocols: [], connectionId: null },
    }),
};

const names = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
];

function withoutProxies(): void {
  for (const name of names) vi.stubEnv(name, undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
}

test.each(Object.entries(actions))('%s takes the proxy that the system names, and no other way', async (_, act) => {
  withoutProxies();
  const proxy = await refusingProxy();
  const asked: string[] = [];
  const { client } = await testConsole({
    systemProxies: async (address) => {
      asked.push(address);
      return { answer: `PROXY ${proxy.place}`, note: null };
    },
  });
  await client.settings.update({ network: { proxyMode: 'system' } });
  // What was to be sent is refused by the proxy; how each tells that is for tests of its own.
  await act(client).catch(() => undefined);
  expect(new Set(proxy.hosts)).toEqual(new Set([host]));
  expect(asked).toContain(`${origin}/`);
});

test.each(Object.entries(actions))(
  '%s takes the proxy of the environment before that of the system',
  async (_, act) => {
    withoutProxies();
    const proxy = await refusingProxy();
    vi.stubEnv('HTTPS_PROXY', `http://ada:canary-4711@${proxy.place}`);
    const { client, logs, console } = await testConsole({
      systemProxies: () => Promise.reject(new Error('The environment says it already.')),
    });
    const events: unknown[] = [];
    console.events.onEvent((event) => void events.push(event));
    await client.settings.update({ network: { proxyMode: 'system' } });
    const answer = await act(client).catch((error: unknown) => error);
    expect(new Set(proxy.hosts)).toEqual(new Set([host]));
    const { rows } = await client.requests.history({ limit: 100, offset: 0 });
    const { network } = await client.settings.get();
    const shown = JSON.stringify([answer, String(answer), rows, network, events, logs]);
    expect(shown).not.toMatch(/canary-4711|YWRhOmNhbmFyeS00NzEx/);
  },
);

test('a change of the settings of the system counts for the next request', async () => {
  withoutProxies();
  const [one, two] = [await refusingProxy(), await refusingProxy()];
  let place = one.place;
  const { client } = await testConsole({ systemProxies: async () => ({ answer: `PROXY ${place}`, note: null }) });
  await client.settings.update({ network: { proxyMode: 'system' } });
  await send(client, { url: origin });
  place = two.place;
  await send(client, { url: origin });
  expect([one.hosts, two.hosts]).toEqual([[host], [host]]);
  await client.settings.update({ network: { proxyMode: 'none' } });
  await send(client, { url: origin });
  expect([one.hosts.length, two.hosts.length]).toEqual([1, 1]);
});
