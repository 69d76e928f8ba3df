import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { integrationId, type SavedRequestId } from '#contract/common.ts';
import { actAs } from '#test/support/actAs.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';
import { savedAffected } from './references.ts';

const requestItems = (ids: readonly SavedRequestId[]) => ids.map((id) => ({ kind: 'request' as const, id }));

async function begin() {
  const { console, client } = await testConsole();
  const ids = { integrationId: integrationId.parse(randomUUID()) };
  const save = (name: string, fields: object = {}) =>
    client.collections.save({ name, draft: { ...plainDraft, ...ids, ...fields } });
  const saved = async () => (await client.collections.tree()).requests;
  const names = async () => (await saved()).map(({ name }) => name);
  const deleted = async () => (await client.collections.deletedRequests()).map(({ name }) => name);
  const remove = (...of: SavedRequestId[]) => client.collections.remove({ items: requestItems(of) });
  const restore = (...of: SavedRequestId[]) => client.collections.restore({ items: requestItems(of) });
  return { console, client, save, saved, names, deleted, remove, restore };
}

test('a deleted request comes back as it was, beside another that took its name meanwhile', async () => {
  const { client, save, saved, names, deleted, remove, restore } = await begin();
  const { id } = await save('mine', { url: '/kept' });
  await save('other');
  const before = await saved();
  const draft = (await client.collections.request({ id })).draft;
  await remove(id);
  expect([await names(), await deleted()]).toEqual([['other'], ['mine']]);
  await expect(remove(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(client.collections.save({ id, name: 'mine', draft: plainDraft })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const second = await save('MINE');
  expect(await restore(id)).toEqual({ items: requestItems([id]) });
  expect(await names()).toEqual(['mine', 'other', 'MINE']);
  await expect(client.collections.save({ id, name: 'Mine', draft: plainDraft })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  await remove(second.id);
  expect(await saved()).toEqual(before);
  expect((await client.collections.request({ id })).draft).toEqual(draft);
  expect(await deleted()).toEqual(['MINE']);
});

test('several are deleted together or not at all, and come back together', async () => {
  const { save, names, deleted, remove, restore } = await begin();
  const ids = [];
  for (const name of ['one', 'two', 'three']) ids.push((await save(name)).id);
  await remove(...ids.slice(0, 1));
  await expect(remove(...ids)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect([await names(), await deleted()]).toEqual([['two', 'three'], ['one']]);
  await remove(...ids.slice(1));
  expect((await deleted()).sort()).toEqual(['one', 'three', 'two']);
  // One that stands is passed over.
  await restore(...ids.slice(0, 1));
  expect(await restore(...ids)).toEqual({ items: requestItems(ids.slice(1)) });
  expect(await names()).toEqual(['one', 'two', 'three']);
});

test('what was deleted counts for nothing: no use of a connection, no loss with an integration, no effect of a definition', async () => {
  const { console, client, remove, restore } = await begin();
  const { tenant } = await client.tenants.session();
  const auth = { manualAuth: { kind: 'bearer' as const }, credentials: { secret: 'some-secret-0001' } };
  const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;
  const { id: of } = await client.integrations.create({ name: 'a', ...api, ...auth });
  const connectionId = (await client.connections.list({ integrationId: of })).rows[0]?.id;
  if (connectionId === undefined) throw new Error('The integration has a connection');
  const operation = { operationKey: 'GET /things', integrationId: of, connectionId };
  const { id } = await client.collections.save({ name: 'sends', draft: { ...plainDraft, ...operation } });
  const { references, store } = console.kernel;
  const changes = { removed: new Set(['GET /things']), changed: new Set<string>() };
  const counts = async () => ({
    uses: (await client.connections.uses({ id: connectionId })).filter(({ kind }) => kind === 'saved request').length,
    counted: references.counts(store.read, tenant.id, 'connection', [connectionId]).get(connectionId),
    lost: (await client.integrations.removal({ ids: [of] })).savedRequests,
    affected: savedAffected(store.read, console.openSession().actor(), of, changes).length,
  });
  expect(await counts()).toEqual({ uses: 1, counted: 1, lost: 1, affected: 1 });
  await remove(id);
  expect(await counts()).toEqual({ uses: 0, counted: undefined, lost: 0, affected: 0 });
  await restore(id);
  expect(await counts()).toEqual({ uses: 1, counted: 1, lost: 1, affected: 1 });
});

test.each(['auth', 'server_variables', 'body_more', 'operation_shape'])(
  'one whose %s cannot be read is deleted and restored like any other',
  async (column) => {
    const { console, client, save, names, deleted, remove, restore } = await begin();
    const { id } = await save('mine');
    console.store.sqlite.exec(`UPDATE saved_requests SET ${column} = '{'`);
    await remove(id);
    expect(await deleted()).toEqual(['mine']);
    expect(await restore(id)).toEqual({ items: requestItems([id]) });
    expect(await names()).toEqual(['mine']);
    await expect(client.collections.request({ id })).rejects.toMatchObject({ code: 'UNREADABLE' });
  },
);

test('what a deleted request would send stays until it is gone for good', async () => {
  const clock = { at: Date.now() };
  const { console, client } = await testConsole({ now: () => clock.at });
  const session = console.openSession();
  const stored = await console.keepFile(
    session,
    (async function* () {
      yield Buffer.from('a body of its own');
    })(),
  );
  const body = { kind: 'file' as const, mediaType: 'text/plain', name: 'a.txt', data: '', stored };
  const { id } = await client.collections.save({ name: 'mine', draft: { ...plainDraft, body } });
  await client.collections.remove({ items: requestItems([id]) });
  const find = () => console.store.sqlite.prepare('SELECT count(*) FROM saved_requests').pluck().get();
  const days = (count: number) => {
    clock.at += count * 86_400_000;
    return client.system.cleanUp();
  };
  expect((await days(30)).bodyBytes).toBe(0);
  expect(find()).toBe(1);
  expect((await days(1)).bodyBytes).toBe(stored.bytes);
  expect(find()).toBe(0);
});

test('pages hear of it, and the activity of the store says who did what', async () => {
  const { console, save, remove, restore } = await begin();
  const { id } = await save('mine');
  const heard: string[] = [];
  console.events.onEvent((event) => {
    if (event.type === 'changed') heard.push(event.topic);
  });
  await remove(id);
  await restore(id);
  expect(heard.filter((topic) => topic === 'collections')).toHaveLength(2);
  const facts = console.store.sqlite.prepare('SELECT type FROM facts WHERE entity_id = ? ORDER BY rowid').pluck();
  expect(facts.all(id)).toEqual(['savedRequest.created', 'savedRequest.deleted', 'savedRequest.restored']);
});

test('a viewer sees what was deleted and restores nothing', async () => {
  const { console, client, save, remove } = await begin();
  const { id } = await save('mine');
  await remove(id);
  const viewer = await actAs(console, client, 'viewer');
  const [row] = await viewer.collections.deletedRequests();
  expect(row).toMatchObject({ id, name: 'mine', restorable: false });
  await expect(viewer.collections.restore({ items: requestItems([id]) })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await client.collections.deletedRequests()).toMatchObject([{ id, restorable: true }]);
});
