import { expect, it } from 'vitest';
import type { IntegrationId } from '#contract/common.ts';
import { newDatabase, type TestDatabase } from '#test/support/postgres.ts';
import { suiteCluster } from '#test/support/serverRig.ts';
import { api, breakScan, expectEqual, namesIn, teamByHand } from '#test/support/syncFaults.ts';
import { inStep } from '#test/support/team.ts';
import type { TestConsole } from '#test/support/testConsole.ts';

/** Nobody may be connected to a database that is copied or renamed. */
const endConnections = (database: TestDatabase) =>
  database.admin((client) =>
    client.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${database.name}' AND pid <> pg_backend_pid()`,
    ),
  );

/** Copies a database as it is now; `putBack` puts the copy in its place. */
async function backUp(database: TestDatabase): Promise<{ copy: TestDatabase; putBack(): Promise<void> }> {
  await endConnections(database);
  const copy = await newDatabase(suiteCluster(), database.name);
  return {
    copy,
    putBack: async () => {
      await database.drop();
      const maintenance = await newDatabase(suiteCluster());
      await maintenance.admin((client) => client.query(`ALTER DATABASE ${copy.name} RENAME TO ${database.name}`));
      await maintenance.drop();
    },
  };
}

const create = async ({ client }: TestConsole, name: string): Promise<IntegrationId> =>
  (await client.integrations.create({ name, ...api })).id;

const asks = { team: { state: 'stopped', question: { kind: 'otherDatabase', restored: true } } };

/** A team of which the database went back to before `lost` was made and changed; three stores had it, one did not. */
async function restored() {
  const team = await teamByHand(async (first) => {
    for (const name of ['One', 'Two', 'Three']) await create(first, name);
  });
  const { first, database } = team;
  const [bea, cem, dag] = [await team.join('Bea'), await team.join('Cem'), await team.join('Dag')];
  await inStep(first, bea, cem, dag);
  const { rows } = await first.client.integrations.list({});
  const [one, three, two] = rows.map(({ id }) => id);
  if (!one || !two || !three) throw new Error('Three were made.');
  const backup = await backUp(database);
  // As old as backups are.
  await backup.copy.admin(async (client) => {
    await client.query('SET session_replication_role = replica');
    await client.query("UPDATE patchbay.revisions SET at = at - interval '1 day'");
  });
  // Dag is away from now on.
  const lost = await create(first, 'Lost');
  await first.client.integrations.update({ id: one, changes: { description: 'lost text' } });
  await bea.client.integrations.remove({ ids: [three] });
  await inStep(first, bea, cem);
  await backup.putBack();
  return { ...team, bea, cem, dag, lost, one, two, three };
}

it('every store that has seen more asks, and does nothing before it is answered', async () => {
  const { first, bea, cem, dag, lost, one, two, database } = await restored();
  await bea.client.integrations.update({ id: lost, changes: { description: 'edited here' } });
  await first.client.integrations.update({ id: two, changes: { description: 'of the first' } });
  // A store that never saw what was lost goes on as if nothing had been.
  await create(dag, 'By Dag');
  await dag.client.integrations.update({ id: one, changes: { checkPath: '/dag' } });
  await inStep(dag);
  expect(await dag.client.sync.status()).toMatchObject({ team: { state: 'inStep', question: null } });
  for (const store of [first, bea, cem]) {
    for (let times = 0; times < 2; times += 1) expect(await store.client.sync.now()).toMatchObject(asks);
    expect(await namesIn(store)).not.toContain('By Dag');
  }
  expect(await namesIn(dag)).toEqual(['By Dag', 'One', 'Three', 'Two']);
  // Edits after the question are kept like all others.
  await create(bea, 'After the question');
  expect(await bea.client.sync.now()).toMatchObject({ team: { ...asks.team, toSend: 2 } });
  await bea.client.sync.answer({ kind: 'otherDatabase', choose: 'sendMine' });
  await inStep(bea, dag);
  expect(await namesIn(dag)).toEqual(['After the question', 'By Dag', 'Lost', 'One', 'Two']);
  expect(await dag.client.integrations.get({ id: lost })).toMatchObject({ description: 'edited here' });
  // The others have what was lost already, and take what is there.
  await first.client.sync.answer({ kind: 'otherDatabase', choose: 'takeTheirs' });
  await cem.client.sync.answer({ kind: 'otherDatabase', choose: 'takeTheirs' });
  await inStep(first, bea, cem, dag);
  await expectEqual(database, first, bea, cem, dag);
  for (const { client } of [first, bea, cem, dag]) {
    expect(await client.integrations.get({ id: two })).toMatchObject({ description: 'of the first' });
    expect(await client.integrations.get({ id: one })).toMatchObject({ description: '', checkPath: '/dag' });
  }
  // Of what Dag changed meanwhile, Bea decides what it is to be.
  const conflicts = await bea.client.sync.conflicts();
  expect(conflicts).toMatchObject([{ field: 'description', mine: { text: 'lost text' }, theirs: { text: '' } }]);
  await bea.client.sync.decide({ decisions: conflicts.map(({ id }) => ({ id, choose: 'mine' })) });
  await inStep(bea, first, cem, dag);
  await expectEqual(database, first, bea, cem, dag);
  expect(await dag.client.integrations.get({ id: one })).toMatchObject({ description: 'lost text', checkPath: '/dag' });
});

it('taking theirs keeps what was not sent, and edits of what is gone as conflicts', async () => {
  const { first, bea, cem, dag, lost, one, database } = await restored();
  await first.client.integrations.update({ id: lost, changes: { description: 'edited here' } });
  await create(first, 'Never sent');
  for (const store of [first, bea, cem]) await store.client.sync.now();
  for (const store of [first, bea, cem])
    await store.client.sync.answer({ kind: 'otherDatabase', choose: 'takeTheirs' });
  await inStep(first, bea, cem, dag);
  await expectEqual(database, first, bea, cem, dag);
  for (const store of [first, bea, cem, dag])
    expect(await namesIn(store)).toEqual(['Never sent', 'One', 'Three', 'Two']);
  expect(await first.client.integrations.get({ id: one })).toMatchObject({ description: '' });
  const [conflict, ...others] = await first.client.sync.conflicts();
  expect(others).toEqual([]);
  expect(conflict).toMatchObject({ kind: 'theyDeleted', name: 'Lost' });
  // The person may want it back after all.
  await first.client.sync.decide({ decisions: [{ id: conflict?.id ?? '', choose: 'mine' }] });
  await inStep(first, bea, cem, dag);
  expect(await dag.client.integrations.get({ id: lost })).toMatchObject({ description: 'edited here' });
  await expectEqual(database, first, bea, cem, dag);
});

it('two stores that answer differently become equal, whoever is first', async () => {
  for (const order of ['mine first', 'theirs first']) {
    const { first, bea, cem, dag, database } = await restored();
    await create(first, 'Unsent of the first');
    await create(bea, 'Unsent of Bea');
    for (const store of [first, bea, cem]) await store.client.sync.now();
    const answers = [
      () => first.client.sync.answer({ kind: 'otherDatabase', choose: 'sendMine' }),
      () => bea.client.sync.answer({ kind: 'otherDatabase', choose: 'takeTheirs' }),
    ];
    for (const answer of order === 'mine first' ? answers : answers.toReversed()) await answer();
    await cem.client.sync.answer({ kind: 'otherDatabase', choose: 'takeTheirs' });
    await inStep(first, bea, cem, dag);
    await expectEqual(database, first, bea, cem, dag);
    expect(await namesIn(dag), order).toEqual(expect.arrayContaining(['Lost', 'One', 'Two', 'Unsent of Bea']));
    expect(await namesIn(dag), order).toContain('Unsent of the first');
  }
});

it('a push that was answered before the restore is not taken for sent', async () => {
  const team = await teamByHand((first) => create(first, 'One'));
  const { first, database } = team;
  const bea = await team.join('Bea');
  await inStep(first, bea);
  const backup = await backUp(database);
  // The database took it, and the answer never came.
  await create(bea, 'On its way');
  await database.admin((client) =>
    client.query(`CREATE FUNCTION public.stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
      GRANT USAGE ON SCHEMA public TO PUBLIC;
      ALTER FUNCTION public.stop() SECURITY DEFINER;
      CREATE TRIGGER stop BEFORE INSERT ON patchbay.revisions FOR EACH ROW EXECUTE FUNCTION public.stop()`),
  );
  await expect(bea.client.sync.now()).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  await create(first, 'Of the first');
  await backup.putBack();
  await create(bea, 'Later');
  await inStep(bea, first);
  await expectEqual(database, first, bea);
  expect(await namesIn(first)).toEqual(['Later', 'Of the first', 'On its way', 'One']);
});

it('a comparison that was broken off notices that the database went back before it goes on', async () => {
  const team = await teamByHand((first) => create(first, 'One'));
  const { first, database } = team;
  const bea = await team.join('Bea');
  await inStep(first, bea);
  const backup = await backUp(database);
  await create(first, 'Lost');
  await inStep(first);
  // Bea was away for too long, and the database fails in the middle of what she then reads.
  await database.admin((client) => client.query('UPDATE patchbay.tenants SET horizon = head'));
  await breakScan(database, 'connections');
  await expect(bea.client.sync.now()).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  expect(await namesIn(bea)).toEqual(['Lost', 'One']);
  await create(bea, 'Never sent');
  await backup.putBack();
  expect(await bea.client.sync.now()).toMatchObject(asks);
  expect(await first.client.sync.now()).toMatchObject(asks);
  for (const store of [bea, first]) await store.client.sync.answer({ kind: 'otherDatabase', choose: 'takeTheirs' });
  await inStep(bea, first);
  await expectEqual(database, bea, first);
  expect(await namesIn(first)).toEqual(['Never sent', 'One']);
});
