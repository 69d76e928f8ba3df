import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { definitionFacts } from '#main/domains/definitions/index.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { domainClient } from '#test/support/domainClient.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { cacheOperations, createRequests } from './domain.ts';

const document = (path: string) => ({
  openapi: '3.1.0',
  info: { title: 'A', version: '1' },
  paths: { [path]: { get: { responses: {} } } },
});

test('describes an operation once until definitions change, and never remembers a failure', async () => {
  const rig = await requestsRig();
  const id = rig.integrate({ baseUrl: 'https://a.test' });
  const remembered = cacheOperations(rig.deps.definitions, rig.deps.facts);
  const ask = (key: string) => remembered.describe(rig.admin, { integrationId: id, key });
  rig.define(id, document('/a'));
  const first = await ask('GET /a');
  expect(await ask('GET /a')).toBe(first);
  await expect(ask('GET /b')).rejects.toMatchObject({ code: 'DEFINITION_OPERATION_UNKNOWN' });
  rig.define(id, document('/b'));
  expect((await ask('GET /b')).path).toBe('/b');
  const entity = { id: null, name: 'A' };
  rig.store.write((w) => rig.deps.facts.emit(w, definitionFacts.removed, { actor: rig.admin, entity }));
  await expect(ask('GET /a')).rejects.toMatchObject({ code: 'DEFINITION_OPERATION_UNKNOWN' });
});

test('of fifty operations the last are remembered', async () => {
  const rig = await requestsRig();
  const id = rig.integrate({ baseUrl: 'https://a.test' });
  rig.define(id, {
    ...document('/a'),
    paths: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`/${at}`, { get: { responses: {} } }])),
  });
  let asked = 0;
  const counting = { ...rig.deps.definitions };
  counting.describe = (...given) => {
    asked += 1;
    return rig.deps.definitions.describe(...given);
  };
  const remembered = cacheOperations(counting, rig.deps.facts);
  const ask = (at: number) => remembered.describe(rig.admin, { integrationId: id, key: `GET /${at}` });
  for (let at = 0; at < 50; at += 1) await ask(at);
  await ask(0);
  expect(asked).toBe(50);
  await ask(50);
  // The one that was asked for longest ago has gone, not the first that came.
  await ask(0);
  expect(asked).toBe(51);
  await ask(1);
  expect(asked).toBe(52);
  await ask(50);
  expect(asked).toBe(52);
});

/** The routes of the domain as its console wires them, and what the domain lends to others. */
async function routes() {
  const rig = await requestsRig();
  const domain = createRequests(
    { ...rig.kernel, facts: rig.deps.facts },
    { definitions: rig.deps.definitions, tokens: rig.requests.tokens, cookies: rig.requests.cookies },
  );
  onTestFinished(() => domain.close?.());
  rig.kernel.jobs.register(domain.jobs);
  const client = domainClient(domain, rig.admin);
  const send = async (fields: Parameters<typeof draftOf>[0]) =>
    client.send({ id: newExchangeId(), draft: draftOf(fields) });
  return { rig, domain, client, send };
}

test('every route leads to what it names', async () => {
  const { client, send, domain } = await routes();
  const api = await loopbackServer((_request, response) => response.end('first line\nsecond line\n'));
  const sent = await send({ url: `${api.url}/one` });
  const { id } = sent;
  expect(await client.compose(draftOf({ url: `${api.url}/one` }))).toMatchObject({
    method: 'GET',
    url: `${api.url}/one`,
  });
  expect(await client.history({ offset: 0, limit: 10 })).toMatchObject({ total: 1, rows: [{ id }] });
  expect(await client.get({ id })).toEqual(sent);
  expect(await client.live({ id })).toBeNull();
  expect(await client.cancel({ id })).toEqual({ cancelled: false });
  expect(await client.body({ id, offset: 0, length: 5, as: 'text' })).toEqual({ data: 'first', total: 23, next: 5 });
  expect(await client.bodyRows({ id, columns: 80, row: 1, count: 1 })).toMatchObject({
    rows: [{ text: 'second line', line: 2 }],
    totalLines: 2,
  });
  expect(await client.findInBody({ id, columns: 80, text: 'LINE' })).toEqual({
    matches: [
      { at: 6, row: 0 },
      { at: 18, row: 1 },
    ],
    more: false,
  });
  const { path } = await client.bodyAddress({ id });
  const opened = await domain.api.openBody(path.slice(path.lastIndexOf('/') + 1));
  expect([opened?.bytes, opened && String(await buffer(opened.stream))]).toEqual([23, 'first line\nsecond line\n']);
  await expect(client.bodyAddress({ id: newExchangeId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });

  const saved = await client.save({ name: 'One', draft: draftOf({ url: `${api.url}/one` }) });
  expect(await client.saved()).toMatchObject([{ id: saved.id, name: 'One', operationGone: false }]);
  expect(await client.removeSaved({ id: saved.id })).toEqual({ id: saved.id });
  expect([await client.saved(), await client.deletedSaved()]).toMatchObject([[], [{ id: saved.id, restorable: true }]]);
  expect(await client.restoreSaved({ ids: [saved.id] })).toEqual({ ids: [saved.id] });
  expect(await client.deletedSaved()).toEqual([]);
  expect(await client.clearHistory({})).toEqual({ removed: 1 });
  expect((await client.history({ offset: 0, limit: 10 })).total).toBe(0);
});

test('a long text that was sent is whole in the answer, and again when it is opened', async () => {
  const { client, send } = await routes();
  const api = await loopbackServer((request, response) => void request.resume().on('end', () => response.end()));
  const text = 'ä'.repeat(1_100_000);
  const sent = await send({ url: api.url, method: 'POST', body: { kind: 'text', mediaType: 'text/plain', text } });
  for (const { draft } of [sent, await client.get({ id: sent.id })])
    expect(draft.body.kind === 'text' && draft.body.text === text).toBe(true);
});

test('files are taken from editors, under the hash of their content, and from nobody else', async () => {
  const { domain, rig } = await routes();
  const { admin } = rig;
  const bytes = Buffer.from('content of a file');
  const pieces = async function* () {
    yield bytes.subarray(0, 7);
    yield bytes.subarray(7);
  };
  const expected = { id: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  expect(await domain.api.keepFile({ ...admin, role: 'editor' }, pieces())).toEqual(expected);
  await expect(domain.api.keepFile({ ...admin, role: 'viewer' }, pieces())).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});

test.each(['ENOSPC', 'EDQUOT'])('a disk that is full (%s) is said in words, any other failure is not', async (code) => {
  const { domain, rig } = await routes();
  const { admin } = rig;
  const failing = async function* (error: Error) {
    yield Buffer.from('x');
    throw error;
  };
  const full = Object.assign(new Error('no space'), { code });
  await expect(domain.api.keepFile(admin, failing(full))).rejects.toMatchObject({
    code: 'FILE_NOT_KEPT',
    data: { todo: 'Free up disk space and try again.' },
  });
  const other = Object.assign(new Error('cut off'), { code: 'ECONNRESET' });
  await expect(domain.api.keepFile(admin, failing(other))).rejects.toBe(other);
});

test('bodies that no record knows go with the job that looks for them, and a tenant’s files with the tenant', async () => {
  const { domain, rig } = await routes();
  const { admin, bodiesDir, kernel } = rig;
  mkdirSync(bodiesDir, { recursive: true });
  const orphan = join(bodiesDir, 'orphan');
  writeFileSync(orphan, 'x');
  const old = Date.now() / 1000 - 10_000;
  utimesSync(orphan, old, old);
  const [job] = domain.jobs;
  await job?.run({ payload: {} } as never, AbortSignal.timeout(1_000));
  expect([existsSync(orphan), existsSync(bodiesDir)]).toEqual([false, true]);
  await domain.api.keepFile(admin, [Buffer.from('x')] as never);
  const files = join(kernel.paths.files, admin.tenantId);
  expect(readdirSync(files)).toHaveLength(1);
  expect(statSync(files).mode & 0o777).toBe(0o700);
  await domain.onTenantRemoved?.(admin.tenantId);
  expect(existsSync(files)).toBe(false);
});

test('what is listed as failed on the activity page begins with 400', async () => {
  const { send, rig } = await routes();
  const api = await loopbackServer((request, response) =>
    response.writeHead(Number((request.url ?? '').slice(1))).end(),
  );
  const results: unknown[] = [];
  for (const status of [200, 304, 399, 400, 500]) {
    await send({ url: `${api.url}/${status}` });
    results.push(rig.happenings.at(-1)?.result);
  }
  expect(results).toEqual(['ok', 'ok', 'ok', 'failed', 'failed']);
});
