import { and, count, eq, max, type SQL, sql } from 'drizzle-orm';
import type { TenantId } from '#contract/common.ts';
import type { VaultState } from '#contract/vault.ts';
import { type ConnectionState, nearMs } from '#core/connections/state.ts';
import type { Reader } from '#main/store/index.ts';
import { secrets, sessionSecrets } from '#main/vault/table.ts';
import { connectionStates, connections } from './table.ts';

/** How the vault stands; asking for it counts every secret, so once a query is enough. */
export interface VaultSight extends Pick<VaultState, 'status' | 'method'> {
  /** It is known that no secret is missing, so that no row needs to be looked at. */
  readonly complete?: boolean;
}

/**
 * Whether no connection of the tenant misses a secret, told by two counts: a sealed first secret belongs to one connection, and none
 * that needs no secret has one. It spares the lists a look into the vault for every row. False says only that each must be looked at.
 */
export function isComplete(r: Reader, tenantId: TenantId, vault: VaultSight): boolean {
  const rows = vault.method === 'session' ? sessionSecrets : secrets;
  const needed = r
    .select({
      count: sql<number>`count(*) FILTER (WHERE ${connections.secretsNeeded} > 0)`,
      most: max(connections.secretsNeeded),
    })
    .from(connections)
    .where(eq(connections.tenantId, tenantId))
    .get();
  if (needed === undefined || (needed.most ?? 0) > 1) return false;
  const owned = and(eq(rows.tenantId, tenantId), eq(rows.ownerTable, 'connections'), eq(rows.field, 'secret'));
  return r.select({ count: count() }).from(rows).where(owned).get()?.count === needed.count;
}

/** How many of a connection's secrets are sealed where the vault keeps them now; 0 counts for enough where none is needed. */
export function presentColumn(vault: VaultSight): SQL<number> {
  if (vault.complete) return sql<number>`1`;
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

/** The same as `currentState`, for filters and order in SQL; the query joins the connections with their states. */
export function stateColumn(vault: VaultSight, now: number): SQL<ConnectionState> {
  const { state, suspension } = connectionStates;
  const { expiresAt, secretChangedAt } = connections;
  const locked = vault.status === 'locked' ? sql`1` : sql`0`;
  return sql<ConnectionState>`CASE
    WHEN NOT ${presentColumn(vault)} THEN 'missing'
    WHEN ${locked} THEN 'locked'
    WHEN ${suspension} IS NOT NULL THEN ${suspension}
    WHEN ${expiresAt} <= ${now} THEN 'expired'
    WHEN ${state} IN ('refused', 'failing') THEN ${state}
    WHEN ${expiresAt} - ${now} <= min(${nearMs}, (${expiresAt} - ${secretChangedAt}) / 10) THEN 'expiring'
    ELSE ${state} END`;
}
