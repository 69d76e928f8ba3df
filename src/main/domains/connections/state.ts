import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { ConnectionState } from '#contract/connections.ts';
import { secrets, sessionSecrets } from '#main/vault/table.ts';
import type { ConnectionsDeps } from './deps.ts';
import { connections } from './table.ts';

/** The state as a person sees it: no secret comes before locked, and locked before what the last check said. */
export function stateColumn(vault: ConnectionsDeps['vault']): SQL<ConnectionState> {
  const { status, method } = vault.state();
  const rows = method === 'session' ? sessionSecrets : secrets;
  const owned = and(
    eq(rows.tenantId, connections.tenantId),
    eq(rows.ownerTable, 'connections'),
    eq(rows.ownerId, connections.id),
    eq(rows.field, 'secret'),
  );
  const present = sql`EXISTS (SELECT 1 FROM ${rows} WHERE ${owned})`;
  return status === 'locked'
    ? sql<ConnectionState>`CASE WHEN ${present} THEN 'locked' ELSE 'missing' END`
    : sql<ConnectionState>`CASE WHEN ${present} THEN ${connections.state} ELSE 'missing' END`;
}

const words: Partial<Record<ConnectionState, string>> = {
  locked: 'The vault is locked. Unlock it to use the connection.',
  missing: 'The secret is no longer there. Replace it.',
};

/** Why the state is what it is: of the vault, or what the last check said. */
export function reasonOf(state: ConnectionState, stored: string | null): string | null {
  return words[state] ?? stored;
}
