import { expect, it } from 'vitest';
import { api, createLarge, expectEqual, namesIn, teamByHand, unsent } from '#test/support/syncFaults.ts';
import { inStep } from '#test/support/team.ts';
import { type TestConsole, testConsole } from '#test/support/testConsole.ts';

const create = ({ client }: TestConsole, name: string) => client.integrations.create({ name, ...api });

/** The store of a console has so many more pages from now on, and no more; a function that gives it room again. */
function fill({ console }: TestConsole, morePages = 0): () => void {
  const { sqlite } = console.store;
  const pages = sqlite.pragma('page_count', { simple: true }) as number;
  sqlite.pragma(`max_page_count = ${pages + morePages}`);
  return () => void sqlite.pragma('max_page_count = 4294967294');
}

const full = { code: 'STORE_FULL', message: 'The disk is full, so the change was not saved.' };
const problem = {
  ...full,
  kept: expect.stringContaining('kept'),
  todo: 'Free up disk space and try again.',
};

const cursorOf = ({ console }: TestConsole) =>
  console.store.sqlite.prepare('SELECT cursor FROM sync_teams').pluck().get();
const applyingIn = ({ console }: TestConsole) =>
  console.store.sqlite.prepare('SELECT applying FROM sync_teams').pluck().get();

it('a disk that is full while changes of others are taken over loses nothing, and holds nothing back', async () => {
  const team = await teamByHand();
  const other = await team.join();
  await inStep(team.first, other);
  const mine = await create(other, 'Made here');
  const before = unsent(other);
  for (let at = 0; at < 40; at += 1) await create(team.first, `Number ${at}`);
  await inStep(team.first);
  const cursor = cursorOf(other);
  const makeRoom = fill(other);
  for (let times = 0; times < 2; times += 1) {
    await expect(other.client.sync.now()).rejects.toMatchObject(full);
    expect(await other.client.sync.status()).toMatchObject({
      team: { state: 'stopped', toSend: 1, heldBack: 0, conflicts: 0, problem },
    });
    expect(await namesIn(other)).toEqual(['Made here']);
    expect([cursorOf(other), applyingIn(other), unsent(other)]).toEqual([cursor, 0, before]);
  }
  // What cannot be saved is not acknowledged, and a change that finds room is noted as always.
  await expect(createLarge(other, 'Too large')).rejects.toMatchObject({ code: 'STORE_FULL' });
  makeRoom();
  await other.client.integrations.update({ id: mine.id, changes: { description: 'changed' } });
  await inStep(other, team.first);
  await expectEqual(team.database, team.first, other);
  expect(await namesIn(team.first)).toHaveLength(41);
  expect(await team.first.client.integrations.get({ id: mine.id })).toMatchObject({ description: 'changed' });
});

it('a first download goes on where the disk was full', async () => {
  const team = await teamByHand(async (first) => {
    for (let at = 0; at < 60; at += 1) await create(first, `Number ${at}`);
    for (let at = 0; at < 6; at += 1) await createLarge(first, `Large ${at}`);
  });
  const { invitation } = await team.first.client.sync.invite({ name: 'Bea', email: null, role: 'editor', days: 1 });
  const other = await testConsole({ kind: 'cli' });
  const makeRoom = fill(other, 60);
  await other.client.sync.join({ invitation });
  expect(await other.client.sync.status()).toMatchObject({
    team: { state: 'stopped', heldBack: 0, lastSuccessAt: null, problem },
  });
  await expect(other.client.sync.now()).rejects.toMatchObject(full);
  makeRoom();
  await inStep(other, team.first);
  await expectEqual(team.database, team.first, other);
});

it('a join for which there is no room leaves the person where they were, and is done later', async () => {
  const team = await teamByHand((first) => create(first, 'One'));
  const { invitation } = await team.first.client.sync.invite({ name: 'Bea', email: null, role: 'editor', days: 1 });
  const other = await testConsole({ kind: 'cli' });
  const before = await other.client.tenants.session();
  const makeRoom = fill(other);
  await expect(other.client.sync.join({ invitation })).rejects.toMatchObject({ code: 'STORE_FULL' });
  expect(await other.client.tenants.session()).toEqual(before);
  expect(await other.client.sync.status()).toEqual({ team: null });
  makeRoom();
  await other.client.sync.join({ invitation });
  await inStep(other, team.first);
  await expectEqual(team.database, team.first, other);
});

it('a push for which there is no room is sent whole once there is', async () => {
  const team = await teamByHand();
  const other = await team.join();
  await inStep(team.first, other);
  for (let at = 0; at < 8; at += 1) await createLarge(other, `Large ${at}`);
  const before = unsent(other);
  const makeRoom = fill(other, 40);
  for (let times = 0; times < 2; times += 1) await expect(other.client.sync.now()).rejects.toMatchObject(full);
  expect(unsent(other)).toEqual(before);
  expect(await other.client.sync.status()).toMatchObject({
    team: { state: 'stopped', toSend: 8, heldBack: 0, problem },
  });
  makeRoom();
  await inStep(other, team.first);
  await expectEqual(team.database, team.first, other);
});

it('a store that nothing can be written to says so, and is never called in step', async () => {
  const team = await teamByHand();
  const other = await team.join();
  await inStep(team.first, other);
  await create(team.first, 'Made there');
  await inStep(team.first);
  const { sqlite } = other.console.store;
  sqlite.pragma('query_only = ON');
  const unusable = { code: 'STORE_UNUSABLE', message: 'The store could not be opened or written.' };
  await expect(other.client.sync.now()).rejects.toMatchObject(unusable);
  expect(await other.client.sync.status()).toMatchObject({
    team: { state: 'stopped', problem: { ...unusable, kept: 'Everything saved before is kept.' } },
  });
  sqlite.pragma('query_only = OFF');
  await inStep(other);
  await expectEqual(team.database, team.first, other);
});
