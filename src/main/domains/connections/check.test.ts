import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { integrations } from '#main/domains/integrations/index.ts';
import { connectionsRig, loopbackServer } from '#test/support/connectionsRig.ts';
import { checkConnection } from './check.ts';
import { createConnection } from './create.ts';
import { readConnection } from './read.ts';

const key = 'canary-key-4711-abcdef';

async function guarded(accept: string) {
  return loopbackServer((request, response) => {
    response.writeHead(request.headers['x-api-key'] === accept ? 200 : 401).end('{}');
  });
}

test('marks a connection valid when the host accepts its key', async () => {
  const rig = await connectionsRig();
  const server = await guarded(key);
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Api-Key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, manualAuth });
  const made = createConnection(rig.deps, rig.admin, {
    integrationId,
    name: 'bot',
    kind: 'apiKey',
    schemeKey: null,
    visibility: 'team',
    secret: key,
  });
  const result = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: made.id });
  expect(result).toMatchObject({ ok: true, status: 200, method: 'GET' });
  expect(readConnection(rig.deps, rig.store.read, rig.admin, made.id)).toMatchObject({
    state: 'valid',
    lastStatus: 200,
    secretHint: '••••cdef',
  });
});

test('keeps a refused connection and says what to do', async () => {
  const rig = await connectionsRig();
  const server = await guarded('another');
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Api-Key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, displayName: 'Books', manualAuth });
  const made = createConnection(rig.deps, rig.admin, {
    integrationId,
    name: 'bot',
    kind: 'apiKey',
    schemeKey: null,
    visibility: 'team',
    secret: key,
  });
  const result = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: made.id });
  expect(result).toMatchObject({
    ok: false,
    status: 401,
    todo: 'Replace the key, or check that it has not expired.',
    message: 'Books refused the key (401). The connection is kept and marked refused.',
  });
  expect(readConnection(rig.deps, rig.store.read, rig.admin, made.id).state).toBe('refused');
});

const withOperations = {
  openapi: '3.1.0',
  info: { title: 'A', version: '1' },
  paths: {
    '/open': { get: { security: [], responses: {} } },
    '/either': { get: { security: [{}, { key: [] }], responses: {} } },
    '/needs-more': {
      get: {
        security: [{ key: [] }],
        parameters: [{ name: 'q', in: 'query', required: true, schema: {} }],
        responses: {},
      },
    },
    '/writes': { post: { security: [{ key: [] }], responses: {} } },
    '/of/{id}': {
      get: {
        security: [{ key: [] }],
        parameters: [{ name: 'id', in: 'path', required: true, schema: {} }],
        responses: {},
      },
    },
    '/guarded': { get: { security: [{ key: [] }], responses: {} } },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } } },
};

async function defined(fields: { checkPath?: string } = {}) {
  const rig = await connectionsRig();
  const server = await guarded(key);
  const integrationId = rig.integrate({ baseUrl: `${server.url}/v1/`, ...fields });
  rig.define(integrationId, withOperations);
  const base = {
    integrationId,
    name: 'bot',
    kind: 'apiKey',
    schemeKey: 'key',
    visibility: 'team',
    secret: key,
  } as const;
  const { id: connectionId } = createConnection(rig.deps, rig.admin, base);
  return { rig, server, integrationId, connectionId };
}

test('asks what proves the secret: an operation that cannot do without it, needs nothing else and changes nothing', async () => {
  const { rig, server, integrationId, connectionId } = await defined();
  await checkConnection(rig.deps, rig.admin, { integrationId, connectionId });
  await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: null });
  expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /v1/guarded', 'GET /v1/open']);
});

test('asks for the check path where there is one, and never leaves the base URL', async () => {
  const { rig, server, integrationId, connectionId } = await defined({ checkPath: '//evil.test/me?deep=1' });
  await checkConnection(rig.deps, rig.admin, { integrationId, connectionId });
  expect(server.requests.map(({ url }) => url)).toEqual(['/v1/evil.test/me?deep=1']);
});

test('marks connection and integration as failing when nobody answers, and shows no secret anywhere', async () => {
  const rig = await connectionsRig();
  const server = await loopbackServer((request) => request.socket.destroy());
  const manualAuth = { kind: 'apiKey', in: 'query', name: 'key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, manualAuth });
  const base = {
    integrationId,
    name: 'bot',
    kind: 'apiKey',
    schemeKey: null,
    visibility: 'team',
    secret: key,
  } as const;
  const { id } = createConnection(rig.deps, rig.admin, base);
  const result = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: id });
  expect(result).toMatchObject({ ok: false, status: null, url: `${server.url}/?key=••••` });
  expect(readConnection(rig.deps, rig.store.read, rig.admin, id).state).toBe('failing');
  expect(rig.store.read.select().from(integrations).get()).toMatchObject({
    status: 'error',
    statusReason: result.message,
  });
  expect(JSON.stringify([result, rig.happenings])).not.toContain(key);
});

test('a connection is checked against its own integration, and only where its secret may go', async () => {
  const { rig, connectionId } = await defined();
  const other = await guarded(key);
  const integrationId = rig.integrate({ baseUrl: other.url });
  await expect(checkConnection(rig.deps, rig.admin, { integrationId, connectionId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const moved = await defined();
  moved.rig.store.write((w) => w.update(integrations).set({ baseUrl: other.url }).run());
  const input = { integrationId: moved.integrationId, connectionId: moved.connectionId };
  await expect(checkConnection(moved.rig.deps, moved.rig.admin, input)).rejects.toMatchObject({ code: 'HOST_REFUSED' });
  expect(other.requests).toEqual([]);
});

test('a redirect to another host proves no secret, whatever answers there', async () => {
  const rig = await connectionsRig();
  const open = await loopbackServer((_request, response) => response.end('Sign in'));
  const server = await loopbackServer((_request, response) => response.writeHead(302, { location: open.url }).end());
  const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Api-Key', prefix: '' } as const;
  const integrationId = rig.integrate({ baseUrl: server.url, displayName: 'Books', manualAuth });
  const base = {
    integrationId,
    name: 'bot',
    kind: 'apiKey',
    schemeKey: null,
    visibility: 'team',
    secret: key,
  } as const;
  const { id } = createConnection(rig.deps, rig.admin, base);
  const result = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: id });
  expect(result.message).toBe(`Books leads to ${open.host}, and the secret does not go along.`);
  expect(result).toMatchObject({ ok: true, outcome: 'unproved' });
  expect(readConnection(rig.deps, rig.store.read, rig.admin, id).state).toBe('unchecked');
  expect(open.requests[0]?.headers).not.toHaveProperty('x-api-key');
});

async function open(document: object, fields: { checkPath?: string } = {}) {
  const rig = await connectionsRig();
  const server = await loopbackServer((_request, response) => response.end('{}'));
  const integrationId = rig.integrate({ baseUrl: server.url, ...fields });
  rig.define(integrationId, document);
  const { id: connectionId } = createConnection(rig.deps, rig.admin, {
    integrationId,
    name: 'bot',
    kind: 'apiKey',
    schemeKey: 'key',
    visibility: 'team',
    secret: key,
  });
  const check = () => checkConnection(rig.deps, rig.admin, { integrationId, connectionId });
  const state = () => readConnection(rig.deps, rig.store.read, rig.admin, connectionId);
  return { rig, server, check, state };
}

const { '/guarded': _guarded, ...withoutGuarded } = withOperations.paths;

test.each([
  ['an operation that is open', { '/open': withOperations.paths['/open'] }],
  ['an operation that can do without', { '/either': withOperations.paths['/either'] }],
  ['the base URL', { '/needs-more': withOperations.paths['/needs-more'] }],
])('calls no key good because of %s', async (_what, paths) => {
  const guarded = { '/needs-more': withOperations.paths['/needs-more'] };
  const { rig, check, state } = await open({ ...withOperations, paths: { ...guarded, ...paths } });
  expect(await check()).toMatchObject({
    ok: true,
    outcome: 'unproved',
    status: 200,
    message: 'The server answers, but nothing it was asked needs this key, so the key is not proved.',
    todo: expect.stringContaining('Set a check path'),
  });
  expect(state()).toMatchObject({ state: 'unchecked', lastSucceededAt: null, lastStatus: 200 });
  expect(rig.store.read.select().from(integrations).get()).toMatchObject({ status: 'ok' });
});

test('a check path that a person set proves the key, and so does an answer that comes only with it', async () => {
  const chosen = await open({ ...withOperations, paths: withoutGuarded }, { checkPath: '/me' });
  expect(await chosen.check()).toMatchObject({ ok: true, outcome: 'works' });
  expect([chosen.state().state, chosen.server.requests.length]).toEqual(['valid', 1]);
  const { rig, server, integrationId, connectionId } = await defined();
  rig.define(integrationId, { ...withOperations, paths: withoutGuarded });
  const result = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId });
  expect(result).toMatchObject({ outcome: 'works', status: 200 });
  expect(server.requests.map(({ url, headers }) => [url, headers['x-api-key']])).toEqual([
    ['/v1/either', key],
    ['/v1/either', undefined],
  ]);
});

test('a check that is cancelled while the secret is proved says nothing of it, and leaves no body behind', async () => {
  const rig = await connectionsRig();
  const here = new AbortController();
  const large = JSON.stringify('x'.repeat(400_000));
  const server = await loopbackServer((request, response) => {
    if (request.headers['x-api-key'] === undefined) here.abort();
    else response.end(large);
  });
  const integrationId = rig.integrate({ baseUrl: server.url });
  rig.define(integrationId, { ...withOperations, paths: withoutGuarded });
  const { id: connectionId } = createConnection(rig.deps, rig.admin, {
    ...{ integrationId, name: 'bot', kind: 'apiKey', schemeKey: 'key', visibility: 'team', secret: key },
  });
  const checked = checkConnection(rig.deps, rig.admin, { integrationId, connectionId }, here.signal);
  await expect(checked).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(server.requests).toHaveLength(2);
  expect(readConnection(rig.deps, rig.store.read, rig.admin, connectionId).state).toBe('unchecked');
  expect(filesIn(rig.bodiesDir)).toEqual([]);
});

test('large answers of a check are kept nowhere, with the secret and without', async () => {
  const rig = await connectionsRig();
  const server = await loopbackServer((_, response) => response.end(JSON.stringify('x'.repeat(400_000))));
  const integrationId = rig.integrate({ baseUrl: server.url });
  rig.define(integrationId, { ...withOperations, paths: withoutGuarded });
  const { id: connectionId } = createConnection(rig.deps, rig.admin, {
    ...{ integrationId, name: 'bot', kind: 'apiKey', schemeKey: 'key', visibility: 'team', secret: key },
  });
  const checked = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId });
  expect([checked.outcome, server.requests.length]).toEqual(['unproved', 2]);
  expect(filesIn(rig.bodiesDir)).toEqual([]);
});

// RFC 9110, sections 15.5.2 and 15.5.4: both refuse for want of credentials.
test.each([
  [401, 'works'],
  [403, 'works'],
  [200, 'unproved'],
  [302, 'unproved'],
  [404, 'unproved'],
  [500, 'unproved'],
])('where the same request without the key is answered with %i, the key is %s', async (status, outcome) => {
  const rig = await connectionsRig();
  const server = await loopbackServer((request, response) => {
    response.writeHead(request.headers['x-api-key'] === undefined ? status : 200).end('{}');
  });
  const integrationId = rig.integrate({ baseUrl: server.url });
  rig.define(integrationId, { ...withOperations, paths: withoutGuarded });
  const { id: connectionId } = createConnection(rig.deps, rig.admin, {
    ...{ integrationId, name: 'bot', kind: 'apiKey', schemeKey: 'key', visibility: 'team', secret: key },
  });
  const check = (id: typeof connectionId | null) =>
    checkConnection(rig.deps, rig.admin, { integrationId, connectionId: id });
  expect(await check(connectionId)).toMatchObject({ outcome, noticed: false });
  expect(await check(null)).toMatchObject({ noticed: false });
});

const filesIn = (folder: string) =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((it) => it.isFile()) : [];

test('an API that asks for authentication is neither well nor broken where no connection goes along', async () => {
  const { rig, integrationId } = await defined();
  const checked = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: null });
  expect(checked).toMatchObject({ ok: false, outcome: 'needsConnection', status: 401 });
  expect(rig.store.read.select().from(integrations).get()).toMatchObject({
    status: 'unknown',
    statusReason: expect.stringContaining('needs a connection'),
  });
});

test('what a check found does not wait for the disk', async () => {
  const { rig, integrationId, connectionId } = await defined();
  const ways: string[] = [];
  const noted = (way: 'write' | 'record'): typeof rig.store.write => {
    return (work) => {
      ways.push(way);
      return rig.store[way](work);
    };
  };
  const store = { ...rig.store, write: noted('write'), record: noted('record') };
  await checkConnection({ ...rig.deps, store }, rig.admin, { integrationId, connectionId });
  expect(ways).toEqual(['record']);
});
