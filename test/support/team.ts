import { onTestFinished } from 'vitest';
import type { Host } from '#main/kernel/host.ts';
import { type Cluster, newDatabase, type TestDatabase } from './postgres.ts';
import { type TestConsole, testConsole } from './testConsole.ts';

/** A database of a team, with the console of its first admin. */
export interface TestTeam {
  readonly database: TestDatabase;
  readonly first: TestConsole;
  /** Another console on a store of its own, which has joined. */
  join(name?: string, role?: 'admin' | 'editor' | 'viewer'): Promise<TestConsole>;
}

/**
 * Shares the tenant of a new console through a new database.
 * @param host overrides parts of every console's host
 */
export async function testTeam(
  cluster: Cluster,
  prepare?: (first: TestConsole) => Promise<unknown>,
  host: Partial<Host> = {},
): Promise<TestTeam> {
  const database = await newDatabase(cluster);
  onTestFinished(() => database.drop());
  const first = await testConsole(host);
  await prepare?.(first);
  await first.client.sync.init({ url: database.url });
  return {
    database,
    first,
    join: async (name = 'Bea', role = 'editor') => {
      const { invitation } = await first.client.sync.invite({ name, email: null, role, days: 1 });
      const other = await testConsole(host);
      await other.client.sync.join({ invitation });
      return other;
    },
  };
}

/** Syncs in turn until everybody has what the others did. */
export async function inStep(...consoles: readonly TestConsole[]): Promise<void> {
  for (const { client } of [...consoles, ...consoles]) await client.sync.now();
}
