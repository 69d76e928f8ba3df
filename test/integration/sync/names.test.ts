import { expect, it } from 'vitest';
import { suiteCluster } from '#test/support/serverRig.ts';
import { inStep, testTeam } from '#test/support/team.ts';
import { type TestConsole, testConsole } from '#test/support/testConsole.ts';

const first = 'My organisation';

const tenantsOf = async ({ client }: Pick<TestConsole, 'client'>) =>
  (await client.tenants.session()).tenants.map(({ name, hint = '' }) => [name, hint.replace(/:\d+\/.*/, '')]);

const waiting = ({ console }: TestConsole) =>
  console.store.sqlite.prepare('SELECT count(*) FROM sync_outbox').pluck().get();

/** How many revisions the team has. */
const revisions = async (
  { client }: TestConsole,
  database: { admin: Awaited<ReturnType<typeof testTeam>>['database']['admin'] },
) => {
  const { tenant } = await client.tenants.session();
  return database.admin(async (admin) => {
    const { rows } = await admin.query('SELECT head FROM patchbay.tenants WHERE tenant_id = $1', [tenant.id]);
    return Number(rows[0].head);
  });
};

it('a tenant that is joined and one that was here keep their name, and nobody hears of it', async () => {
  const team = await testTeam(suiteCluster());
  const other = await team.join('Bea');
  const head = await revisions(team.first, team.database);
  expect((await tenantsOf(other)).toSorted()).toEqual([
    [first, 'On this computer only'],
    [first, 'Team at 127.0.0.1'],
  ]);
  await inStep(other, team.first);
  expect([waiting(other), waiting(team.first), await revisions(team.first, team.database)]).toEqual([0, 0, head]);
  expect(await tenantsOf(team.first)).toEqual([[first, '']]);
  // The one that is here alone is renamed here alone.
  const own = (await other.client.tenants.session()).tenants.find(({ hint }) => hint === 'On this computer only');
  if (own) await other.client.tenants.rename({ tenantId: own.id, name: 'Mine' });
  await inStep(other, team.first);
  expect(await tenantsOf(other)).toEqual([
    ['Mine', ''],
    [first, ''],
  ]);
  expect([waiting(other), await revisions(team.first, team.database)]).toEqual([0, head]);
});

it('a team that takes the name of another tenant later has it everywhere', async () => {
  const team = await testTeam(suiteCluster());
  const other = await team.join('Bea');
  const { tenant } = await team.first.client.tenants.session();
  await other.client.tenants.create({ name: 'Acme' });
  await inStep(team.first, other);
  await team.first.client.tenants.rename({ tenantId: tenant.id, name: 'ACME' });
  await inStep(team.first, other);
  const head = await revisions(team.first, team.database);
  await inStep(team.first, other);
  expect(await tenantsOf(team.first)).toEqual([['ACME', '']]);
  expect((await tenantsOf(other)).toSorted()).toEqual([
    ['ACME', 'Team at 127.0.0.1'],
    ['Acme', 'On this computer only'],
    [first, ''],
  ]);
  expect([waiting(other), waiting(team.first), await revisions(team.first, team.database)]).toEqual([0, 0, head]);
  expect(await other.client.sync.status()).toMatchObject({ team: { conflicts: 0, heldBack: 0, state: 'inStep' } });
});

it('two teams of one name are two tenants of one store, each its own', async () => {
  const teams = [await testTeam(suiteCluster()), await testTeam(suiteCluster())];
  const third = await testConsole();
  for (const { first: admin } of teams) {
    const { invitation } = await admin.client.sync.invite({ name: 'Bea', email: null, role: 'editor', days: 1 });
    await third.client.sync.join({ invitation });
  }
  const { tenants } = await third.client.tenants.session();
  expect(tenants.map(({ name }) => name)).toEqual([first, first, first]);
  const hints = teams.map(({ database }) => `Team at 127.0.0.1:${suiteCluster().port}/${database.name}`);
  expect(tenants.map(({ hint }) => hint).toSorted()).toEqual(['On this computer only', ...hints].toSorted());
  for (const [at, { first: admin, database }] of teams.entries()) {
    const { tenant } = await admin.client.tenants.session();
    await third.client.tenants.switch({ tenantId: tenant.id });
    await third.client.integrations.create({
      ...{ name: `Of ${at}`, type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' },
    });
    await inStep(third, admin);
    expect((await admin.client.integrations.list({})).rows.map(({ name }) => name)).toEqual([`Of ${at}`]);
    expect(await tenantsOf(admin)).toEqual([[first, '']]);
    const sent = await database.admin((sql) =>
      sql.query("SELECT DISTINCT data ->> 'name' AS name FROM patchbay.rows WHERE table_name = 'tenants'"),
    );
    expect(sent.rows).toEqual([{ name: first }]);
  }
});
