import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { expect, it, vi } from 'vitest';
import type { TenantId } from '#contract/common.ts';
import type * as Integrations from '#main/domains/integrations/index.ts';
import type { TableUse } from '#main/kernel/domain.ts';
import { memoryKeychain } from '#test/support/memoryKeychain.ts';
import { newDatabase } from '#test/support/postgres.ts';
import { suiteCluster } from '#test/support/serverRig.ts';
import { api, expectEqual, serverRows, teamByHand, unsent } from '#test/support/syncFaults.ts';
import { inStep } from '#test/support/team.ts';
import { type TestConsole, temporaryFolder, testConsole } from '#test/support/testConsole.ts';

const shipped = join(import.meta.dirname, '../../../resources');

/** A later version: integrations have a motto, and there are badges. Its domain says so where the store has it. */
const migration = `
  ALTER TABLE integrations ADD COLUMN motto TEXT;
  CREATE TABLE badges (
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    integration_id TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
  ) STRICT;`;
const columns = ['tenant_id', 'id', 'integration_id', 'label'].map((name) => [name, text(name)] as const);
const badges: TableUse = {
  table: sqliteTable('badges', Object.fromEntries(columns)),
  travels: 'all',
  kept: 'withParent',
  refersTo: { integration_id: 'integrations' },
};

vi.mock('#main/domains/integrations/index.ts', async (original) => {
  const module = await original<typeof Integrations>();
  const createIntegrations: typeof module.createIntegrations = (kernel, ports) => {
    const domain = module.createIntegrations(kernel, ports);
    const isLater = kernel.store.sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'badges'").get();
    if (!isLater) return domain;
    const later = ({ table, travels, ...rest }: TableUse): TableUse =>
      table === module.integrations && Array.isArray(travels)
        ? { table, travels: [...travels, 'motto'], ...rest }
        : { table, travels, ...rest };
    return { ...domain, tables: [...domain.tables.map(later), badges] };
  };
  return { ...module, createIntegrations };
});

/** The shipped folder with further steps of the store or of a team's database. */
function resourcesWith(kind: 'sqlite' | 'postgres', sql: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'migrations'), { recursive: true });
  cpSync(join(shipped, 'migrations'), join(folder, 'migrations'), { recursive: true });
  cpSync(join(shipped, 'logos'), join(folder, 'logos'), { recursive: true });
  writeFileSync(join(folder, 'migrations', kind, '9000_later.sql'), sql);
  return folder;
}

const later = (data = temporaryFolder()) => ({ data, resources: resourcesWith('sqlite', migration) });

const tenantOf = async ({ client }: TestConsole): Promise<TenantId> => (await client.tenants.session()).tenant.id;

/** What only the later version can do. */
async function setMotto(store: TestConsole, id: string, motto: string): Promise<void> {
  const { sqlite } = store.console.store;
  sqlite
    .prepare('UPDATE integrations SET motto = ? WHERE tenant_id = ? AND id = ?')
    .run(motto, await tenantOf(store), id);
}
async function addBadge(store: TestConsole, id: string, integrationId: string): Promise<void> {
  const { sqlite } = store.console.store;
  sqlite
    .prepare('INSERT INTO badges VALUES (?, ?, ?, ?)')
    .run(await tenantOf(store), id, integrationId, `label of ${id}`);
}

it('an older version works on, keeps what it does not know, and has it all once it is updated', async () => {
  const database = await newDatabase(suiteCluster());
  const newer = await testConsole({ kind: 'cli', paths: later() });
  const create = async ({ client }: TestConsole, name: string) =>
    (await client.integrations.create({ name, ...api })).id;
  const one = await create(newer, 'One');
  await setMotto(newer, one, 'first motto');
  await addBadge(newer, 'b1', one);
  await newer.client.sync.init({ url: database.url });
  const { invitation } = await newer.client.sync.invite({ name: 'Bea', email: null, role: 'editor', days: 1 });
  const [data, keychain] = [temporaryFolder(), memoryKeychain()];
  const older = await testConsole({ kind: 'cli', keychain, paths: { data, resources: shipped } });
  await older.client.sync.join({ invitation });
  await older.client.integrations.update({ id: one, changes: { description: 'by the older' } });
  const [two, four] = [await create(older, 'Two'), await create(older, 'Four')];
  await inStep(older, newer);
  // Both work on the same rows, each on what it knows.
  await setMotto(newer, one, 'second motto');
  await setMotto(newer, two, 'motto of two');
  await addBadge(newer, 'b2', two);
  await older.client.integrations.update({ id: one, changes: { baseUrl: 'https://older.example.com' } });
  await inStep(newer, older);
  for (const { client } of [newer, older])
    expect(await client.integrations.get({ id: one })).toMatchObject({
      ...{ description: 'by the older', baseUrl: 'https://older.example.com' },
    });
  await expectEqual(database, newer);
  await inStep(older);
  expect(await older.client.sync.status()).toMatchObject({ team: { state: 'inStep', heldBack: 0, conflicts: 0 } });
  const there = await serverRows(database);
  expect(there.find(({ row_id, table_name }) => table_name === 'integrations' && row_id === one)?.data).toMatchObject({
    ...{ motto: 'second motto', description: 'by the older' },
  });
  // It is updated with something unsent, while the other goes on.
  await older.client.integrations.update({ id: two, changes: { description: 'not sent yet' } });
  await create(older, 'Three');
  const waiting = unsent(older);
  await setMotto(newer, two, 'the last motto');
  await newer.client.sync.now();
  await older.console.close();
  const updated = await testConsole({ kind: 'cli', keychain, paths: later(data) });
  expect(unsent(updated)).toEqual(waiting);
  await inStep(updated, newer);
  await expectEqual(database, updated, newer);
  const { sqlite } = updated.console.store;
  expect(sqlite.prepare('SELECT id, motto FROM integrations WHERE motto IS NOT NULL ORDER BY name').all()).toEqual([
    { id: one, motto: 'second motto' },
    { id: two, motto: 'the last motto' },
  ]);
  expect(sqlite.prepare('SELECT id FROM badges ORDER BY id').pluck().all()).toEqual(['b1', 'b2']);
  expect(await newer.client.integrations.get({ id: two })).toMatchObject({ description: 'not sent yet' });
  // From now on it has its part in them.
  await inStep(newer);
  await setMotto(updated, four, 'own motto');
  // Also where everything is sent to what is there already: the older version made that row without a motto.
  await database.admin((client) => client.query('UPDATE patchbay.installation SET id = gen_random_uuid()'));
  for (const [{ client }, choose] of [[updated, 'sendMine'] as const, [newer, 'takeTheirs'] as const]) {
    await client.sync.now();
    await client.sync.answer({ kind: 'otherDatabase', choose });
  }
  await inStep(updated, newer);
  await expectEqual(database, updated, newer);
  expect(newer.console.store.sqlite.prepare('SELECT motto FROM integrations WHERE id = ?').pluck().get(four)).toBe(
    'own motto',
  );
  await database.drop();
});

it('a schema that a version in use cannot follow is refused with who that is, and tells them once it stands', async () => {
  const team = await teamByHand();
  const bea = await team.join('Bea');
  await inStep(team.first, bea);
  await bea.client.integrations.create({ name: 'Not sent yet', ...api });
  const { host, console } = team.first;
  await console.close();
  const resources = resourcesWith('postgres', '-- min-client: 2\nSELECT 1;');
  const admin = await testConsole({ ...host, kind: 'cli', paths: { data: host.paths.data, resources } });
  await expect(admin.client.sync.init({ url: team.database.url })).rejects.toMatchObject({
    code: 'CLIENTS_TOO_OLD',
    message: expect.stringMatching(/could not go on: .*Bea \(0\.0\.0-test\)/),
    data: { kept: 'Nothing was changed.', todo: 'Let these people update Patchbay first.' },
  });
  await inStep(bea);
  // Whoever was not here for a month does not count, and hears of it when they come back.
  await bea.client.integrations.create({ name: 'Still not sent', ...api });
  const waiting = unsent(bea);
  const away = "UPDATE patchbay.clients SET last_seen = now() - interval '31 days'";
  await team.database.admin((client) => client.query(away));
  await admin.client.sync.init({ url: team.database.url }).catch(() => undefined);
  await expect(bea.client.sync.now()).rejects.toMatchObject({ code: 'CLIENT_TOO_OLD' });
  expect(await bea.client.sync.status()).toMatchObject({
    team: {
      ...{ state: 'stopped', toSend: 1, heldBack: 0 },
      problem: {
        code: 'CLIENT_TOO_OLD',
        message: 'This version of Patchbay is too old for the database of the team.',
        kept: expect.stringContaining('is kept'),
        todo: 'Update Patchbay on this computer.',
      },
    },
  });
  expect(unsent(bea)).toEqual(waiting);
  await team.database.admin((client) => client.query('UPDATE patchbay._migrations SET min_client = 0'));
  await inStep(bea, admin);
  await expectEqual(team.database, bea, admin);
});
