import { expect, test } from 'vitest';
import { savedRequestId } from '#contract/common.ts';
import { requestDraft } from '#contract/requests.ts';
import { testConsole } from '#test/support/testConsole.ts';

const blank = { integrationId: null, operationKey: null, connectionId: null, server: null, parameters: [] };
const draft = (fields: object) =>
  requestDraft.parse({ ...blank, method: 'GET', url: 'https://api.test/a', body: { kind: 'none' }, ...fields });

test('keeps every part of a request in columns and rows, and gives it back as it was', async () => {
  const { client } = await testConsole();
  const { id: groupId } = await client.collections.saveGroup({ name: 'Orders' });
  const whole = draft({
    groupId,
    auth: { kind: 'basic', username: 'ada', password: '{{password}}' },
    method: 'POST',
    parameters: [
      { name: 'a', in: 'query', value: '1', enabled: true, description: 'first' },
      { name: 'a', in: 'query', value: [1, 'two'], enabled: false },
      { name: 'X-Trace', in: 'header', value: '{{$guid}}', enabled: true },
    ],
    body: {
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [{ name: 'f', value: 'text', enabled: true, mediaType: 'text/csv' }],
    },
    variables: [{ name: 'local', value: 'x', enabled: true }],
    scripts: { before: 'pm.variables.set("a", 1)', after: 'pm.test("ok", () => {})' },
    assertions: [{ enabled: true, subject: 'status', expression: '', operator: 'equals', value: '200' }],
    captures: [{ enabled: true, variable: 'id', subject: 'jsonPath', expression: '$.id' }],
    followRedirects: false,
    httpVersion: '2',
  });
  const saved = await client.collections.save({ name: 'Whole', draft: whole });
  expect((await client.collections.request({ id: saved.id })).draft).toEqual(whole);
  const tree = await client.collections.tree();
  expect(tree.groups.map(({ name }) => name)).toEqual(['Orders']);
  expect(tree.requests.map(({ name, groupId: inside }) => [name, inside])).toEqual([['Whole', groupId]]);
});

test('moves, copies, deletes and restores a collection with all that it holds', async () => {
  const { client } = await testConsole();
  const { id: outer } = await client.collections.saveGroup({ name: 'Outer' });
  const { id: inner } = await client.collections.saveGroup({ name: 'Inner', parentId: outer });
  const first = await client.collections.save({ name: 'first', draft: draft({ groupId: inner }) });
  const second = await client.collections.save({ name: 'second', draft: draft({ groupId: inner }) });
  const names = async () => (await client.collections.tree()).requests.map(({ name }) => name);
  await client.collections.move({
    items: [{ kind: 'request', id: second.id }],
    into: inner,
    before: { kind: 'request', id: first.id },
  });
  expect(await names()).toEqual(['second', 'first']);
  const itself = { kind: 'request' as const, id: second.id };
  await client.collections.move({ items: [itself], into: inner, before: itself });
  expect(await names()).toEqual(['second', 'first']);
  await expect(
    client.collections.move({ items: [{ kind: 'group', id: outer }], into: inner, before: null }),
  ).rejects.toMatchObject({ code: 'INVALID' });
  await client.collections.duplicate({ items: [{ kind: 'group', id: outer }] });
  expect((await client.collections.tree()).groups.map(({ name }) => name).sort()).toEqual([
    'Inner',
    'Inner',
    'Outer',
    'Outer copy',
  ]);
  expect((await names()).sort()).toEqual(['first', 'first', 'second', 'second']);
  await client.collections.remove({ items: [{ kind: 'group', id: outer }] });
  expect(await names()).toHaveLength(2);
  expect((await client.collections.deletedGroups()).map(({ name }) => name)).toEqual(['Outer']);
  expect(await client.collections.deletedRequests()).toEqual([]);
  await client.collections.restore({ items: [{ kind: 'group', id: outer }] });
  expect(await names()).toHaveLength(4);
});

test('fills variables in from globals, collection, environment, folder and request, and hides secret ones', async () => {
  const { client } = await testConsole();
  await client.vault.setUp({ method: 'session' }).catch(() => undefined);
  const [globals] = await client.environments.list();
  const staging = await client.environments.create({ name: 'Staging', color: '#2f9e44', isProduction: false });
  const { id: collection } = await client.collections.saveGroup({
    name: 'Shop',
    auth: { kind: 'bearer', token: '{{token}}', prefix: 'Bearer' },
  });
  const { id: folder } = await client.collections.saveGroup({ name: 'Cart', parentId: collection });
  const set = (
    owner: { kind: 'environment'; id: typeof staging.id } | { kind: 'group'; id: typeof folder },
    name: string,
    value: string,
  ) => client.environments.setVariable({ owner, name, kind: 'plain', value });
  if (globals) await set({ kind: 'environment', id: globals.id }, 'host', 'global.test');
  await set({ kind: 'group', id: collection }, 'host', 'collection.test');
  await set({ kind: 'environment', id: staging.id }, 'host', '{{name}}.test');
  await set({ kind: 'environment', id: staging.id }, 'name', 'staging');
  await client.environments.setVariable({
    owner: { kind: 'environment', id: staging.id },
    name: 'token',
    kind: 'secret',
    secret: 'very-secret-token-1',
  });
  const asked = draft({
    groupId: folder,
    environmentId: staging.id,
    url: 'https://{{host}}/{{missing}}',
    auth: { kind: 'inherit' },
  });
  const composed = await client.requests.compose(asked);
  expect(composed.url).toBe('https://staging.test/%7B%7Bmissing%7D%7D');
  expect(composed.headers).toContainEqual({ name: 'Authorization', value: expect.stringContaining('••••') });
  expect(JSON.stringify(composed)).not.toContain('very-secret');
  expect(composed.problems.map(({ message }) => message)).toContain('The variable missing has no value here.');
  await set({ kind: 'group', id: folder }, 'host', 'folder.test');
  expect((await client.requests.compose(asked)).url).toContain('https://folder.test/');
  const effective = await client.environments.effective({ environmentId: staging.id, groupId: folder });
  expect(effective).toContainEqual({ name: 'host', kind: 'plain', value: 'folder.test', source: 'folder Cart' });
  expect(effective).toContainEqual({ name: 'token', kind: 'secret', value: null, source: 'environment Staging' });
  expect(savedRequestId).toBeDefined();
});
