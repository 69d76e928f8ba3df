import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { connectionStates, connections, createConnection } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, filesWith, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { composeRequest } from './compose.ts';
import { listHistory, readRequest } from './history.ts';
import { readBody } from './responseBody.ts';
import { sendRequest } from './send.ts';

const key = 'canary key/4711+ü-abcdef';
const apiKey = { kind: 'apiKey', in: 'header', name: 'X-Api-Key', prefix: '' } as const;

/** Answers with everything it got, in several writings. */
const echo = () =>
  loopbackServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const all = JSON.stringify({
        headers: request.headers,
        url: request.url,
        body: Buffer.concat(chunks).toString(),
      });
      const echoes = [all, encodeURIComponent(all), Buffer.from(all).toString('base64')];
      const size = Number(new URL(request.url ?? '', 'http://x').searchParams.get('size') ?? 0);
      response.setHeader('Content-Type', 'text/plain');
      response.setHeader('X-Echo', encodeURIComponent(String(request.headers['x-api-key'])));
      response.end(`${echoes.join('\n')}${'.'.repeat(size)}`);
    });
  });

async function connected(
  place: typeof apiKey | { kind: 'apiKey'; in: 'query' | 'cookie'; name: string; prefix: string } = apiKey,
  secret = 'canary-key-4711-abcdef',
) {
  const rig = await requestsRig();
  const server = await echo();
  const integrationId = rig.integrate({ baseUrl: server.url, displayName: 'Echo', manualAuth: place });
  const connection = createConnection(rig.deps, rig.admin, {
    integrationId,
    name: 'bot',
    kind: 'apiKey',
    schemeKey: null,
    visibility: 'team',
    secret,
  });
  return { rig, server, integrationId, connection, secret };
}

describe('what is kept of a request', () => {
  test.each(['header', 'query', 'cookie'] as const)('never shows the secret that went out in a %s', async (place) => {
    const { rig, server, integrationId, connection, secret } = await connected({ ...apiKey, in: place });
    for (const url of ['/small', '/large?size=600000']) {
      const draft = draftOf({
        integrationId,
        connectionId: connection.id,
        url,
        method: 'POST',
        body: { kind: 'text', mediaType: 'text/plain', text: secret },
      });
      const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
      expect(sent.response?.status).toBe(200);
      const body = await readBody(rig.requests, rig.admin, { id: sent.id, offset: 0, length: 4_000_000, as: 'text' });
      expect(body.data).toContain('••••');
      expect(JSON.stringify([sent, body, rig.happenings])).not.toContain(secret);
    }
    const seen = server.requests[0];
    expect([seen?.headers['x-api-key'], seen?.headers.cookie, seen?.url].join(' ')).toContain(secret);
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').slice(2, -4)])
      expect(filesWith(rig.folder, form)).toEqual([]);
  });

  test('never shows a password, nor the pair that goes out with it', async () => {
    const rig = await requestsRig();
    const server = await echo();
    const integrationId = rig.integrate({ baseUrl: server.url, manualAuth: { kind: 'basic' } });
    const secret = 'canary-password-4711';
    const { id: connectionId } = createConnection(rig.deps, rig.admin, {
      integrationId,
      name: 'bot',
      kind: 'basic',
      schemeKey: null,
      visibility: 'team',
      secret,
      username: 'ada',
    });
    const draft = draftOf({ integrationId, connectionId, url: '/' });
    const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
    const pair = Buffer.from(`ada:${secret}`).toString('base64');
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${pair}`);
    expect(sent.requestHeaders).toContainEqual({ name: 'Authorization', value: 'Basic ••••' });
    for (const form of [secret, pair]) expect(filesWith(rig.folder, form)).toEqual([]);
  });

  test('masks a short header of a secret name, and leaves the rest of the record readable', async () => {
    const rig = await requestsRig();
    const server = await echo();
    const parameters = [{ name: 'X-Token', in: 'header' as const, value: '42' }];
    const draft = draftOf({ url: `${server.url}/42?token=42`, parameters });
    const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
    expect(sent.requestHeaders).toContainEqual({ name: 'X-Token', value: '••••' });
    expect(sent.url).toBe(`${server.url}/42?token=42`);
    expect(server.requests[0]?.url).toBe('/42?token=42');
  });

  test('masks what a person typed into a header by hand, in the record and in the draft', async () => {
    const rig = await requestsRig();
    const server = await echo();
    const parameters = [{ name: 'Authorization', in: 'header' as const, value: 'Bearer hand-typed-canary-99' }];
    const sent = await sendRequest(rig.requests, rig.admin, {
      id: newExchangeId(),
      draft: draftOf({ url: server.url, parameters }),
    });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer hand-typed-canary-99');
    expect(sent.requestHeaders).toContainEqual({ name: 'Authorization', value: 'Bearer ••••' });
    expect(sent.draft.parameters[0]?.value).toBe('••••');
    expect(filesWith(rig.folder, 'hand-typed-canary-99')).toEqual([]);
  });
});

test('records a request with its response and finds it again', async () => {
  const { rig, integrationId, connection } = await connected();
  const draft = draftOf({
    integrationId,
    connectionId: connection.id,
    url: '/books/{isbn}',
    parameters: [{ name: 'isbn', in: 'path', value: '97 8' }],
  });
  const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
  expect(sent).toMatchObject({
    method: 'GET',
    integrationName: 'Echo',
    connectionName: 'bot',
    fault: null,
    response: { status: 200 },
  });
  expect(sent.url).toMatch(/\/books\/97%208$/);
  expect(readRequest(rig.store.read, rig.admin, { id: sent.id })).toEqual(sent);
  expect(listHistory(rig.store.read, rig.admin, { offset: 0, limit: 10 })).toMatchObject({
    total: 1,
    rows: [{ id: sent.id, status: 200 }],
  });
  expect(rig.store.read.select().from(connectionStates).get()?.lastUsedAt).not.toBeNull();
  expect(rig.happenings.at(-1)).toMatchObject({ kind: 'request', result: 'ok' });
});

test('records a failure as an answer that says what failed', async () => {
  const rig = await requestsRig();
  const closed = await freePort();
  const sent = await sendRequest(rig.requests, rig.admin, {
    id: newExchangeId(),
    draft: draftOf({ url: `http://127.0.0.1:${closed}/` }),
  });
  expect(sent).toMatchObject({ response: null, fault: { code: 'CONNECTION_REFUSED', phase: 'connect' } });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

test('cancels by id what the person sent, and nobody else can', async () => {
  const rig = await requestsRig();
  let arrived = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = await loopbackServer(() => arrived());
  const id = newExchangeId();
  const sending = sendRequest(rig.requests, rig.admin, { id, draft: draftOf({ url: server.url }) });
  await arrival;
  const cancel = (actor: Actor) => ({ cancelled: rig.requests.inFlight.cancel(actor, id) });
  expect(cancel(rig.member('admin', 'Eve'))).toEqual({ cancelled: false });
  expect(cancel(rig.admin)).toEqual({ cancelled: true });
  expect((await sending).fault?.code).toBe('CANCELLED');
  expect(cancel(rig.admin)).toEqual({ cancelled: false });
});

describe('host binding', () => {
  test('keeps the secret from a host outside the list', async () => {
    const { rig, integrationId, connection } = await connected();
    const other = await echo();
    const draft = draftOf({ integrationId, connectionId: connection.id, url: `${other.url}/steal` });
    await expect(sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft })).rejects.toMatchObject({
      code: 'HOST_REFUSED',
    });
    expect(other.requests).toEqual([]);
  });

  test('sends once where an editor of the connection confirms the host', async () => {
    const { rig, integrationId, connection, secret } = await connected();
    const other = await echo();
    const draft = draftOf({ integrationId, connectionId: connection.id, url: other.url, confirmedHost: other.host });
    const sent = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
    expect(sent.draft.confirmedHost).toBeNull();
    expect(other.requests[0]?.headers['x-api-key']).toBe(secret);
  });

  test('lets nobody confirm a host who may not change the connection', async () => {
    const { rig, integrationId, connection } = await connected();
    const other = await echo();
    const draft = draftOf({ integrationId, connectionId: connection.id, url: other.url, confirmedHost: other.host });
    const editor = rig.member('editor', 'Eve');
    const composed = await composeRequest(rig.requests, editor, draft);
    expect(composed.problems).toContainEqual(expect.objectContaining({ severity: 'error', field: 'url' }));
    await expect(sendRequest(rig.requests, editor, { id: newExchangeId(), draft })).rejects.toMatchObject({
      code: 'HOST_REFUSED',
    });
    expect(other.requests).toEqual([]);
  });

  test.each(['header', 'query', 'cookie'] as const)(
    'drops a key in a %s when a redirect leads to another origin',
    async (place) => {
      const rig = await requestsRig();
      const other = await echo();
      const server = await loopbackServer((request, response) => {
        const query = new URL(request.url ?? '', 'http://x').search;
        response.writeHead(307, { location: `${other.url}/there${query}` }).end();
      });
      const integrationId = rig.integrate({ baseUrl: server.url, manualAuth: { ...apiKey, in: place } });
      const connection = createConnection(rig.deps, rig.admin, {
        integrationId,
        name: 'bot',
        kind: 'apiKey',
        schemeKey: null,
        visibility: 'team',
        secret: key.slice(11, 16),
      });
      const sent = await sendRequest(rig.requests, rig.admin, {
        id: newExchangeId(),
        draft: draftOf({ integrationId, connectionId: connection.id, url: '/' }),
      });
      expect(sent.response?.redirects).toMatchObject([{ status: 307, credentialsDropped: true }]);
      expect(JSON.stringify(other.requests)).not.toContain('4711');
      expect(JSON.stringify(server.requests)).toContain('4711');
    },
  );
});

test('the line of traffic stands with the history row or not at all, and belongs to whom the row belongs to', async () => {
  const { rig, integrationId, connection } = await connected();
  const send = (connectionId: typeof connection.id | null) =>
    sendRequest(rig.requests, rig.admin, {
      id: newExchangeId(),
      draft: draftOf({ integrationId, connectionId, url: '/books' }),
    });
  await send(null);
  await send(connection.id);
  rig.store.write((w) => w.update(connections).set({ visibility: 'private', isDefault: false }).run());
  await send(connection.id);
  expect(rig.happenings.map(({ privateTo }) => privateTo)).toEqual([null, null, rig.admin.userId]);
  rig.store.sqlite.exec("CREATE TRIGGER full BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  await expect(send(null)).rejects.toThrow();
  expect(listHistory(rig.store.read, rig.admin, { offset: 0, limit: 10 }).total).toBe(3);
});
