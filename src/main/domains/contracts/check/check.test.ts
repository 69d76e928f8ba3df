import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type ContractReport, contractChoice } from '#contract/contracts.ts';
import { actAs } from '#test/support/actAs.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { importDocument } from '#test/support/roundTrip.ts';
import { stylesDefinition } from '#test/support/stylesDefinition.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const thing = { type: 'object', required: ['id'], properties: { id: { type: 'string' }, size: { type: 'integer' } } };
const found = { 200: { description: 'ok', ...json(thing) } };
const get = (responses: object, more: object = {}) => ({ get: { responses, tags: ['ways'], ...more } });
const thingId = { name: 'thingId', in: 'path', required: true, schema: { type: 'string' } };

/** Each path is answered in one way, and most of the ways break what is declared. */
const definition = {
  openapi: '3.1.0',
  info: { title: 'Broken', version: '1' },
  paths: {
    '/right': get(found),
    '/status': get(found),
    '/type': get(found),
    '/schema': get(found),
    '/header': get({
      200: { description: 'ok', headers: { 'X-Rate': { required: true, schema: { type: 'integer' } } } },
    }),
    '/badHeader': get({ 200: { description: 'ok', headers: { 'X-Rate': { schema: { type: 'integer' } } } } }),
    '/crash': get({ ...found, 500: { description: 'declared all the same' } }),
    '/hang': get(found),
    '/cut': get(found),
    '/things': {
      ...get({ 200: { description: 'all', ...json({ type: 'array', items: thing }) } }, { tags: ['things'] }),
      post: { responses: { 201: { description: 'made' } }, tags: ['things'] },
    },
    '/things/{thingId}': {
      parameters: [thingId],
      ...get(found, { tags: ['things'] }),
      head: { responses: { 200: { description: 'there', ...json(thing) } }, tags: ['things'] },
      delete: { responses: { 204: { description: 'gone' } } },
    },
  },
};

const answerJson =
  (value: unknown, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };

const ways: Record<string, RequestListener> = {
  '/right': answerJson({ id: 'a', size: 1 }),
  '/status': answerJson({ id: 'a' }, {}, 202),
  '/type': (_request, response) => response.setHeader('content-type', 'text/html').end('<p>'),
  '/schema': answerJson({ id: 'a', size: 'large' }),
  '/header': (_request, response) => response.end(),
  '/badHeader': (_request, response) => response.setHeader('x-rate', 'many').end(),
  '/crash': answerJson({ id: 'a' }, {}, 500),
  '/hang': () => undefined,
  '/cut': (request) => request.socket.destroy(),
  '/things': answerJson([{ id: 'the-first', size: 1 }]),
  '/things/the-first': answerJson({ id: 'the-first' }),
};

async function brokenServer() {
  const seen: string[] = [];
  const server = await loopbackServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const way = ways[request.url ?? ''];
    if (way === undefined) response.writeHead(404).end();
    else way(request, response);
  });
  return { url: server.url, seen };
}

/** Runs a check to its end. */
async function reportOf(client: Client, choice: object): Promise<ContractReport> {
  const { integrationId, ...rest } = contractChoice.parse({ connectionId: null, ...choice });
  await client.contracts.check({ integrationId, ...rest });
  return expect
    .poll(async () => (await client.contracts.report({ integrationId })).running, { timeout: 30_000, interval: 50 })
    .toBeNull()
    .then(async () => {
      const { last } = await client.contracts.report({ integrationId });
      if (last === null) throw new Error('There is no report');
      return last;
    });
}

const kindsOf = ({ results }: ContractReport) =>
  Object.fromEntries(
    results.map(({ key, outcome, findings }) => [key, [outcome, ...findings.map(({ kind }) => kind)].join(' ')]),
  );

async function begin() {
  const { client, console } = await testConsole();
  const server = await brokenServer();
  const integrationId = await importDocument(client, 'broken', Buffer.from(JSON.stringify(definition)));
  return { client, console, server, integrationId };
}

describe('a contract check', () => {
  it('finds each way in which a server breaks its definition, and nothing else', async () => {
    const { client, server, integrationId } = await begin();
    const report = await reportOf(client, { integrationId, server: server.url, timeoutSeconds: 1 });
    expect(kindsOf(report)).toEqual({
      'GET /right': 'kept',
      'GET /status': 'broken undeclaredStatus',
      'GET /type': 'broken undeclaredType',
      'GET /schema': 'broken schema',
      'GET /header': 'broken missingHeader',
      'GET /badHeader': 'broken header',
      'GET /crash': 'broken serverError undeclaredType',
      'GET /hang': 'noAnswer timeout',
      'GET /cut': 'noAnswer noAnswer',
      'GET /things': 'kept',
      'GET /things/{thingId}': 'kept',
      'HEAD /things/{thingId}': 'kept',
      'POST /things': 'skipped',
      'DELETE /things/{thingId}': 'skipped',
    });
    const schema = report.results.find(({ key }) => key === 'GET /schema');
    expect(schema?.findings).toEqual([{ kind: 'schema', pointer: '/size', message: 'must be integer' }]);
    expect(report.counts).toEqual({ kept: 4, broken: 6, noAnswer: 2, unchecked: 0, skipped: 2 });
  });

  it('sends what one operation answered to another, and nothing that may change something', async () => {
    const { client, server, integrationId } = await begin();
    const report = await reportOf(client, { integrationId, server: server.url, only: ['things'] });
    expect(server.seen.toSorted()).toEqual(['GET /things', 'GET /things/the-first', 'HEAD /things/the-first']);
    const one = report.results.find(({ key }) => key === 'GET /things/{thingId}');
    expect(one?.valuesFrom).toEqual(['GET /things']);
  });

  it('sends what may change something once a person said yes, and deletes last', async () => {
    const { client, server, integrationId } = await begin();
    const choice = { integrationId, server: server.url, only: ['* /things*'], includeUnsafe: true };
    expect(await client.contracts.plan(choice)).toEqual({ safe: 3, unsafe: 2, unsafeMethods: ['DELETE', 'POST'] });
    await reportOf(client, choice);
    expect(server.seen.at(-1)).toBe('DELETE /things/the-first');
    expect(server.seen).toContain('POST /things');
  });

  it('keeps in the history what broke the definition, and only that', async () => {
    const { client, server, integrationId } = await begin();
    const report = await reportOf(client, { integrationId, server: server.url, only: ['/right', '/schema'] });
    const { rows } = await client.requests.history({ integrationId });
    expect(rows.map(({ operationKey }) => operationKey)).toEqual(['GET /schema']);
    expect(report.results.find(({ key }) => key === 'GET /schema')?.exchangeId).toBe(rows[0]?.id);
    expect(report.results.find(({ key }) => key === 'GET /right')?.exchangeId).toBeNull();
  });

  it('ends with the first broken answer where it is told so', async () => {
    const { client, server, integrationId } = await begin();
    const only = ['/right', '/schema', '/status', '/type'];
    const report = await reportOf(client, { integrationId, server: server.url, only, bail: true, concurrency: 1 });
    expect(report.ended).toBe('bailed');
    expect(report.counts).toMatchObject({ kept: 1, broken: 1 });
  });

  it('is cancelled by a person, and keeps what was answered until then', async () => {
    const { client, server, integrationId } = await begin();
    await client.contracts.check(
      contractChoice.parse({
        integrationId,
        connectionId: null,
        server: server.url,
        only: ['/right', '/hang'],
        concurrency: 1,
      }),
    );
    await expect.poll(() => server.seen, { timeout: 30_000 }).toContain('GET /hang');
    await expect(
      client.contracts.check(contractChoice.parse({ integrationId, connectionId: null })),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await client.contracts.cancelCheck({ integrationId })).toEqual({ cancelled: true });
    const { running, last } = await client.contracts.report({ integrationId });
    expect(running).toBeNull();
    expect(last).toMatchObject({ ended: 'cancelled', counts: { kept: 1, broken: 0, noAnswer: 0 } });
  });

  it('refuses to begin where nothing is chosen', async () => {
    const { client, integrationId } = await begin();
    const check = (only: string[]) =>
      client.contracts.check(contractChoice.parse({ integrationId, connectionId: null, only }));
    await expect(check(['no such tag'])).rejects.toMatchObject({ code: 'NOTHING_TO_RUN' });
    await expect(check(['DELETE *'])).rejects.toMatchObject({ code: 'NOTHING_TO_RUN' });
  });

  it('says of a damaged report what it is, and replaces it with the next one', async () => {
    const { client, console, server, integrationId } = await begin();
    const choice = { integrationId, server: server.url, only: ['/right'] };
    await reportOf(client, choice);
    console.store.sqlite.prepare(`UPDATE contract_reports SET report = '{"a":1}'`).run();
    await expect(client.contracts.report({ integrationId })).rejects.toMatchObject({
      code: 'UNREADABLE',
      message: expect.stringMatching(new RegExp(`report of a contract check .*${integrationId}`)),
      data: { todo: 'Run the check again.' },
    });
    await client.contracts.check(contractChoice.parse({ connectionId: null, ...choice }));
    await expect
      .poll(
        () =>
          client.contracts.report({ integrationId }).then(
            ({ last }) => last?.counts.kept,
            () => null,
          ),
        {
          timeout: 30_000,
        },
      )
      .toBe(1);
  });

  it('through a private connection is seen by its owner alone', async () => {
    const { client, console, server } = await begin();
    const integrationId = await importDocument(client, 'styles', Buffer.from(JSON.stringify(stylesDefinition)));
    const connection = await client.connections.create({
      integrationId,
      name: 'mine',
      kind: 'apiKey',
      schemeKey: 'key',
      secret: 'a-private-value-1',
      visibility: 'private',
      allowedHosts: [new URL(server.url).host],
    });
    await reportOf(client, { integrationId, server: server.url, only: ['*latest'], connectionId: connection.id });
    const other = await actAs(console, client, 'admin');
    expect((await other.contracts.report({ integrationId })).last).toBeNull();
    expect(await other.contracts.exportReport({ integrationId, format: 'json' })).toBeNull();
    expect((await client.contracts.report({ integrationId })).last?.connectionName).toBe('mine');
  });

  it('finds nothing wrong with a mock server of the same definition', async () => {
    const { client } = await testConsole();
    const integrationId = await importDocument(client, 'styles', Buffer.from(JSON.stringify(stylesDefinition)));
    const { address } = await client.contracts.startMock({ integrationId, validate: true });
    const open = { integrationId, server: address, includeUnsafe: true };
    const { results } = await reportOf(client, open);
    // No connection goes along, and a 401 is not declared.
    expect(results.filter(({ key }) => key !== 'GET /things/latest').map(({ status }) => status)).not.toContain(200);
    expect(results.find(({ key }) => key === 'GET /things/latest')?.outcome).toBe('kept');
    const connection = await client.connections.create({
      integrationId,
      name: 'key',
      kind: 'apiKey',
      schemeKey: 'key',
      secret: 'a-key-for-the-mock-1',
      visibility: 'private',
      allowedHosts: [new URL(address).host],
    });
    const report = await reportOf(client, { ...open, connectionId: connection.id });
    expect(report.results.flatMap(({ key, findings }) => findings.map(({ message }) => `${key} ${message}`))).toEqual(
      [],
    );
    // Plain text is declared, and its schema is not asked.
    expect(report.counts).toEqual({
      kept: report.results.length - 1,
      broken: 0,
      noAnswer: 0,
      unchecked: 1,
      skipped: 0,
    });
    const { text } = (await client.contracts.exportReport({ integrationId, format: 'junit' })) ?? { text: '' };
    expect(text).toContain(`tests="${report.results.length}" failures="0"`);
  });
});
