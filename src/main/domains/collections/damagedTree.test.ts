import { expect, test } from 'vitest';
import type { GroupId } from '#contract/common.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';

const group = (id: GroupId) => ({ kind: 'group' as const, id });

test('two collections that lie in each other, as two computers can make them, come apart again', async () => {
  const { console, client } = await testConsole();
  const { id: a } = await client.collections.saveGroup({ name: 'a' });
  const { id: b } = await client.collections.saveGroup({ name: 'b', parentId: a });
  const { id: request } = await client.collections.save({ name: 'r', draft: { ...plainDraft, groupId: b } });
  const draft = (await client.collections.request({ id: request })).draft;
  const entangle = () => console.store.sqlite.prepare('UPDATE request_groups SET parent_id = ? WHERE id = ?').run(b, a);
  entangle();
  expect((await client.collections.tree()).groups).toHaveLength(2);
  expect((await client.requests.compose({ ...draft, url: 'https://a.test/' })).url).toBe('https://a.test/');
  await expect(client.collections.duplicate({ items: [group(a)] })).rejects.toMatchObject({ code: 'INVALID' });
  await expect(client.collections.move({ items: [group(a)], into: b, before: null })).rejects.toMatchObject({
    code: 'INVALID',
  });
  expect((await client.collections.tree()).groups).toHaveLength(2);
  await client.collections.move({ items: [group(a)], into: null, before: null });
  expect((await client.collections.tree()).groups.map(({ name, parentId }) => [name, parentId])).toEqual([
    ['a', null],
    ['b', a],
  ]);
  entangle();
  await client.collections.remove({ items: [group(b)] });
  expect(await client.collections.tree()).toEqual({ groups: [], requests: [] });
});

test('a damaged row of a request is said of that request, and hinders neither the tree nor its deletion', async () => {
  const { console, client } = await testConsole();
  const { id: outer } = await client.collections.saveGroup({ name: 'g' });
  const parameters = [{ name: 'a', in: 'query' as const, value: '1' }];
  const damaged = await client.collections.save({ name: 'd', draft: { ...plainDraft, groupId: outer, parameters } });
  const fine = await client.collections.save({ name: 'f', draft: { ...plainDraft, groupId: outer } });
  for (const entry of ['{', '{"name":7}', '[]']) {
    console.store.sqlite.prepare('UPDATE request_rows SET entry = ?').run(entry);
    for (const asked of [
      client.collections.request({ id: damaged.id }),
      client.collections.duplicate({ items: [{ kind: 'request', id: damaged.id }] }),
    ])
      await expect(asked).rejects.toMatchObject({
        code: 'UNREADABLE',
        message: expect.stringMatching(/saved request/),
      });
    expect((await client.collections.tree()).requests.map(({ name }) => name)).toEqual(['d', 'f']);
    expect((await client.collections.request({ id: fine.id })).name).toBe('f');
  }
  const items = [{ kind: 'request' as const, id: damaged.id }];
  await client.collections.remove({ items });
  await client.collections.restore({ items });
  await client.collections.remove({ items: [group(outer)] });
  expect((await client.collections.tree()).requests).toEqual([]);
});

test('a collection whose headers cannot be read is said of it, and its requests go on being deleted and moved', async () => {
  const { console, client } = await testConsole();
  const headers = [{ name: 'X-A', value: '1', enabled: true }];
  const { id: outer } = await client.collections.saveGroup({ name: 'g', headers });
  const { id } = await client.collections.save({ name: 'r', draft: { ...plainDraft, groupId: outer } });
  console.store.sqlite.prepare("UPDATE request_rows SET entry = '7'").run();
  await expect(client.collections.group({ id: outer })).rejects.toMatchObject({ code: 'UNREADABLE' });
  const { draft } = await client.collections.request({ id });
  await expect(client.requests.compose({ ...draft, url: 'https://a.test/' })).rejects.toMatchObject({
    code: 'UNREADABLE',
  });
  await client.collections.move({ items: [{ kind: 'request', id }], into: null, before: null });
  expect((await client.collections.request({ id })).draft.groupId).toBeNull();
  await client.collections.remove({ items: [group(outer)] });
});
