import { expect, it } from 'vitest';
import { KeychainProblem } from '#main/vault/index.ts';
import { memoryKeychain } from '#test/support/memoryKeychain.ts';
import { newDatabase } from '#test/support/postgres.ts';
import { suiteCluster } from '#test/support/serverRig.ts';
import { tcpProxy } from '#test/support/tcpProxy.ts';
import { inStep, type TestTeam, testTeam } from '#test/support/team.ts';
import { directClient, type TestConsole, testConsole } from '#test/support/testConsole.ts';

const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;

/** Another store, which joins as the person of the first. */
async function secondComputer({ first }: TestTeam): Promise<TestConsole> {
  const { user } = await first.client.tenants.session();
  const invited = { name: user.name, email: user.email, role: 'admin', days: 1, userId: user.id } as const;
  const { invitation } = await first.client.sync.invite(invited);
  const second = await testConsole();
  await second.client.sync.join({ invitation });
  return second;
}

const privateTo = (client: TestConsole['client'], integrationId: string, name: string) =>
  client.connections.create({
    ...{ integrationId, name, kind: 'bearer', schemeKey: null, visibility: 'private', secret: `${name}-secret` },
  } as Parameters<typeof client.connections.create>[0]);

const names = async ({ client }: Pick<TestConsole, 'client'>) =>
  (await client.connections.list({})).rows.map(({ name }) => name).toSorted();

it('another computer of a member is the same person there, with what is private to them', async () => {
  const team = await testTeam(suiteCluster());
  const { first } = team;
  const { id } = await first.client.integrations.create({ name: 'One', ...api });
  await privateTo(first.client, id, 'of the first');
  const second = await secondComputer(team);
  const stranger = await team.join('Cleo');
  const { user } = await first.client.tenants.session();
  const session = await second.client.tenants.session();
  expect(session).toMatchObject({ user: { id: user.id }, tenant: { role: 'admin' } });
  expect(session.tenants).toHaveLength(2);
  await privateTo(second.client, id, 'of the second');
  await inStep(second, first, stranger);
  expect(await names(first)).toEqual(await names(second));
  expect(await names(first)).toEqual(['of the first', 'of the second']);
  expect(await names(stranger)).toEqual([]);
  expect((await first.client.tenants.members()).map(({ name, self }) => [name, self])).toEqual([
    ['Cleo', false],
    ['Me', true],
  ]);
});

it('a person under another user goes between their tenants, makes, renames and deletes them', async () => {
  const team = await testTeam(suiteCluster());
  const { console, client } = await secondComputer(team);
  const { tenants: mine, tenant: shared } = await client.tenants.session();
  const made = await client.tenants.create({ name: 'Made there' });
  await client.tenants.rename({ tenantId: made.id, name: 'Renamed there' });
  const own = mine.find(({ id }) => id !== shared.id);
  await client.tenants.switch({ tenantId: made.id });
  const session = await client.tenants.switch({ tenantId: own?.id ?? shared.id });
  expect(session.tenants).toHaveLength(3);
  expect(session.user.id).not.toBe((await team.first.client.tenants.session()).user.id);
  await client.tenants.switch({ tenantId: shared.id });
  await client.tenants.remove({ tenantId: made.id, confirmName: 'Renamed there' });
  await client.tenants.remove({ tenantId: own?.id ?? shared.id, confirmName: own?.name ?? '' });
  // Also the next start finds them in the only tenant that is left.
  expect((await directClient(console).tenants.session()).tenants.map(({ id }) => id)).toEqual([shared.id]);
  await expect(client.tenants.remove({ tenantId: shared.id, confirmName: shared.name })).rejects.toMatchObject({
    code: 'LAST_TENANT',
  });
});

it('keeps the tenant usable after leaving, and shares it anew', async () => {
  const team = await testTeam(suiteCluster());
  const second = await secondComputer(team);
  await second.client.sync.leave({ discardUnsent: false });
  expect(await second.client.tenants.session()).toMatchObject({ tenant: { role: 'admin' } });
  await second.client.integrations.create({ name: 'After', ...api });
  const elsewhere = await newDatabase(suiteCluster());
  try {
    expect(await second.client.sync.init({ url: elsewhere.url })).toMatchObject({ team: { state: 'inStep' } });
  } finally {
    await second.client.sync.leave({ discardUnsent: true });
    await elsewhere.drop();
  }
});

it('an invitation that fails leaves the person who they were', async () => {
  const team = await testTeam(suiteCluster());
  const second = await secondComputer(team);
  const { user, tenant } = await second.client.tenants.session();
  await second.client.sync.leave({ discardUnsent: false });
  const { invitation, login } = await team.first.client.sync.invite({
    name: 'X',
    email: null,
    role: 'viewer',
    days: 1,
  });
  await team.first.client.sync.revokeLogin({ login });
  await expect(second.client.sync.join({ invitation })).rejects.toMatchObject({ code: 'NO_ACCESS' });
  expect(await second.client.tenants.session()).toMatchObject({ user, tenant: { id: tenant.id } });
});

it('a computer whose login was revoked goes on with another invitation, and sends what it has not sent', async () => {
  const team = await testTeam(suiteCluster());
  const other = await team.join('Bea');
  const logins = await team.first.client.sync.logins();
  const old = logins.find(({ person }) => person === 'Bea');
  if (!old?.userId) throw new Error('Bea has not joined.');
  await team.first.client.sync.revokeLogin({ login: old.login });
  await other.client.integrations.create({ name: 'Made meanwhile', ...api });
  await expect(other.client.sync.now()).rejects.toMatchObject({ code: 'NO_ACCESS' });
  expect(await other.client.sync.status()).toMatchObject({
    team: { state: 'stopped', problem: { code: 'NO_ACCESS' } },
  });
  const bea = { name: 'Bea', email: null, role: 'editor', days: 1 } as const;
  const strange = await team.first.client.sync.invite({
    ...bea,
    userId: (await team.first.client.tenants.session()).user.id,
  });
  await expect(other.client.sync.join({ invitation: strange.invitation })).rejects.toMatchObject({
    code: 'INVITATION_INVALID',
  });
  const { invitation } = await team.first.client.sync.invite({ ...bea, userId: old.userId });
  await other.client.sync.join({ invitation });
  expect(await other.client.sync.status()).toMatchObject({ team: { state: 'inStep', problem: null, toSend: 0 } });
  await inStep(other, team.first);
  expect((await team.first.client.integrations.list({})).rows.map(({ name }) => name)).toEqual(['Made meanwhile']);
});

it('no login is taken for a vault that is locked, or forgets it with the session', async () => {
  const database = await newDatabase(suiteCluster());
  const { client } = await testConsole({
    keychain: {
      ...memoryKeychain(),
      set: async () => Promise.reject(new KeychainProblem('unavailable', 'None here.')),
    },
  });
  await expect(client.sync.init({ url: database.url })).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
  await client.vault.setUp({ method: 'session' });
  await expect(client.sync.init({ url: database.url })).rejects.toMatchObject({ code: 'VAULT_TEMPORARY' });
  const { rows } = await database.admin((admin) => admin.query("SELECT FROM pg_namespace WHERE nspname = 'patchbay'"));
  expect(rows).toEqual([]);
  expect(await client.sync.status()).toEqual({ team: null });
  await database.drop();
});

it('a first download over a slow line is answered early, cancelled, and goes on where it was', async () => {
  const proxy = await tcpProxy({ port: suiteCluster().port });
  const database = await newDatabase(suiteCluster());
  const first = await testConsole();
  for (let at = 0; at < 40; at += 1) await first.client.integrations.create({ name: `Number ${at}`, ...api });
  await first.client.sync.init({ url: database.url.replace(`:${suiteCluster().port}/`, `:${proxy.port}/`) });
  const { invitation } = await first.client.sync.invite({ name: 'Bea', email: null, role: 'editor', days: 1 });
  const { client } = await testConsole();
  proxy.set({ delayMs: 300 });
  await client.sync.join({ invitation });
  expect(await client.sync.status()).toMatchObject({ team: { state: 'working', lastSuccessAt: null } });
  const { rows } = await database.admin((admin) =>
    admin.query("SELECT count(*)::int AS n FROM patchbay.rows WHERE NOT deleted AND table_name <> 'secrets'"),
  );
  const progress = async () => (await client.sync.status()).team?.progress;
  await expect.poll(progress, { timeout: 15_000 }).toMatchObject({ phase: 'download', total: rows[0].n });
  await client.sync.cancel();
  await expect.poll(() => client.sync.status()).toMatchObject({ team: { state: 'waiting', problem: null } });
  proxy.set({});
  // It does not begin again by itself at once.
  await first.client.integrations.create({ name: 'Meanwhile', ...api });
  await first.client.sync.now();
  expect(await client.sync.status()).toMatchObject({ team: { state: 'waiting', lastSuccessAt: null } });
  expect(await client.sync.now()).toMatchObject({ team: { state: 'inStep', problem: null } });
  expect((await client.integrations.list({})).all).toBe(41);
  await database.drop();
});

it('a connection that was lost unnoticed is made anew, and nobody hears of it', async () => {
  const proxy = await tcpProxy({ port: suiteCluster().port });
  const database = await newDatabase(suiteCluster());
  const { client } = await testConsole();
  await client.sync.init({ url: database.url.replace(`:${suiteCluster().port}/`, `:${proxy.port}/`) });
  // As after a sleep of the computer: the connection is open here, and its other end has gone.
  proxy.set({ cutAfter: { bytes: 1, direction: 'up' } });
  const synced = client.sync.now();
  await expect.poll(() => proxy.accepted()).toBeGreaterThan(1);
  proxy.set({});
  expect(await synced).toMatchObject({ team: { state: 'inStep', problem: null } });
  await database.drop();
});
