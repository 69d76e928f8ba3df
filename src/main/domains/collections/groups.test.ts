import { expect, test } from 'vitest';
import type { CollectionItem } from '#contract/collections.ts';
import { filesWith } from '#test/support/requestsRig.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';

const canary = 'k4Vq-canary-7f3a';

test('secrets that are typed into a collection are left out, and variables stay', async () => {
  const { console, client } = await testConsole();
  const given = {
    auth: { kind: 'basic' as const, username: 'ada', password: canary },
    headers: [
      { name: 'X-Api-Key', value: `${canary}2`, enabled: true, description: 'd' },
      { name: 'X-Trace', value: 'on', enabled: false },
    ],
    scripts: { before: `const apiKey = "q8ZrT4vWx2LmN7pKcanary"`, after: 'pm.test("ok", () => {})' },
  };
  const saved = await client.collections.saveGroup({ name: 'Shop', ...given });
  expect(saved).toMatchObject({
    auth: { password: '••••' },
    headers: [
      { name: 'X-Api-Key', value: '••••', description: 'd' },
      { name: 'X-Trace', value: 'on', enabled: false },
    ],
    scripts: { before: 'const apiKey = "••••"', after: given.scripts.after },
  });
  expect(await client.collections.group({ id: saved.id })).toEqual(saved);
  expect(filesWith(console.kernel.paths.root, 'canary')).toEqual([]);
  const auth = { kind: 'bearer' as const, token: '{{token}}', prefix: 'Bearer' };
  expect((await client.collections.saveGroup({ id: saved.id, auth })).auth).toEqual(auth);
});

test('what is not given of a collection stays, and nothing is changed over what somebody else changed', async () => {
  const { client } = await testConsole();
  await expect(client.collections.saveGroup({})).rejects.toMatchObject({ code: 'INVALID', data: { field: 'name' } });
  const settings = {
    followRedirects: false,
    maxRedirects: 3,
    connectSeconds: 4,
    responseSeconds: 5,
    timeoutSeconds: 6,
    httpVersion: '2' as const,
    useCookies: true,
  };
  const { id, ...made } = await client.collections.saveGroup({ name: 'a', description: '# A', settings });
  expect(made).toMatchObject({ name: 'a', description: '# A', parentId: null, auth: { kind: 'inherit' }, ...settings });
  expect(await client.collections.saveGroup({ id, name: 'b' })).toMatchObject({
    ...made,
    name: 'b',
    updatedAt: expect.any(Number),
  });
  await expect(client.collections.saveGroup({ id, name: 'c', expected: { name: 'a' } })).rejects.toMatchObject({
    code: 'CHANGED_MEANWHILE',
  });
  expect((await client.collections.saveGroup({ id, description: 'x', expected: { description: '# A' } })).name).toBe(
    'b',
  );
  // A parent counts for a new one alone.
  const { id: other } = await client.collections.saveGroup({ name: 'other' });
  expect((await client.collections.saveGroup({ id, parentId: other })).parentId).toBeNull();
});

test('a copy is everything that the collection is, under the next free names', async () => {
  const { client } = await testConsole();
  const { id: group } = await client.collections.saveGroup({
    name: 'g',
    headers: [{ name: 'X-A', value: '1', enabled: true }],
  });
  await client.environments.setVariable({ owner: { kind: 'group', id: group }, name: 'v', kind: 'plain', value: '1' });
  const parameters = [{ name: 'a', in: 'query' as const, value: '1', enabled: true }];
  const { id } = await client.collections.save({ name: 'r', draft: { ...plainDraft, groupId: group, parameters } });
  await client.collections.save({ name: 's', draft: { ...plainDraft, groupId: group } });
  const copyOf = async (item: CollectionItem) => (await client.collections.duplicate({ items: [item] })).items[0];
  await copyOf({ kind: 'request', id });
  await copyOf({ kind: 'request', id });
  const tree = await client.collections.tree();
  expect(tree.requests.map(({ name }) => name)).toEqual(['r', 'r copy 2', 'r copy', 's']);
  const copied = await copyOf({ kind: 'group', id: group });
  if (copied?.kind !== 'group') throw new Error('A group was copied');
  const { headers, name } = await client.collections.group({ id: copied.id });
  expect([name, headers]).toEqual(['g copy', [{ name: 'X-A', value: '1', enabled: true }]]);
  expect((await client.environments.variables(copied)).map((each) => each.name)).toEqual(['v']);
  const inside = (await client.collections.tree()).requests.filter((row) => row.groupId === copied.id);
  expect(inside.map((row) => row.name)).toEqual(['r', 'r copy 2', 'r copy', 's']);
  const first = inside.find((row) => row.name === 'r');
  expect((await client.collections.request({ id: first?.id ?? id })).draft.parameters).toEqual(parameters);
  expect(first?.id).not.toBe(id);
});

test('requests and collections are found by all words of their name, address, method and description, in any case', async () => {
  const { client } = await testConsole();
  const { id: group } = await client.collections.saveGroup({ name: 'Orders', description: 'of the shop' });
  const save = (name: string, fields: object, description = '') =>
    client.collections.save({ name, description, draft: { ...plainDraft, ...fields } });
  const a = await save('List', { url: 'https://a.test/Orders?q=100%_' });
  const b = await save('Create', { url: 'https://a.test/things', method: 'POST' }, 'Makes an ORDER');
  const gone = await save('orders', {});
  await client.collections.remove({ items: [{ kind: 'request', id: gone.id }] });
  const found = async (text: string) =>
    (await client.collections.search({ text })).items.map(({ id }) => String(id)).sort();
  const ids = (...of: string[]) => of.sort();
  expect(await found('orders')).toEqual(ids(group, a.id));
  expect(await found('ORDER')).toEqual(ids(group, a.id, b.id));
  expect(await found('post order')).toEqual(ids(b.id));
  expect(await found('shop orders')).toEqual(ids(group));
  expect(await found('100%_')).toEqual(ids(a.id));
  expect(await found('%')).toEqual(ids(a.id));
  expect(await found("'; DROP TABLE saved_requests; --")).toEqual([]);
  expect(await found('absent order')).toEqual([]);
});

const definition = (more: object, required: boolean) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'A', version: '1' },
    paths: {
      '/a': {
        get: {
          summary: required ? 'new' : 'old',
          parameters: [{ name: 'q', in: 'query', required, schema: { type: 'string', ...more } }],
          responses: {},
        },
      },
    },
  });

test('a linked request says what has changed in its operation since, until a person takes it', async () => {
  const { client } = await testConsole();
  const apply = async (text: string, integrationId?: Awaited<ReturnType<typeof client.definitions.apply>>['id']) => {
    const review = await client.definitions.review({
      source: { kind: 'text', text },
      ...(integrationId && { integrationId }),
    });
    const target = integrationId
      ? { kind: 'existing' as const, integrationId }
      : { kind: 'new' as const, name: 'a', fields: { baseUrl: 'https://a.test' } };
    return client.definitions.apply({ id: review.id, target });
  };
  const { id: integrationId } = await apply(definition({}, false));
  const draft = { ...plainDraft, integrationId, operationKey: 'GET /a', url: '/a' };
  const { id, operationChanges } = await client.collections.save({ name: 'r', draft });
  expect(operationChanges).toEqual([]);
  await apply(definition({ description: 'only words' }, false), integrationId);
  expect((await client.collections.request({ id })).operationChanges).toEqual([]);
  await apply(definition({ maxLength: 3 }, true), integrationId);
  expect((await client.collections.request({ id })).operationChanges).toEqual([
    'The parameter q (query) is needed now.',
  ]);
  expect((await client.collections.acceptOperation({ id })).operationChanges).toEqual([]);
  expect((await client.collections.request({ id })).operationChanges).toEqual([]);
  await apply(definition({ maxLength: 4 }, true), integrationId);
  expect((await client.collections.request({ id })).operationChanges).toEqual([
    'The parameter q (query) takes other values.',
  ]);
  // To save it is to take it as well.
  expect((await client.collections.save({ id, name: 'r', draft })).operationChanges).toEqual([]);
  await apply(definition({}, true).replace('"/a"', '"/b"'), integrationId);
  expect(await client.collections.request({ id })).toMatchObject({ operationGone: true, operationChanges: [] });
});
