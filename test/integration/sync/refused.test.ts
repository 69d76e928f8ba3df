import { expect, it } from 'vitest';
import type { IntegrationId } from '#contract/common.ts';
import type { TestDatabase } from '#test/support/postgres.ts';
import { api, expectEqual, namesIn, teamByHand, unsent } from '#test/support/syncFaults.ts';
import { inStep } from '#test/support/team.ts';

/** The database takes no rows of this name, as a rule of whoever runs it could say. */
const refuse = (database: TestDatabase, name: string) =>
  database.admin((client) =>
    client.query(`
      CREATE OR REPLACE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.data ->> 'name' = '${name}' THEN
          RAISE EXCEPTION 'The house rules forbid %.', NEW.data ->> 'name' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
      END $$;
      GRANT USAGE ON SCHEMA public TO PUBLIC;
      CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON patchbay.rows FOR EACH ROW EXECUTE FUNCTION public.refuse()`),
  );
const refuseNoMore = (database: TestDatabase) =>
  database.admin((client) => client.query('DROP TRIGGER refuse ON patchbay.rows'));

it('rows that the database refuses are held back and named, all others go, and they go once they can', async () => {
  const team = await teamByHand();
  const other = await team.join();
  await refuse(team.database, 'Forbidden');
  const { client } = other;
  const ids: IntegrationId[] = [];
  for (const name of ['One', 'Forbidden', 'Two', 'Three', 'Four'])
    ids.push((await client.integrations.create({ name, ...api })).id);
  const [, forbidden] = ids;
  if (!forbidden) throw new Error('It was made.');
  // What belongs to a row that cannot go waits with the others until it comes.
  await client.health.setSchedule({
    integrationId: forbidden,
    schedule: { enabled: true, intervalMinutes: 60, quietHours: null, notify: true },
  });
  await inStep(other, team.first);
  expect(await namesIn(team.first)).toEqual(['Four', 'One', 'Three', 'Two']);
  expect(await team.first.client.sync.heldBack()).toMatchObject([{ direction: 'in', thing: expect.any(String) }]);
  expect(await client.sync.heldBack()).toMatchObject([
    {
      direction: 'out',
      thing: 'integration',
      name: 'Forbidden',
      reason: expect.stringContaining('The house rules forbid Forbidden.'),
    },
  ]);
  expect(await client.sync.status()).toMatchObject({ team: { toSend: 1, heldBack: 1, problem: null } });
  // A change of it is tried, and everything beside it still goes.
  await client.integrations.update({ id: forbidden, changes: { description: 'changed' } });
  await client.integrations.create({ name: 'Five', ...api });
  await inStep(other, team.first);
  expect(await namesIn(team.first)).toEqual(['Five', 'Four', 'One', 'Three', 'Two']);
  expect(unsent(other)).toEqual([`integrations ${forbidden}`]);
  await refuseNoMore(team.database);
  expect(await client.sync.retryHeldBack()).toEqual([]);
  await inStep(team.first);
  expect(await team.first.client.integrations.get({ id: forbidden })).toMatchObject({ description: 'changed' });
  await expectEqual(team.database, team.first, other);
});

it('a row that gets a form which the database takes goes by itself', async () => {
  const team = await teamByHand();
  await refuse(team.database, 'Forbidden');
  const { id } = await team.first.client.integrations.create({ name: 'Forbidden', ...api });
  await inStep(team.first);
  expect(unsent(team.first)).toEqual([`integrations ${id}`]);
  await team.first.client.integrations.update({ id, changes: { name: 'Allowed' } });
  await inStep(team.first);
  await expectEqual(team.database, team.first);
});
