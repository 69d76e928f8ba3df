import { expect, it } from 'vitest';
import { suiteCluster } from '#test/support/serverRig.ts';
import { inStep, testTeam } from '#test/support/team.ts';

const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;

it('what one does arrives with the other, in both directions', async () => {
  const team = await testTeam(suiteCluster(), (first) => first.client.integrations.create({ name: 'Before', ...api }));
  expect(await team.first.client.sync.status()).toMatchObject({
    team: { state: 'inStep', toSend: 0, problem: null, role: 'admin' },
  });
  const other = await team.join();
  expect((await other.client.integrations.list({})).rows.map(({ name }) => name)).toEqual(['Before']);
  const { id } = await other.client.integrations.create({ name: 'Made there', ...api });
  await inStep(other, team.first);
  expect((await team.first.client.integrations.list({})).rows.map(({ name }) => name)).toEqual([
    'Before',
    'Made there',
  ]);
  await team.first.client.integrations.update({ id, changes: { description: 'From the first' } });
  await other.client.integrations.update({ id, changes: { baseUrl: 'https://other.example.com' } });
  await inStep(team.first, other);
  for (const { client } of [team.first, other])
    expect(await client.integrations.get({ id })).toMatchObject({
      description: 'From the first',
      baseUrl: 'https://other.example.com',
    });
  for (const { client } of [team.first, other])
    expect(await client.sync.status()).toMatchObject({
      team: { state: 'inStep', conflicts: 0, heldBack: 0, problem: null },
    });
});

it('the same field changed on both sides is a conflict that keeps both, and is decided', async () => {
  const team = await testTeam(suiteCluster());
  const { id } = await team.first.client.integrations.create({ name: 'One', ...api });
  const other = await team.join();
  await inStep(team.first, other);
  await team.first.client.integrations.update({ id, changes: { description: 'of the first' } });
  await other.client.integrations.update({ id, changes: { description: 'of the other' } });
  await inStep(team.first, other);
  for (const { client } of [team.first, other])
    expect(await client.integrations.get({ id })).toMatchObject({ description: 'of the first' });
  const [conflict] = await other.client.sync.conflicts();
  expect(conflict).toMatchObject({
    kind: 'field',
    thing: 'integration',
    name: 'One',
    field: 'description',
    mine: { text: 'of the other' },
    theirs: { text: 'of the first' },
    base: { text: '' },
    by: 'Me',
  });
  expect(await team.first.client.sync.conflicts()).toEqual([]);
  await other.client.sync.decide({ decisions: [{ id: conflict?.id ?? '', choose: 'mine' }] });
  await inStep(other, team.first);
  for (const { client } of [team.first, other])
    expect(await client.integrations.get({ id })).toMatchObject({ description: 'of the other' });
});

it('names that two gave at once are both kept, one of them changed', async () => {
  const team = await testTeam(suiteCluster());
  const other = await team.join();
  await team.first.client.integrations.create({ name: 'Twice', ...api, provider: 'github' });
  await other.client.integrations.create({ name: 'twice', ...api, provider: 'github' });
  await inStep(team.first, other);
  for (const { client } of [team.first, other]) {
    const { rows } = await client.integrations.list({});
    expect(rows.map(({ name, provider }) => [name, provider])).toEqual([
      ['Twice', 'github'],
      ['twice (2)', 'custom'],
    ]);
  }
});
