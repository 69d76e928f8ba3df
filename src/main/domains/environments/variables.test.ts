import { describe, expect, test } from 'vitest';
import { type VariableKind, variableName } from '#contract/environments.ts';
import { filesWith } from '#test/support/requestsRig.ts';
import { testConsole } from '#test/support/testConsole.ts';

const canary = 'k4Vq-canary-7f3a';

async function begin() {
  const { console, client } = await testConsole();
  await client.vault.setUp({ method: 'keychain' });
  const { id: environmentId } = await client.environments.create({ name: 'Live', color: null, isProduction: false });
  const { id: groupId } = await client.collections.saveGroup({ name: 'Shop' });
  const owner = { kind: 'environment' as const, id: environmentId };
  const group = { kind: 'group' as const, id: groupId };
  const set = (name: string, value: string, kind: VariableKind = 'plain') =>
    client.environments.setVariable({ owner, name, kind, value });
  const list = async () => (await client.environments.variables(owner)).map(({ name, value }) => `${name}=${value}`);
  const secrets = () =>
    console.store.sqlite
      .prepare<[], number>("SELECT count(*) FROM secrets WHERE owner_table = 'variables'")
      .pluck()
      .get();
  return { console, client, owner, group, set, list, secrets };
}

describe('variables', () => {
  test('are made, changed, placed and deleted', async () => {
    const { client, owner, set, list } = await begin();
    const [a, b] = [await set('a', '1'), await set('b', '2')];
    expect(a).toEqual({
      id: a.id,
      name: 'a',
      kind: 'plain',
      enabled: true,
      value: '1',
      secretHint: null,
      allowed: false,
      description: '',
    });
    await client.environments.setVariable({
      owner,
      id: a.id,
      name: 'A',
      kind: 'plain',
      value: '3',
      enabled: false,
      description: 'd',
    });
    await client.environments.moveVariable({ id: b.id, before: a.id });
    expect(await list()).toEqual(['b=2', 'A=3']);
    await client.environments.moveVariable({ id: b.id, before: b.id });
    expect(await list()).toEqual(['b=2', 'A=3']);
    expect((await client.environments.list()).find(({ id }) => id === owner.id)?.variables).toBe(2);
    await client.environments.removeVariable({ id: a.id });
    await expect(client.environments.removeVariable({ id: a.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await list()).toEqual(['b=2']);
  });

  test('have a name of their own in their place, which counts as it is written', async () => {
    const { client, owner, group, set, list } = await begin();
    const a = await set('a', '1');
    await expect(set('a', '2')).rejects.toMatchObject({ code: 'VARIABLE_EXISTS', data: { field: 'name' } });
    await set('A', '3');
    await client.environments.setVariable({ owner: group, name: 'a', kind: 'plain', value: '4' });
    await expect(client.environments.setVariable({ owner, id: a.id, name: 'A', kind: 'plain' })).rejects.toMatchObject({
      code: 'VARIABLE_EXISTS',
    });
    // One of another owner is not found here.
    await expect(
      client.environments.setVariable({ owner: group, id: a.id, name: 'x', kind: 'plain' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await list()).toEqual(['a=1', 'A=3']);
  });

  test.each(['', ' ', '$guid', 'a{b', 'a}b', 'a\nb', 'x'.repeat(201)])('are not named %j', (name) => {
    expect(variableName.safeParse(name).success).toBe(false);
  });

  test.each(['a', 'a b', 'a.b-c', '__proto__', 'constructor', 'ä😀', '/', 'a$'])(
    'may be named %s, and are filled in',
    async (name) => {
      const { client, owner, set } = await begin();
      await set(name, 'value');
      const effective = await client.environments.effective({ environmentId: owner.id, groupId: null });
      expect(effective).toEqual([{ name, kind: 'plain', value: 'value', source: 'environment Live' }]);
    },
  );

  test.each<[VariableKind, string]>([
    ['secret', ''],
    ['process', ''],
    ['process', 'a=b'],
    ['command', ' '],
  ])('of the kind %s need more than %j', async (kind, value) => {
    const { list, set } = await begin();
    await expect(set('a', value, kind)).rejects.toMatchObject({
      code: 'INVALID',
      data: { kept: 'a was not changed.' },
    });
    expect(await list()).toEqual([]);
  });

  test('are not changed over what somebody else changed', async () => {
    const { client, owner, set } = await begin();
    const { id } = await set('a', '1');
    const change = (value: string, expected: Record<string, unknown>) =>
      client.environments.setVariable({ owner, id, name: 'a', kind: 'plain', value, expected });
    await change('2', { value: '1' });
    await expect(change('3', { value: '1' })).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
  });
});

describe('the value of a secret one', () => {
  test('is sealed, and told by a hint alone', async () => {
    const { console, client, owner, list, secrets } = await begin();
    const { id, ...made } = await client.environments.setVariable({
      owner,
      name: 'key',
      kind: 'secret',
      value: canary,
      secret: `${canary}1`,
    });
    expect(made).toMatchObject({ value: '', secretHint: expect.stringMatching(/^••••/) });
    expect(
      JSON.stringify([
        made,
        await list(),
        await client.activity.list({}),
        await client.environments.effective({ environmentId: owner.id, groupId: null }),
      ]),
    ).not.toContain('canary');
    expect(filesWith(console.kernel.paths.root, 'canary')).toEqual([]);
    const again = await client.environments.setVariable({ owner, id, name: 'renamed', kind: 'secret', enabled: false });
    expect([again.secretHint, secrets()]).toEqual([made.secretHint, 1]);
    const replaced = await client.environments.setVariable({
      owner,
      id,
      name: 'renamed',
      kind: 'secret',
      secret: 'another-value-2',
    });
    expect([replaced.secretHint === made.secretHint, secrets()]).toEqual([false, 1]);
  });

  test('goes with its variable, and when it becomes another kind, which never shows it', async () => {
    const { client, owner, secrets } = await begin();
    const make = (name: string) => client.environments.setVariable({ owner, name, kind: 'secret', secret: canary });
    const { id } = await make('a');
    await client.environments.removeVariable({ id });
    expect(secrets()).toBe(0);
    const other = await make('b');
    const plain = await client.environments.setVariable({ owner, id: other.id, name: 'b', kind: 'plain' });
    expect([plain.value, plain.secretHint, secrets()]).toEqual(['', null, 0]);
    await expect(
      client.environments.setVariable({ owner, id: other.id, name: 'b', kind: 'secret' }),
    ).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('needs an open vault to be written and copied', async () => {
    const { client, owner, list } = await begin();
    await client.environments.setVariable({ owner, name: 'a', kind: 'secret', secret: canary });
    await client.vault.lock();
    const locked = { code: 'VAULT_LOCKED' };
    await expect(
      client.environments.setVariable({ owner, name: 'b', kind: 'secret', secret: canary }),
    ).rejects.toMatchObject(locked);
    await expect(client.environments.duplicate({ id: owner.id })).rejects.toMatchObject(locked);
    expect(await list()).toEqual(['a=']);
    expect((await client.environments.list()).map(({ name }) => name)).toEqual(['Globals', 'Live']);
  });

  test('is copied with its environment and with its collection', async () => {
    const { console, client, owner, group, secrets } = await begin();
    await client.environments.setVariable({ owner, name: 'a', kind: 'secret', secret: canary });
    await client.environments.setVariable({ owner: group, name: 'g', kind: 'secret', secret: `${canary}2` });
    const copy = await client.environments.duplicate({ id: owner.id });
    const { items } = await client.collections.duplicate({ items: [group] });
    const [copied] = items;
    if (copied?.kind !== 'group') throw new Error('A group was copied');
    expect(secrets()).toBe(4);
    const { vault, store } = console.kernel;
    const opened = async (of: Parameters<typeof client.environments.variables>[0]) => {
      const [row] = await client.environments.variables(of);
      const key = {
        tenantId: console.openSession().actor().tenantId,
        table: 'variables',
        id: row?.id ?? '',
        field: 'value',
      };
      return vault.open(store.read, key);
    };
    expect(await opened({ kind: 'environment', id: copy.id })).toBe(canary);
    expect(await opened(copied)).toBe(`${canary}2`);
  });
});
