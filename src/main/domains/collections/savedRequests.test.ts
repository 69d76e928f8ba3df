import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { integrationId } from '#contract/common.ts';
import { actAs } from '#test/support/actAs.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';
import { savedAffected } from './savedRequests.ts';

async function begin() {
  const { console, client } = await testConsole();
  const ids = { integrationId: integrationId.parse(randomUUID()) };
  const save = (name: string, fields: object = {}) =>
    client.requests.save({ name, draft: { ...plainDraft, ...ids, ...fields } });
  const names = async () => (await client.requests.saved()).map(({ name }) => name);
  const deleted = async () => (await client.requests.deletedSaved()).map(({ name }) => name);
  return { console, client, save, names, deleted };
}

test('a deleted request comes back as it was, and its name is free meanwhile', async () => {
  const { client, save, names, deleted } = await begin();
  const { id } = await save('mine', { url: '/kept' });
  await save('other');
  const before = await client.requests.saved();
  await client.requests.removeSaved({ id });
  expect([await names(), await deleted()]).toEqual([['other'], ['mine']]);
  await expect(client.requests.removeSaved({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(client.requests.save({ id, name: 'mine', draft: plainDraft })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const second = await save('MINE');
  await expect(client.requests.restoreSaved({ ids: [id] })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('mine'),
    data: { kept: expect.stringContaining('Nothing was restored') },
  });
  await client.requests.removeSaved({ id: second.id });
  expect(await client.requests.restoreSaved({ ids: [id] })).toEqual({ ids: [id] });
  expect(await client.requests.saved()).toEqual(before);
  expect(await deleted()).toEqual(['MINE']);
});

test('several come back together or not at all', async () => {
  const { client, save, deleted } = await begin();
  const ids = [];
  for (const name of ['one', 'two', 'TWO']) {
    const { id } = await save(name);
    ids.push(id);
    await client.requests.removeSaved({ id });
  }
  await expect(client.requests.restoreSaved({ ids })).rejects.toMatchObject({ code: 'CONFLICT' });
  expect((await deleted()).sort()).toEqual(['TWO', 'one', 'two']);
  expect((await client.requests.restoreSaved({ ids: ids.slice(0, 2) })).ids).toHaveLength(2);
});

test('what was deleted counts for nothing: no use of a connection, no loss with an integration, no effect of a definition', async () => {
  const { console, client } = await begin();
  const { tenant } = await client.tenants.session();
  const auth = { manualAuth: { kind: 'bearer' as const }, credentials: { secret: 'some-secret-0001' } };
  const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;
  const { id: of } = await client.integrations.create({ name: 'a', ...api, ...auth });
  const connectionId = (await client.connections.list({ integrationId: of })).rows[0]?.id;
  if (connectionId === undefined) throw new Error('The integration has a connection');
  const operation = { operationKey: 'GET /things', integrationId: of, connectionId };
  const { id } = await client.requests.save({ name: 'sends', draft: { ...plainDraft, ...operation } });
  const { references, store } = console.kernel;
  const changes = { removed: new Set(['GET /things']), changed: new Set<string>() };
  const counts = async () => ({
    uses: (await client.connections.uses({ id: connectionId })).filter(({ kind }) => kind === 'saved request').length,
    counted: references.counts(store.read, tenant.id, 'connection', [connectionId]).get(connectionId),
    lost: (await client.integrations.removal({ ids: [of] })).savedRequests,
    affected: savedAffected(store.read, console.openSession().actor(), of, changes).length,
  });
  expect(await counts()).toEqual({ uses: 1, counted: 1, lost: 1, affected: 1 });
  await client.requests.removeSaved({ id });
  expect(await counts()).toEqual({ uses: 0, counted: undefined, lost: 0, affected: 0 });
  await client.requests.restoreSaved({ ids: [id] });
  expect(await counts()).toEqual({ uses: 1, counted: 1, lost: 1, affected: 1 });
});

test('one whose draft cannot be read is deleted and restored like any other', async () => {
  const { console, client, save, deleted } = await begin();
  const { id } = await save('mine');
  console.store.sqlite.exec(`UPDATE saved_requests SET draft = '{'`);
  await client.requests.removeSaved({ id });
  expect(await deleted()).toEqual(['mine']);
  expect(await client.requests.restoreSaved({ ids: [id] })).toEqual({ ids: [id] });
  expect(await client.requests.saved()).toMatchObject([{ id, unreadable: expect.any(String) }]);
});

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
  const { id } = await client.requests.save({ name: 'mine', draft: { ...plainDraft, body } });
  await client.requests.removeSaved({ id });
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
  const { console, client, save } = await begin();
  const { id } = await save('mine');
  const heard: string[] = [];
  console.events.onEvent((event) => {
    if (event.type === 'changed') heard.push(event.topic);
  });
  await client.requests.removeSaved({ id });
  await client.requests.restoreSaved({ ids: [id] });
  expect(heard.filter((topic) => topic === 'requests')).toHaveLength(2);
  const facts = console.store.sqlite.prepare('SELECT type FROM facts WHERE entity_id = ? ORDER BY rowid').pluck();
  expect(facts.all(id)).toEqual(['savedRequest.created', 'savedRequest.deleted', 'savedRequest.restored']);
});

test('a viewer sees what was deleted and restores nothing', async () => {
  const { console, client, save } = await begin();
  const { id } = await save('mine');
  await client.requests.removeSaved({ id });
  const viewer = await actAs(console, client, 'viewer');
  const [row] = await viewer.requests.deletedSaved();
  expect(row).toMatchObject({ id, name: 'mine', restorable: false });
  await expect(viewer.requests.restoreSaved({ ids: [id] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await client.requests.deletedSaved()).toMatchObject([{ id, restorable: true }]);
});
