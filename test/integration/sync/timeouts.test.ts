import { expect, it } from 'vitest';
import { api, expectEqual, teamByHand, unsent } from '#test/support/syncFaults.ts';
import { inStep, type TestTeam } from '#test/support/team.ts';
import type { TestConsole } from '#test/support/testConsole.ts';

const create = ({ client }: TestConsole, name: string) => client.integrations.create({ name, ...api });

/** The database takes its time over every push from now on; one that is under way goes on as it began. */
const slow = ({ database }: TestTeam, seconds: number) =>
  database.admin(async (client) => {
    await client.query(`
      CREATE OR REPLACE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
        PERFORM pg_catalog.pg_sleep(${seconds});
        RETURN NEW;
      END $$`);
    const { rowCount } = await client.query("SELECT FROM pg_trigger WHERE tgname = 'slow'");
    if (rowCount === 0)
      await client.query(
        'CREATE TRIGGER slow BEFORE INSERT ON patchbay.revisions FOR EACH ROW EXECUTE FUNCTION public.slow()',
      );
  });

/** Gives a login a setting, with which it connects anew. */
const limit = ({ database }: TestTeam, login: string, setting: string) =>
  database.admin(async (client) => {
    await client.query(`ALTER ROLE "${login}" SET ${setting}`);
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [login]);
  });

/** The pushes of a store that were committed. */
const pushed = ({ database }: TestTeam, store: TestConsole): Promise<number> =>
  database.admin(async (client) => {
    const text = 'SELECT count(*)::int AS n FROM patchbay.revisions WHERE client_id = $1';
    return (await client.query(text, [ofTeam(store, 'client_id')])).rows[0].n;
  });

const ofTeam = ({ console }: TestConsole, column: 'client_id' | 'login') =>
  console.store.sqlite.prepare(`SELECT ${column} FROM sync_teams`).pluck().get() as string;

/** Waits until a push of the store is under way in the database, and does something to its process. */
const interrupt = ({ database }: TestTeam, store: TestConsole, how: 'pg_cancel_backend' | 'pg_terminate_backend') =>
  database.admin(async (client) => {
    const text = `SELECT ${how}(pid) AS done FROM pg_stat_activity WHERE usename = $1 AND state = 'active'
      AND wait_event = 'PgSleep' AND query LIKE '%patchbay.push%'`;
    const ended = async () => (await client.query(text, [ofTeam(store, 'login')])).rows;
    await expect.poll(ended, { timeout: 10_000, interval: 20 }).toEqual([{ done: true }]);
  });

const sleeping = ({ database }: TestTeam): Promise<number | null> =>
  database.admin(
    async (client) =>
      (await client.query("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"))
        .rowCount,
  );

async function pair(): Promise<TestTeam & { other: TestConsole }> {
  const team = await teamByHand();
  const other = await team.join();
  await inStep(team.first, other);
  return { ...team, other };
}

it('a time limit that an administrator gave a login does not stop its pushes', async () => {
  const team = await pair();
  const login = ofTeam(team.other, 'login');
  await limit(team, login, "statement_timeout = '300ms'");
  await slow(team, 0.6);
  await create(team.other, 'Made slowly');
  await inStep(team.other, team.first);
  await expectEqual(team.database, team.first, team.other);
});

it('a push that is cancelled in the database is kept, and is done once', async () => {
  const team = await pair();
  const before = await pushed(team, team.other);
  await slow(team, 30);
  const { id } = await create(team.other, 'Cancelled');
  const syncing = team.other.client.sync.now().catch((error: unknown) => error);
  await interrupt(team, team.other, 'pg_cancel_backend');
  expect(await syncing).toMatchObject({
    ...{ code: 'SERVER_UNREACHABLE', message: 'The database took too long, and the statement was ended.' },
  });
  expect(unsent(team.other)).toEqual([`integrations ${id}`]);
  expect(await team.other.client.sync.status()).toMatchObject({
    team: { state: 'offline', toSend: 1, heldBack: 0, problem: { kept: expect.stringContaining('is kept') } },
  });
  expect(await pushed(team, team.other)).toBe(before);
  await team.other.client.integrations.update({ id, changes: { description: 'changed since' } });
  await slow(team, 0);
  await inStep(team.other, team.first);
  expect(await pushed(team, team.other)).toBe(before + 2);
  await expectEqual(team.database, team.first, team.other);
});

it('a push whose connection the database ends goes over another one, once', async () => {
  const team = await pair();
  const before = await pushed(team, team.other);
  await slow(team, 30);
  await create(team.other, 'Ended');
  const syncing = team.other.client.sync.now();
  await expect.poll(() => sleeping(team)).toBe(1);
  await slow(team, 0);
  await interrupt(team, team.other, 'pg_terminate_backend');
  expect(await syncing).toMatchObject({ team: { state: 'inStep', toSend: 0, problem: null } });
  await inStep(team.other, team.first);
  expect(await pushed(team, team.other)).toBe(before + 1);
  await expectEqual(team.database, team.first, team.other);
});

it('whoever waits for a lock too long keeps everything, and goes on once it is free', async () => {
  const team = await pair();
  const login = ofTeam(team.other, 'login');
  const before = await pushed(team, team.other);
  await limit(team, login, "lock_timeout = '200ms'");
  const { id } = await create(team.other, 'Waits');
  await team.database.admin(async (holder) => {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM patchbay.tenants FOR UPDATE');
    for (let times = 0; times < 2; times += 1)
      await expect(team.other.client.sync.now()).rejects.toMatchObject({
        ...{ code: 'SERVER_UNREACHABLE', message: 'Another client was at work for too long.' },
      });
    expect(await team.other.client.sync.status()).toMatchObject({ team: { state: 'offline', toSend: 1, heldBack: 0 } });
    expect(unsent(team.other)).toEqual([`integrations ${id}`]);
    await holder.query('ROLLBACK');
  });
  await inStep(team.other, team.first);
  expect(await pushed(team, team.other)).toBe(before + 1);
  await expectEqual(team.database, team.first, team.other);
});
