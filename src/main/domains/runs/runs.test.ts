import { expect, test } from 'vitest';
import type { RunId } from '#contract/common.ts';
import { requestDraft } from '#contract/requests.ts';
import { httpServer } from '#main/http/testServer.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';

const blank = { integrationId: null, operationKey: null, connectionId: null, server: null, parameters: [] };
const draft = (fields: object) =>
  requestDraft.parse({ ...blank, method: 'GET', url: '/', body: { kind: 'none' }, ...fields });

async function rig() {
  const { client } = await testConsole();
  const seen: string[] = [];
  const server = await httpServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.statusCode = request.url?.startsWith('/broken') ? 500 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: request.url, token: 'token-of-the-run' }));
  });
  return { client, seen, origin: `http://127.0.0.1:${server.port}` };
}

async function ended(client: Client, id: RunId) {
  for (;;) {
    const run = await client.runs.get({ id });
    if (run.state !== 'running') return run;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const status = (value: string) => ({ subject: 'status', operator: 'equals', value });

test('runs a collection in its order, once for each row of data, and keeps what came of it', async () => {
  const { client, seen, origin } = await rig();
  const { id: groupId } = await client.collections.saveGroup({ name: 'Shop' });
  await client.collections.save({
    name: 'first',
    draft: draft({
      groupId,
      url: `${origin}/first/{{row}}`,
      captures: [{ variable: 'token', subject: 'jsonPath', expression: '$.token' }],
      assertions: [status('200')],
    }),
  });
  await client.collections.save({
    name: 'second',
    draft: draft({ groupId, url: `${origin}/broken?t={{token}}`, assertions: [status('200')] }),
  });
  const { id } = await client.runs.start({
    target: { kind: 'group', id: groupId },
    options: { data: { format: 'csv', text: 'row,other\n1,a\n2,b\n' } },
  });
  const run = await ended(client, id);
  expect(run).toMatchObject({ state: 'finished', planned: 4, passed: 2, failed: 2, skipped: 0 });
  expect(seen).toEqual([
    'GET /first/1',
    'GET /broken?t=token-of-the-run',
    'GET /first/2',
    'GET /broken?t=token-of-the-run',
  ]);
  const { rows } = await client.runs.results({ id, outcome: 'failed' });
  expect(rows.map(({ name, status: code, iteration }) => [name, code, iteration])).toEqual([
    ['second', 500, 0],
    ['second', 500, 1],
  ]);
  const again = await client.runs.start({ target: { kind: 'failed', of: id } });
  expect(await ended(client, again.id)).toMatchObject({ planned: 1, failed: 1 });
  expect(await client.runs.chart({ id })).toMatchObject({
    times: [{ from: 1 }, { from: 2 }, { from: 3 }, { from: 4, to: 4 }],
    iterations: [
      { from: 1, to: 1, passed: 1, failed: 1 },
      { from: 2, to: 2, passed: 1, failed: 1 },
    ],
  });
  const { text } = await client.runs.report({ id, format: 'junit' });
  expect(text).toContain('<testsuites name="Shop" tests="4" failures="2"');
});

test('scripts of a file lead from one request to another, and bail ends the run', async () => {
  const { client, seen, origin } = await rig();
  const script = (listen: string, exec: string) => ({ listen, script: { exec: [exec] } });
  const file = {
    info: { name: 'File', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    variable: [{ key: 'origin', value: origin }],
    item: [
      {
        name: 'a',
        event: [script('test', 'pm.environment.set("seen", "a"); pm.execution.setNextRequest("c");')],
        request: { method: 'GET', url: '{{origin}}/a' },
      },
      { name: 'b', request: { method: 'GET', url: '{{origin}}/b' } },
      {
        name: 'c',
        event: [script('test', 'pm.test("nothing", () => pm.expect(pm.environment.get("seen")).to.equal("b"));')],
        request: { method: 'GET', url: '{{origin}}/c/{{seen}}' },
      },
      { name: 'd', request: { method: 'GET', url: '{{origin}}/d' } },
    ],
  };
  const { id } = await client.runs.start({
    target: { kind: 'files', files: [{ path: 'file.json', text: JSON.stringify(file) }] },
    options: { bail: true },
  });
  expect(await ended(client, id)).toMatchObject({ state: 'stopped', passed: 1, failed: 1, repeatable: false });
  expect(seen).toEqual(['GET /a', 'GET /c/a']);
  await expect(client.runs.plan({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('variables of files stand within each other, do not count while they are off, and null stays null from request to request', async () => {
  const { client, seen, origin } = await rig();
  const off = { key: 'off', value: 'set', disabled: true };
  const rows = [off, { key: 'twice', value: '1' }, { key: 'twice', value: '2', disabled: true }];
  const test = (exec: string) => ({ listen: 'test', script: { exec: [exec] } });
  const file = {
    info: { name: 'File', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    variable: [...rows, { key: 'base', value: '{{scheme}}://{{host}}' }, { key: 'scheme', value: 'http' }],
    item: [
      {
        name: 'Folder',
        item: [
          {
            name: 'a',
            event: [test('pm.environment.set("none", null)')],
            request: { method: 'GET', url: '{{base}}/{{twice}}' },
          },
          {
            name: 'b',
            event: [
              test(`pm.test('off', () => pm.expect([pm.variables.has('off'), pm.environment.has('off')]).to.eql([false, false]));
pm.test('null', () => pm.expect(pm.environment.get('none')).to.be.null);
pm.test('place', () => pm.expect(pm.execution.location).to.include.members(['File', 'Folder', 'b']));`),
            ],
            request: { method: 'GET', url: `${origin}/{{only}}` },
          },
        ],
      },
    ],
  };
  const environment = {
    name: 'E',
    values: [...rows, { key: 'only', value: '3' }, { key: 'host', value: new URL(origin).host }],
    _postman_variable_scope: 'environment',
  };
  const { id } = await client.runs.start({
    target: {
      kind: 'files',
      files: [
        { path: 'file.json', text: JSON.stringify(file) },
        { path: 'environment.json', text: JSON.stringify(environment) },
      ],
      environment: 'E',
    },
  });
  expect(await ended(client, id)).toMatchObject({ passed: 2, failed: 0 });
  expect(seen).toEqual(['GET /1', 'GET /3']);
});

test('a script that names a request that is not there ends the run, and says so', async () => {
  const { client, seen, origin } = await rig();
  const script = (exec: string) => [{ listen: 'test', script: { exec: [exec] } }];
  const file = {
    info: { name: 'File', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: [
      { name: 'a', event: script('pm.execution.setNextRequest("c")'), request: `${origin}/a` },
      { name: 'b', request: `${origin}/b` },
    ],
  };
  const { id } = await client.runs.start({
    target: { kind: 'files', files: [{ path: 'file.json', text: JSON.stringify(file) }] },
  });
  expect(await ended(client, id)).toMatchObject({ passed: 1, failed: 0 });
  expect(seen).toEqual(['GET /a']);
  const { rows } = await client.runs.results({ id });
  expect(rows[0]?.tests?.logs).toEqual([
    { level: 'warn', text: expect.stringContaining('No request of the run is named “c”') },
  ]);
});

test('keeps what it was asked for without data and values that were given by hand', async () => {
  const { client, origin } = await rig();
  const { id: groupId } = await client.collections.saveGroup({ name: 'Shop' });
  await client.collections.save({ name: 'one', draft: draft({ groupId, url: `${origin}/{{who}}/{{row}}` }) });
  const { id } = await client.runs.start({
    target: { kind: 'group', id: groupId },
    options: { variables: { who: 'given-by-hand' }, data: { format: 'csv', text: 'row\nrow-of-data\n' }, delayMs: 5 },
  });
  await ended(client, id);
  const plan = await client.runs.plan({ id });
  expect(plan).toMatchObject({
    target: { kind: 'group', id: groupId },
    options: { variables: { who: '' }, data: { format: 'csv', text: '' }, delayMs: 5 },
  });
});

test('is cancelled while it waits, and tells what cannot be run', async () => {
  const { client, origin } = await rig();
  const { id: groupId } = await client.collections.saveGroup({ name: 'Slow' });
  await expect(client.runs.start({ target: { kind: 'group', id: groupId } })).rejects.toMatchObject({
    code: 'NOTHING_TO_RUN',
  });
  await client.collections.save({ name: 'one', draft: draft({ groupId, url: `${origin}/one` }) });
  const { id } = await client.runs.start({
    target: { kind: 'group', id: groupId },
    options: { iterations: 50, delayMs: 60_000 },
  });
  await client.runs.cancel({ id });
  expect((await ended(client, id)).state).toBe('cancelled');
  await expect(
    client.runs.start({ target: { kind: 'group', id: groupId }, options: { data: { format: 'json', text: '[1]' } } }),
  ).rejects.toMatchObject({ code: 'RUN_DATA' });
});
