import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { exchangeId, type GroupId } from '#contract/common.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';

const day = 86_400_000;

async function begin() {
  const clock = { at: Date.now() };
  const { console, client } = await testConsole({ now: () => clock.at });
  await client.vault.setUp({ method: 'keychain' });
  const { sqlite } = console.store;
  const count = (table: string) => sqlite.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get();
  const secrets = () =>
    sqlite.prepare<[], number>("SELECT count(*) FROM secrets WHERE owner_table = 'variables'").pluck().get();
  const later = async (days: number) => {
    clock.at += days * day;
    return client.system.cleanUp();
  };
  const remove = (id: GroupId) => client.collections.remove({ items: [{ kind: 'group', id }] });
  const seal = (id: GroupId) =>
    client.environments.setVariable({
      owner: { kind: 'group', id },
      name: 'key',
      kind: 'secret',
      secret: 'some-secret-1',
    });
  return { console, client, sqlite, clock, count, secrets, later, remove, seal };
}

test('what a deleted collection holds goes with it after 30 days: requests, rows, variables and secrets of every depth', async () => {
  const { client, sqlite, count, secrets, later, remove, seal } = await begin();
  const ids: GroupId[] = [];
  for (let depth = 0; depth < 8; depth += 1) {
    const { id } = await client.collections.saveGroup({
      name: `g${depth}`,
      parentId: ids.at(-1) ?? null,
      headers: [{ name: 'X-A', value: '1', enabled: true }],
    });
    ids.push(id);
    await seal(id);
    const parameters = [{ name: 'a', in: 'query' as const, value: '1' }];
    await client.collections.save({ name: 'r', draft: { ...plainDraft, groupId: id, parameters } });
  }
  const { id: other } = await client.collections.saveGroup({ name: 'other' });
  await seal(other);
  await remove(ids[0] ?? other);
  await later(30);
  expect([count('request_groups'), count('saved_requests'), count('request_rows'), secrets()]).toEqual([9, 8, 16, 9]);
  await later(1);
  expect([
    count('request_groups'),
    count('saved_requests'),
    count('request_rows'),
    count('variables'),
    secrets(),
  ]).toEqual([1, 0, 0, 1, 1]);
  const buried = sqlite
    .prepare('SELECT table_name, count(*) AS n FROM tombstones GROUP BY table_name ORDER BY 1')
    .all();
  expect(buried).toEqual([
    { table_name: 'request_groups', n: 8 },
    { table_name: 'request_rows', n: 16 },
    { table_name: 'saved_requests', n: 8 },
    { table_name: 'variables', n: 8 },
  ]);
});

test('a folder that was deleted before its collection comes back beside the collections, or goes when its own time is over', async () => {
  const { client, clock, secrets, later, remove, seal } = await begin();
  const { id: outer } = await client.collections.saveGroup({ name: 'outer' });
  const { id: inner } = await client.collections.saveGroup({ name: 'inner', parentId: outer });
  const { id } = await client.collections.save({ name: 'r', draft: { ...plainDraft, groupId: inner } });
  await seal(inner);
  await remove(inner);
  clock.at += 10 * day;
  await remove(outer);
  expect((await client.collections.deletedGroups()).map(({ name }) => name)).toEqual(['outer', 'inner']);
  await client.collections.restore({ items: [{ kind: 'group', id: inner }] });
  expect((await client.collections.group({ id: inner })).parentId).toBeNull();
  expect((await client.collections.request({ id })).draft.groupId).toBe(inner);
  await later(31);
  expect(secrets()).toBe(1);
  expect((await client.collections.tree()).groups.map(({ name }) => name)).toEqual(['inner']);
  expect((await client.environments.variables({ kind: 'group', id: inner })).map(({ name }) => name)).toEqual(['key']);
});

test('a request whose folder is gone comes back beside the collections', async () => {
  const { client, remove } = await begin();
  const { id: group } = await client.collections.saveGroup({ name: 'g' });
  const { id } = await client.collections.save({ name: 'r', draft: { ...plainDraft, groupId: group } });
  const item = { kind: 'request' as const, id };
  await client.collections.remove({ items: [item] });
  await remove(group);
  expect(await client.collections.restore({ items: [item] })).toEqual({ items: [item] });
  expect((await client.collections.request({ id })).draft.groupId).toBeNull();
  // What went with the folder comes back with it, and what came back by itself stays where it is.
  await client.collections.restore({ items: [{ kind: 'group', id: group }] });
  expect((await client.collections.request({ id })).draft.groupId).toBeNull();
});

test('the files of saved requests stay as long as one of them has them, copies and deleted ones too', async () => {
  const { console, client, clock, later } = await begin();
  const stored = await console.keepFile(
    console.openSession(),
    (async function* () {
      yield Buffer.from('a body of its own');
    })(),
  );
  const file = { name: 'a.txt', mediaType: 'text/plain', data: '', stored };
  const body = { kind: 'form' as const, mediaType: 'multipart/form-data', fields: [{ name: 'f', value: '', file }] };
  const { id } = await client.collections.save({ name: 'r', draft: { ...plainDraft, body } });
  const { items } = await client.collections.duplicate({ items: [{ kind: 'request', id }] });
  await client.collections.remove({ items: [{ kind: 'request', id }] });
  expect((await later(400)).bodyBytes).toBe(0);
  await client.collections.remove({ items });
  expect((await later(30)).bodyBytes).toBe(0);
  await client.collections.restore({ items });
  expect((await later(400)).bodyBytes).toBe(0);
  const [copy] = items;
  if (copy?.kind !== 'request') throw new Error('A request was copied');
  const { draft } = await client.collections.request({ id: copy.id });
  const sent = await client.requests.send({
    id: exchangeId.parse(randomUUID()),
    draft: { ...draft, method: 'POST', url: 'http://127.0.0.1:9/' },
  });
  expect(sent.fault?.code).not.toBe('NOT_SENDABLE');
  await client.requests.clearHistory({});
  await client.collections.remove({ items });
  clock.at += 400 * day;
  expect((await later(31)).bodyBytes).toBe(stored.bytes);
});
