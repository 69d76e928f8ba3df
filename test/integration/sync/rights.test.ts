import { expect, it } from 'vitest';
import type { UserId } from '#contract/common.ts';
import { api, createLarge, expectEqual, namesIn, teamByHand, unsent } from '#test/support/syncFaults.ts';
import { inStep, type TestTeam } from '#test/support/team.ts';
import type { TestConsole } from '#test/support/testConsole.ts';

const gate = 7_283_490;

/** What waits at a closed gate: writes of a table, by a condition over the row. */
interface Gate {
  readonly table: string;
  readonly condition: string;
}

/** Holds what meets the gate until `during` is done. */
const atGate = <T>({ database }: TestTeam, { table, condition }: Gate, during: () => Promise<T>): Promise<T> =>
  database.admin(async (client) => {
    await client.query(`
      CREATE FUNCTION public.gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
        IF ${condition} THEN
          PERFORM pg_advisory_lock_shared(${gate});
          PERFORM pg_advisory_unlock_shared(${gate});
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER gate BEFORE INSERT OR UPDATE ON patchbay.${table} FOR EACH ROW EXECUTE FUNCTION public.gate()`);
    await client.query(`SELECT pg_advisory_lock(${gate})`);
    try {
      return await during();
    } finally {
      await client.query(`SELECT pg_advisory_unlock(${gate})`);
      await client.query(`DROP TRIGGER gate ON patchbay.${table}; DROP FUNCTION public.gate()`);
    }
  });

/** How many sessions of the database wait for a lock of these types. */
const waiting = ({ database }: TestTeam, ...events: string[]): Promise<number | null> =>
  database.admin(async (client) => {
    const text = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = ANY ($1)`;
    return (await client.query(text, [events])).rowCount;
  });

const bea = { name: 'Bea', email: null, days: 1 } as const;

/** How rights end, and how they come back. */
const ways = {
  'a role that was lowered': {
    end: async ({ first }: TestTeam, userId: UserId) => {
      await first.client.tenants.updateMember({ userId, role: 'viewer' });
      await first.client.sync.now();
    },
    holds: { table: 'rows', condition: "NEW.table_name = 'memberships'" },
    state: { state: 'waiting', role: 'viewer', problem: null },
    begin: async ({ first }: TestTeam, userId: UserId) => {
      await first.client.tenants.updateMember({ userId, role: 'editor' });
      await first.client.sync.now();
    },
  },
  'a login that was revoked': {
    end: async ({ first }: TestTeam, userId: UserId) => {
      const logins = await first.client.sync.logins();
      const own = logins.find((login) => login.userId === userId);
      await first.client.sync.revokeLogin({ login: own?.login ?? '' });
    },
    holds: { table: 'logins', condition: "NEW.status = 'revoked'" },
    state: { state: 'stopped', problem: { code: 'NO_ACCESS' } },
    begin: async ({ first }: TestTeam, userId: UserId, { client }: TestConsole) => {
      const { invitation } = await first.client.sync.invite({ ...bea, role: 'editor', userId });
      await client.sync.join({ invitation });
    },
  },
  'a member who was removed': {
    end: async ({ first }: TestTeam, userId: UserId) => {
      await first.client.sync.removeMember({ userId });
    },
    holds: { table: 'logins', condition: "NEW.status = 'revoked'" },
    state: { state: 'stopped', problem: { code: 'NO_ACCESS' } },
    begin: async ({ first }: TestTeam, userId: UserId, { client }: TestConsole) => {
      const { invitation } = await first.client.sync.invite({ ...bea, role: 'editor', userId });
      await client.sync.join({ invitation });
    },
  },
} as const;

/** Syncs, and answers what it came to. */
const sync = ({ client }: TestConsole) => client.sync.now().catch((error: unknown) => error);

/** The right ends after the second of several parts has arrived. */
async function betweenParts(team: TestTeam, other: TestConsole, end: () => Promise<unknown>): Promise<void> {
  const [pushing] = await atGate(team, { table: 'parts', condition: 'NEW.part = 1' }, async () => {
    const under = sync(other);
    await expect.poll(() => waiting(team, 'advisory'), { timeout: 10_000 }).toBe(1);
    await end();
    return [under];
  });
  await pushing;
}

/** The push has begun, and waits for what takes the right away. */
async function beforeCommit(
  team: TestTeam,
  other: TestConsole,
  end: () => Promise<unknown>,
  gate: Gate,
): Promise<void> {
  const both = await atGate(team, gate, async () => {
    const ending = end();
    await expect.poll(() => waiting(team, 'advisory'), { timeout: 10_000 }).toBe(1);
    const under = sync(other);
    await expect.poll(() => waiting(team, 'tuple', 'transactionid'), { timeout: 10_000 }).toBe(1);
    return [ending, under];
  });
  await Promise.all(both);
}

for (const [what, { end, state, begin, holds }] of Object.entries(ways))
  for (const [moment, during] of Object.entries({
    'between two parts': betweenParts,
    'before the commit': beforeCommit,
  }))
    it(`${what} ${moment} of a push: everything is kept and shown, and goes once the right is back`, async () => {
      const team = await teamByHand();
      const other = await team.join('Bea');
      await inStep(team.first, other);
      const { user } = await other.client.tenants.session();
      for (let at = 0; at < 9; at += 1) await createLarge(other, `Large ${at}`);
      await other.client.integrations.create({ name: 'Made', ...api });
      const before = unsent(other);
      await during(team, other, () => end(team, user.id), holds);
      await sync(other);
      expect(unsent(other)).toEqual(before);
      expect(await other.client.sync.status()).toMatchObject({ team: { ...state, toSend: before.length } });
      await inStep(team.first);
      expect(await namesIn(team.first)).toEqual([]);
      await begin(team, user.id, other);
      await inStep(other, team.first);
      expect(await namesIn(team.first)).toEqual(['Made']);
      await expectEqual(team.database, team.first, other);
    });
