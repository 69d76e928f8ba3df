import { expect, it } from 'vitest';
import { suiteCluster } from '#test/support/serverRig.ts';
import { api, createLarge, expectEqual, namesIn, teamByHand, unsent } from '#test/support/syncFaults.ts';
import { inStep, type TestTeam, testTeam } from '#test/support/team.ts';
import type { TestConsole } from '#test/support/testConsole.ts';

const create = ({ client }: TestConsole, name: string) => client.integrations.create({ name, ...api });

/** Runs something whenever a table of the database is written to; a function that takes it away again. */
async function whenever({ database }: TestTeam, table: string, statement: string): Promise<() => Promise<unknown>> {
  await database.admin((client) =>
    client.query(`
      CREATE OR REPLACE FUNCTION public.trouble() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
        ${statement};
        RETURN NEW;
      END $$;
      CREATE TRIGGER trouble BEFORE INSERT OR UPDATE ON patchbay.${table} FOR EACH ROW EXECUTE FUNCTION public.trouble()`),
  );
  return () => database.admin((client) => client.query(`DROP TRIGGER trouble ON patchbay.${table}`));
}

const fails = (code: string) => `RAISE EXCEPTION 'trouble' USING ERRCODE = '${code}'`;

/** How often a store's pushes were committed. */
const revisionsOf = ({ database }: TestTeam, { console }: TestConsole): Promise<number> =>
  database.admin(async (client) => {
    const clientId = console.store.sqlite.prepare('SELECT client_id FROM sync_teams').pluck().get();
    const text = 'SELECT count(*)::int AS n FROM patchbay.revisions WHERE client_id = $1';
    return (await client.query(text, [clientId])).rows[0].n;
  });

const kept = 'Everything that was changed here is kept, and is sent later.';

const troubles: [sqlState: string, code: string, message: string][] = [
  ['53100', 'SERVER_REFUSED', 'The disk of the database is full.'],
  ['53200', 'SERVER_UNREACHABLE', 'The database has run out of memory.'],
  ['53300', 'SERVER_UNREACHABLE', 'The database has no connection left for this login.'],
  ['53400', 'SERVER_UNREACHABLE', 'The database lacks a resource (53400).'],
  ['57P03', 'SERVER_UNREACHABLE', 'The database is starting or stopping.'],
  ['58030', 'SERVER_UNREACHABLE', 'The database lacks a resource (58030).'],
  ['40001', 'SERVER_REFUSED', 'Another client was quicker.'],
  ['XX000', 'SERVER_REFUSED', 'The database reports an error (XX000): trouble'],
];

it('a database in trouble refuses no row: everything waits, nothing is held back, and it goes once', async () => {
  const team = await teamByHand();
  const other = await team.join();
  await inStep(team.first, other);
  const before = await revisionsOf(team, other);
  const made: string[] = [];
  for (const [at, [sqlState, code, message]] of troubles.entries()) {
    const end = await whenever(team, at % 2 === 0 ? 'rows' : 'revisions', fails(sqlState));
    const { id } = await create(other, `Made at ${sqlState}`);
    made.push(`Made at ${sqlState}`);
    for (let times = 0; times < 2; times += 1)
      await expect(other.client.sync.now(), sqlState).rejects.toMatchObject({ code, message });
    expect(await other.client.sync.status(), sqlState).toMatchObject({
      team: { state: 'offline', toSend: 1, heldBack: 0, problem: { code, message, kept, todo: expect.any(String) } },
    });
    expect(unsent(other)).toEqual([`integrations ${id}`]);
    // What the others do is still taken where the database can be read.
    await end();
    await inStep(other);
    expect(await revisionsOf(team, other), sqlState).toBe(before + at + 1);
  }
  await inStep(team.first);
  expect(await namesIn(team.first)).toEqual(made.toSorted());
  await expectEqual(team.database, team.first, other);
});

it('a large push whose parts meet a full disk goes on with the parts that are not there', async () => {
  const team = await teamByHand();
  const other = await team.join();
  await inStep(team.first, other);
  const before = await revisionsOf(team, other);
  for (let at = 0; at < 12; at += 1) await createLarge(other, `Large ${at}`);
  const end = await whenever(team, 'parts', `IF NEW.part > 0 THEN ${fails('53100')}; END IF`);
  const parts = () =>
    team.database.admin(async (client) => (await client.query('SELECT part, at FROM patchbay.parts')).rows);
  await expect(other.client.sync.now()).rejects.toMatchObject({ message: 'The disk of the database is full.' });
  const [first, ...others] = await parts();
  expect(others).toEqual([]);
  await expect(other.client.sync.now()).rejects.toMatchObject({ message: 'The disk of the database is full.' });
  expect(await parts()).toEqual([first]);
  await create(other, 'Made meanwhile');
  expect(await other.client.sync.status()).toMatchObject({ team: { toSend: 13, heldBack: 0 } });
  await end();
  await inStep(other, team.first);
  // What waited goes as one revision, and what was made meanwhile after it.
  expect(await revisionsOf(team, other)).toBe(before + 2);
  expect(await parts()).toEqual([]);
  await expectEqual(team.database, team.first, other);
});

it('a store that works by itself tries again by itself', async () => {
  const team = await testTeam(suiteCluster());
  const other = await team.join();
  const end = await whenever(team, 'rows', fails('53100'));
  await create(other, 'Made');
  const state = async () => (await other.client.sync.status()).team;
  await expect.poll(state, { timeout: 10_000 }).toMatchObject({ state: 'offline', toSend: 1, heldBack: 0 });
  await end();
  await expect.poll(state, { timeout: 30_000 }).toMatchObject({ state: 'inStep', toSend: 0, problem: null });
  await expect.poll(() => namesIn(team.first), { timeout: 10_000 }).toEqual(['Made']);
});
