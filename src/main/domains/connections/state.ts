import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { ConnectionState } from '#contract/connections.ts';
import type { VaultState } from '#contract/vault.ts';
import { secrets, sessionSecrets } from '#main/vault/table.ts';
import { nearMs } from './lifeState.ts';
import { connections } from './table.ts';

/** How the vault stands; asking for it counts every secret, so once a query is enough. */
export type VaultSight = Pick<VaultState, 'status' | 'method'>;

/** How many of a connection's secrets are sealed where the vault keeps them now; 0 counts for enough where none is needed. */
export function presentColumn(vault: VaultSight): SQL<number> {
  const rows = vault.method === 'session' ? sessionSecrets : secrets;
  const owned = and(
    eq(rows.tenantId, connections.tenantId),
    eq(rows.ownerTable, 'connections'),
    eq(rows.ownerId, connections.id),
  );
  const one = sql`EXISTS (SELECT 1 FROM ${rows} WHERE ${owned} AND ${rows.field} = 'secret')`;
  const all = sql`(SELECT count(*) FROM ${rows} WHERE ${owned} AND ${rows.field} >= 'secret' AND ${rows.field} < 'secret;')`;
  return sql<number>`(${connections.secretsNeeded} = 0 OR CASE WHEN ${connections.secretsNeeded} = 1 AND ${connections.more} = '[]'
    THEN ${one} ELSE ${all} >= ${connections.secretsNeeded} END)`;
}

/** The same as `lifeState`, for filters and order in SQL. */
export function stateColumn(vault: VaultSight, now: number): SQL<ConnectionState> {
  const { state, halt, expiresAt, secretChangedAt } = connections;
  const locked = vault.status === 'locked' ? sql`1` : sql`0`;
  return sql<ConnectionState>`CASE
    WHEN NOT ${presentColumn(vault)} THEN 'missing'
    WHEN ${locked} THEN 'locked'
    WHEN ${halt} IS NOT NULL THEN ${halt}
    WHEN ${expiresAt} <= ${now} THEN 'expired'
    WHEN ${state} IN ('refused', 'failing') THEN ${state}
    WHEN ${expiresAt} - ${now} <= min(${nearMs}, (${expiresAt} - ${secretChangedAt}) / 10) THEN 'expiring'
    ELSE ${state} END`;
}
