import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EnvironmentId } from '#contract/common.ts';
import { actAs } from '#test/support/actAs.ts';
import { testConsole } from '#test/support/testConsole.ts';

const day = 86_400_000;

async function begin() {
  const clock = { at: Date.now() };
  const { console, client } = await testConsole({ now: () => clock.at });
  await client.vault.setUp({ method: 'keychain' });
  const create = (name: string) => client.environments.create({ name, color: null, isProduction: false });
  const names = async () => (await client.environments.list()).map(({ name }) => name);
  const secrets = () =>
    console.store.sqlite
      .prepare<[], number>("SELECT count(*) FROM secrets WHERE owner_table = 'variables'")
      .pluck()
      .get();
  return { console, client, clock, create, names, secrets };
}

describe('environments', () => {
  test('are made, changed and listed in their order, the one that holds everywhere first', async () => {
    const { client, create, names } = await begin();
    const { id } = await create('Staging');
    await create('Live');
    expect(await names()).toEqual(['Globals', 'Staging', 'Live']);
    const changed = await client.environments.update({ id, name: 'Test', color: '#2f9e44', isProduction: true });
    expect(changed).toMatchObject({
      id,
      name: 'Test',
      color: '#2f9e44',
      isProduction: true,
      isGlobal: false,
      variables: 0,
    });
    expect(await client.environments.update({ id, color: null })).toMatchObject({
      name: 'Test',
      color: null,
      isProduction: true,
    });
    expect((await client.environments.list()).filter(({ isGlobal }) => isGlobal)).toHaveLength(1);
    expect(await names()).toEqual(['Globals', 'Test', 'Live']);
  });

  test('have names of their own in any case', async () => {
    const { client, create } = await begin();
    const { id } = await create('Live');
    await expect(create('LIVE')).rejects.toMatchObject({ code: 'CONFLICT', data: { field: 'name' } });
    const other = await create('Other');
    await expect(client.environments.update({ id: other.id, name: 'live' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect((await client.environments.update({ id, name: 'LIVE' })).name).toBe('LIVE');
    expect([
      (await client.environments.duplicate({ id })).name,
      (await client.environments.duplicate({ id })).name,
    ]).toEqual(['LIVE copy', 'LIVE copy 2']);
  });

  test('are not changed over what somebody else changed', async () => {
    const { client, create } = await begin();
    const { id } = await create('Live');
    await client.environments.update({ id, color: '#111111' });
    await expect(client.environments.update({ id, color: '#222222', expected: { color: null } })).rejects.toMatchObject(
      { code: 'CHANGED_MEANWHILE' },
    );
    expect(await client.environments.update({ id, name: 'Mine', expected: { name: 'Live' } })).toMatchObject({
      color: '#111111',
      name: 'Mine',
    });
  });

  test('are deleted with their variables, and come back with them and their secrets for 30 days', async () => {
    const { console, client, clock, create, names, secrets } = await begin();
    const { id } = await create('Live');
    const owner = { kind: 'environment' as const, id };
    const { id: key } = await client.environments.setVariable({
      owner,
      name: 'key',
      kind: 'secret',
      secret: 'some-secret-1',
    });
    await client.environments.remove({ id });
    expect(await names()).toEqual(['Globals']);
    await expect(client.environments.variables(owner)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(client.environments.effective({ environmentId: id, groupId: null })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await client.environments.deleted()).toMatchObject([{ id, name: 'Live', restorable: true }]);
    const taken = await create('live');
    await expect(client.environments.restore({ ids: [id] })).rejects.toMatchObject({ code: 'CONFLICT' });
    await client.environments.update({ id: taken.id, name: 'Other' });
    expect(await client.environments.restore({ ids: [id] })).toEqual({ ids: [id] });
    expect(await client.environments.variables(owner)).toMatchObject([{ id: key, name: 'key', kind: 'secret' }]);
    await client.environments.remove({ id });
    clock.at += 31 * day;
    expect(secrets()).toBe(1);
    await client.system.cleanUp();
    expect([await client.environments.deleted(), secrets()]).toEqual([[], 0]);
    const buried = console.store.sqlite
      .prepare('SELECT table_name FROM tombstones WHERE row_id IN (?, ?) ORDER BY 1')
      .pluck();
    expect(buried.all(id, key)).toEqual(['environments', 'variables']);
  });

  test('that hold everywhere stay, with a name of one’s own', async () => {
    const { client, names } = await begin();
    const id = (await client.environments.list())[0]?.id as EnvironmentId;
    await expect(client.environments.remove({ id })).rejects.toMatchObject({ code: 'INVALID' });
    await client.environments.update({ id, name: 'Everywhere' });
    expect(await names()).toEqual(['Everywhere']);
  });

  test('of another tenant are neither seen nor used, and a viewer changes none', async () => {
    const { console, client, create, names } = await begin();
    const { id } = await create('Live');
    const viewer = await actAs(console, client, 'viewer');
    expect((await viewer.environments.list()).map(({ name }) => name)).toEqual(['Live']);
    await expect(viewer.environments.update({ id, name: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(viewer.environments.create({ name: 'x', color: null, isProduction: false })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const { id: tenantId } = await client.tenants.create({ name: 'Elsewhere' });
    await client.tenants.switch({ tenantId });
    expect(await names()).toEqual(['Globals']);
    await expect(client.environments.duplicate({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await create('Live');
    expect(await names()).toEqual(['Globals', 'Live']);
  });
});

test('environments stand where they were put, whatever was moved before', async () => {
  const { client, create } = await begin();
  const ids: EnvironmentId[] = [];
  for (let at = 0; at < 6; at += 1) ids.push((await create(`e${at}`)).id);
  const order = async () => (await client.environments.list()).filter(({ isGlobal }) => !isGlobal).map(({ id }) => id);
  const move = fc.tuple(fc.nat(5), fc.option(fc.nat(5)));
  let expected = [...ids];
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 6 }), async (moves) => {
      for (const [from, to] of moves) {
        const id = ids[from] as EnvironmentId;
        const before = to === null ? null : (ids[to] as EnvironmentId);
        await client.environments.move({ id, before });
        if (before === id) continue;
        const others = expected.filter((each) => each !== id);
        const at = before === null ? others.length : others.indexOf(before);
        expected = others.toSpliced(at, 0, id);
      }
      expect(await order()).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

test('two that came to the same key on two computers have one order, and others are put before, between and after them', async () => {
  const { console, client, create, names } = await begin();
  const [a, b, c] = [await create('a'), await create('b'), await create('c')];
  console.store.sqlite.exec("UPDATE environments SET position = 'a5' WHERE name IN ('a', 'b')");
  const before = await names();
  expect([before[1], before.slice(2).sort()]).toEqual(['c', ['a', 'b']]);
  const [first, second] = a.id < b.id ? [a, b] : [b, a];
  await client.environments.move({ id: c.id, before: first.id });
  expect(await names()).toEqual(['Globals', 'c', first.name, second.name]);
  await client.environments.move({ id: c.id, before: null });
  expect(await names()).toEqual(['Globals', first.name, second.name, 'c']);
  await client.environments.move({ id: c.id, before: second.id });
  expect((await names()).slice(1)).toEqual(['c', first.name, second.name]);
});

test('one that is put before itself stays where it is', async () => {
  const { client, create, names } = await begin();
  const [a, b] = [await create('a'), await create('b'), await create('c')];
  const before = await names();
  for (const { id } of [a, b]) await client.environments.move({ id, before: id });
  expect(await names()).toEqual(before);
});
