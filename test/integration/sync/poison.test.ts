import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { del, put } from '#test/support/serverRig.ts';
import { api, expectEqual, memberWithSql, namesIn, rowsOf, serverRows, teamByHand } from '#test/support/syncFaults.ts';
import { inStep, type TestTeam } from '#test/support/team.ts';
import type { TestConsole } from '#test/support/testConsole.ts';

type Data = Record<string, unknown>;

const draft = {
  ...{ integrationId: null, operationKey: null, connectionId: null, server: null, parameters: [] },
  ...{ method: 'GET', url: 'https://api.example.com', body: { kind: 'none' } },
  headers: [{ name: 'X-One', value: '1', enabled: true, description: '' }],
};

/** One of each kind of thing that the cases below need, all of them in order. */
async function begin({ client }: TestConsole): Promise<void> {
  const { id } = await client.integrations.create({ name: 'Good', ...api });
  await client.health.setSchedule({
    integrationId: id,
    schedule: { enabled: true, intervalMinutes: 60, quietHours: null, notify: true },
  });
  const group = await client.collections.saveGroup({ name: 'Collection' });
  await client.collections.save({ name: 'Request', draft: { ...draft, groupId: group.id } as never });
  await client.definitions.addOperation({
    integrationId: id,
    operation: { method: 'GET', path: '/a', summary: '', description: '', parameters: [], bodyMediaType: null },
  });
}

/** What the database has in a table, as it would be sent. */
async function sample({ database }: TestTeam, table: string): Promise<Data> {
  const found = (await serverRows(database)).find(({ table_name }) => table_name === table);
  if (!found) throw new Error(`The database has nothing in ${table}.`);
  return { ...found.data };
}

const heldBackIn = ({ console }: TestConsole) =>
  console.store.sqlite
    .prepare("SELECT table_name AS t, row_id AS r, reason FROM sync_held_back WHERE direction = 'in' ORDER BY 1, 2")
    .all() as { t: string; r: string; reason: string }[];

const named = (name: string): Data => ({ name, name_key: name.toLowerCase(), display_name: name });

const noKey = 'no key at all';

/** By case: the table, the id, and what makes of good columns some that no store can hold. */
const poisons: Record<string, [table: string, rowId: string, change: Data]> = {
  'nothing where something must be': ['integrations', randomUUID(), { ...named('A'), base_url: null }],
  'a value that is not allowed': ['integrations', randomUUID(), { ...named('B'), type: 'nonsense' }],
  'text for a number': ['integrations', randomUUID(), { ...named('C'), active: 'yes' }],
  'a fraction for a whole number': ['integrations', randomUUID(), { ...named('D'), created_at: 1.5 }],
  'a number that is too large': ['integrations', randomUUID(), { ...named('E'), created_at: 1e300 }],
  'bytes for a text': ['integrations', randomUUID(), { ...named('G'), name: { b64: 'AAAA' } }],
  'a parent that never comes': ['health_schedules', randomUUID(), {}],
  'a parent that never comes where only one of two may stand': [
    'request_rows',
    randomUUID(),
    { request_id: randomUUID() },
  ],
  'an id that is no key': ['operation_edits', noKey, {}],
  'an id of another number of parts': ['operation_edits', '["one"]', {}],
  'an id whose parts are no values': ['operation_edits', '[{}, []]', {}],
};

it('rows that no store can hold are held back and named, and everything else of the revision is taken', async () => {
  const team = await teamByHand(begin);
  const sql = await memberWithSql(team);
  const other = await team.join();
  const good = await sample(team, 'integrations');
  const tables: Record<string, Data> = {
    integrations: good,
    health_schedules: await sample(team, 'health_schedules'),
    request_rows: { group_id: null, list: 'headers', position: 9, entry: '{"name":"X","value":"","enabled":true}' },
    operation_edits: { summary: null, description: null, hidden: 0, updated_at: 1 },
  };
  const entries = Object.values(poisons);
  const beside = entries.map((_, at) => put('integrations', randomUUID(), { ...good, ...named(`Z${at}`) }));
  await sql.push(...entries.flatMap(([t, r, d], at) => [put(t, r, { ...tables[t], ...d }), beside[at] as never]));
  await inStep(team.first, other);
  // One that comes later meets them in its first download.
  const late = await team.join('Cleo');
  await inStep(late);
  for (const store of [team.first, other, late]) {
    expect(await namesIn(store)).toEqual(['Good', ...entries.map((_, at) => `Z${at}`)].toSorted());
    expect(heldBackIn(store).map(({ r }) => r)).toEqual(
      entries.toSorted((a, b) => (`${a[0]} ${a[1]}` < `${b[0]} ${b[1]}` ? -1 : 1)).map(([, r]) => r),
    );
    const shown = await store.client.sync.heldBack();
    expect(shown).toHaveLength(entries.length);
    expect(shown.map(({ name }) => name)).toEqual(expect.arrayContaining(['A', 'B', 'C', 'D', 'E']));
    for (const { reason } of shown) expect(reason).not.toBe('');
    expect(await store.client.sync.status()).toMatchObject({ team: { problem: null, heldBack: entries.length } });
  }
  // What has a right form by now is taken; what was deleted there waits no more.
  const request = (await serverRows(team.database)).find(({ table_name }) => table_name === 'saved_requests');
  const mended: Record<string, Data> = {
    integrations: { base_url: 'https://api.example.com', type: 'api', active: 1, created_at: 1 },
    request_rows: { request_id: request?.row_id },
  };
  await sql.push(
    ...entries
      .filter(([t]) => t in mended)
      .map(([t, r, d]) => put(t, r, { ...mended[t], ...(typeof d.name === 'object' ? { name: 'G' } : {}) })),
    ...entries.filter(([t]) => !(t in mended)).map(([t, r]) => del(t, r)),
  );
  await inStep(team.first, other, late);
  for (const store of [team.first, other, late])
    expect(await namesIn(store)).toEqual(expect.arrayContaining(['A', 'B', 'C', 'D', 'E', 'G']));
  await expectEqual(team.database, team.first, other, late);
});

it('what is held back is not told of a table that this version does not know', async () => {
  const team = await teamByHand(begin);
  const sql = await memberWithSql(team);
  await sql.push(put('things', 'any id', { a: { b: [1] } }));
  await inStep(team.first);
  await expectEqual(team.database, team.first);
});

/** Another store in step, and an integration that both have. */
async function withOther() {
  const team = await teamByHand(begin);
  const sql = await memberWithSql(team);
  const other = await team.join();
  await inStep(team.first, other);
  const [one] = rowsOf(other).rows.ids(rowsOf(other).registry.byName.get('integrations') as never, sql.tenant);
  const id = one as never;
  return { team, sql, other, one, id };
}

it('a change that cannot be held leaves the row as it was, and edits of it go on', async () => {
  const { team, sql, other, one, id } = await withOther();
  await sql.push(put('integrations', String(one), { type: 'nonsense', description: 'theirs' }));
  await inStep(other);
  expect(await other.client.integrations.get({ id })).toMatchObject({ type: 'api', description: '' });
  await other.client.integrations.update({ id, changes: { baseUrl: 'https://mine.example.com' } });
  await inStep(other);
  expect(await other.client.sync.status()).toMatchObject({ team: { toSend: 0, heldBack: 1 } });
  const there = async () =>
    (await serverRows(team.database)).find((row) => row.table_name === 'integrations' && row.row_id === one)?.data;
  expect(await there()).toMatchObject({ base_url: 'https://mine.example.com', description: 'theirs' });
  await sql.push(put('integrations', String(one), { type: 'webhook' }));
  await inStep(other, team.first);
  expect(await other.client.integrations.get({ id })).toMatchObject({
    ...{ type: 'webhook', description: 'theirs', baseUrl: 'https://mine.example.com' },
  });
  await expectEqual(team.database, team.first, other);
});

it('text that is no JSON in a column of JSON meets an edit of the row, and neither stops anything', async () => {
  const { team, sql, other, one, id } = await withOther();
  await other.client.integrations.update({ id, changes: { name: 'Renamed here' } });
  const good = await sample(team, 'integrations');
  await sql.push(
    put('integrations', String(one), { manual_auth: '{broken', model_configuration: '[' }),
    put('integrations', randomUUID(), { ...good, ...named('Beside') }),
  );
  await inStep(other, team.first);
  for (const store of [other, team.first]) expect(await namesIn(store)).toEqual(['Beside', 'Renamed here']);
  await sql.push(put('integrations', String(one), { manual_auth: good.manual_auth, model_configuration: null }));
  await inStep(other, team.first, other);
  await expectEqual(team.database, team.first, other);
});

it('what was changed here of a row that waits for the vault is not undone once the vault is open', async () => {
  const team = await teamByHand(begin);
  const { client } = team.first;
  const [{ row_id: integrationId } = { row_id: '' }] = (await serverRows(team.database)).filter(
    (row) => row.table_name === 'integrations',
  );
  const made = await Promise.all(
    ['Kept', 'Removed'].map((name) =>
      client.connections.create({
        ...{ integrationId, name, kind: 'bearer', schemeKey: null, visibility: 'team', secret: 'a-secret-0123456789' },
      } as never),
    ),
  );
  const other = await team.join('Bea', 'admin');
  await inStep(team.first, other);
  await other.client.vault.lock();
  for (const { id } of made)
    await client.connections.update({ id, changes: { allowedHosts: ['elsewhere.example.com'] } });
  await inStep(team.first, other);
  const [kept, removed] = made.map(({ id }) => id);
  if (!kept || !removed) throw new Error('Two were made.');
  await other.client.connections.update({ id: kept, changes: { name: 'Renamed here' } });
  await other.client.connections.remove({ id: removed, confirmed: true });
  await inStep(other);
  expect(await other.client.sync.status()).toMatchObject({ team: { toSend: 0, problem: null } });
  await other.client.vault.unlock({});
  await inStep(other, team.first);
  for (const store of [team.first, other]) {
    const { rows } = await store.client.connections.list({});
    expect(rows.map(({ name, allowedHosts }) => [name, allowedHosts])).toEqual([
      ['Renamed here', ['elsewhere.example.com']],
    ]);
  }
  await expectEqual(team.database, team.first, other);
});
