import { expect, it } from 'vitest';
import type { IntegrationId } from '#contract/common.ts';
import { del } from '#test/support/serverRig.ts';
import { api, breakScan, expectEqual, memberWithSql, namesIn, teamByHand } from '#test/support/syncFaults.ts';
import { inStep, type TestTeam } from '#test/support/team.ts';
import type { TestConsole } from '#test/support/testConsole.ts';

const create = async ({ client }: TestConsole, name: string) => (await client.integrations.create({ name, ...api })).id;

const connect = ({ client }: TestConsole, integrationId: string, name: string) =>
  client.connections.create({
    ...{ integrationId, name, kind: 'bearer', schemeKey: null, visibility: 'team', secret: 'a-secret-0123456789' },
  } as never);

/** A hundred days pass for the database, and an admin's store lets it forget deletions, as it does by itself each day. */
async function forgetDeletions({ database, first }: TestTeam): Promise<void> {
  await database.admin(async (client) => {
    await client.query('SET session_replication_role = replica');
    await client.query("UPDATE patchbay.revisions SET at = at - interval '100 days'");
  });
  const sync = first.console.domains.find(({ name }) => name === 'sync');
  for (const job of sync?.jobs ?? []) await job.run({ payload: {} } as never, new AbortController().signal);
  const left = await database.admin(
    async (client) => (await client.query('SELECT FROM patchbay.rows WHERE deleted')).rowCount,
  );
  expect(left).toBe(0);
}

const things = ['Deleted there', 'Edited by both', 'Edited here, deleted there', 'Into the trash', 'Stays'] as const;

/** Two stores in step, one of which is away from now on; another member has a SQL client. */
async function begin() {
  const team = await teamByHand(async (first) => {
    for (const name of things) await create(first, name);
  });
  const bea = await team.join('Bea', 'admin');
  const sql = await memberWithSql(team);
  const { rows } = await team.first.client.integrations.list({});
  const id = (name: (typeof things)[number]): IntegrationId => {
    const found = rows.find((row) => row.name === name);
    if (!found) throw new Error(`${name} was not made.`);
    return found.id;
  };
  const [kept, removed] = await Promise.all(
    ['Removed here', 'Removed there'].map((name) => connect(team.first, id('Stays'), name)),
  );
  if (!kept || !removed) throw new Error('Two were made.');
  await inStep(team.first, bea);
  return { ...team, bea, sql, id, removedHere: kept.id, removedThere: removed.id };
}

/** What each side does while Bea is away. */
async function meanwhile({ first, bea, sql, id, removedHere, removedThere }: Awaited<ReturnType<typeof begin>>) {
  await first.client.connections.remove({ id: removedThere, confirmed: true });
  await first.client.integrations.update({
    id: id('Edited by both'),
    changes: { baseUrl: 'https://there.example.com' },
  });
  await create(first, 'Made there');
  await inStep(first);
  await sql.push(del('integrations', id('Deleted there')), del('integrations', id('Edited here, deleted there')));
  await inStep(first);
  await bea.client.connections.remove({ id: removedHere, confirmed: true });
  await bea.client.integrations.update({ id: id('Edited by both'), changes: { description: 'here' } });
  await bea.client.integrations.update({ id: id('Edited here, deleted there'), changes: { description: 'not lost' } });
  await bea.client.integrations.remove({ ids: [id('Into the trash')] });
  await create(bea, 'Made here');
}

async function expectJoined({ first, bea, database, id }: Awaited<ReturnType<typeof begin>>): Promise<void> {
  await expectEqual(database, first, bea);
  for (const store of [first, bea]) {
    expect(await namesIn(store)).toEqual(['Edited by both', 'Made here', 'Made there', 'Stays']);
    expect((await store.client.connections.list({})).rows).toEqual([]);
    expect(await store.client.integrations.get({ id: id('Edited by both') })).toMatchObject({
      ...{ description: 'here', baseUrl: 'https://there.example.com' },
    });
  }
  const conflicts = await bea.client.sync.conflicts();
  expect(conflicts).toMatchObject([{ kind: 'theyDeleted', name: 'Edited here, deleted there' }]);
  await bea.client.sync.decide({ decisions: conflicts.map((each) => ({ id: each.id, choose: 'mine' })) });
  await inStep(bea, first);
  expect(await first.client.integrations.get({ id: id('Edited here, deleted there') })).toMatchObject({
    description: 'not lost',
  });
  await expectEqual(database, first, bea);
}

it('who was away for longer than deletions are remembered compares everything, and loses nothing', async () => {
  const team = await begin();
  await meanwhile(team);
  await forgetDeletions(team);
  await inStep(team.bea, team.first);
  await expectJoined(team);
});

it('the comparison goes on where it was broken off, also where more was forgotten meanwhile', async () => {
  const team = await begin();
  const { bea, first, sql, database } = team;
  await meanwhile(team);
  const gone = await create(first, 'Gone again');
  await inStep(first);
  await forgetDeletions(team);
  for (const table of ['connections', 'secrets']) {
    const mend = await breakScan(database, table);
    await expect(bea.client.sync.now()).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
    await mend();
  }
  // What was looked at already goes, and that is forgotten as well.
  expect(await namesIn(bea)).toContain('Gone again');
  await sql.push(del('integrations', gone));
  await inStep(first);
  await forgetDeletions(team);
  await inStep(bea, first);
  await expectJoined(team);
});
