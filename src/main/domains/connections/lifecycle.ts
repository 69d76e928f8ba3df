import { and, count, eq, isNull, lte, max, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ConnectionId, TenantId } from '#contract/common.ts';
import type { NoticeEvent } from '#contract/events.ts';
import type { VaultState } from '#contract/vault.ts';
import { type ConnectionState, nearMs } from '#core/connections/state.ts';
import { findRecord } from '#main/domains/integrations/index.ts';
import { defineJobs } from '#main/jobs/index.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { secrets, sessionSecrets } from '#main/vault/table.ts';
import type { ConnectionsContext } from './context.ts';
import { type ConnectionRow, connectionStates, connections, ofConnection, oneRow, type StateRow } from './table.ts';

/** How the vault stands. */
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

type Key = { readonly tenantId: TenantId; readonly id: ConnectionId };

const stateOf = ({ tenantId, id }: Key) =>
  and(eq(connectionStates.tenantId, tenantId), eq(connectionStates.connectionId, id));

/** What is known of a connection on this device; undefined where it is gone. */
export function readState(r: Reader, key: Key): StateRow | undefined {
  return r.select().from(connectionStates).where(stateOf(key)).get();
}

export function changeState(w: Writer, key: Key, changes: Partial<Omit<StateRow, 'tenantId' | 'connectionId'>>): void {
  w.update(connectionStates).set(changes).where(stateOf(key)).run();
}

/** A secret or setting that is another than the one that was checked. */
export const notCheckedYet = { state: 'unchecked', stateReason: null, lastStatus: null } as const;

/** Marks a connection as ended from outside, in the caller's transaction. `reason` is one sentence for a person, without secrets. */
export function suspendConnection(
  w: Writer,
  key: Key,
  suspension: NonNullable<StateRow['suspension']>,
  reason: string,
): void {
  changeState(w, key, { suspension, suspensionReason: reason });
}

/**
 * Lifts a suspension, as after a sign-in, in the caller's transaction. `expiresAt` is the end of a token that cannot be renewed, and
 * null where the new one can; without it the connection's own end stays.
 */
export function resumeConnection(w: Writer, key: Key, expiresAt?: number | null): void {
  changeState(w, key, notSuspended);
  if (expiresAt === undefined) return;
  w.update(connections).set({ expiresAt }).where(oneRow(key)).run();
  changeState(w, key, { expiryNoticedAt: null });
}

export const notSuspended = { suspension: null, suspensionReason: null } as const;

/** Remembers that a request went out with the connection; `status` is null where no response came. In the caller's transaction. */
export function recordUse(w: Writer, key: Key, { at, status }: { at: number; status: number | null }): void {
  changeState(w, key, {
    lastUsedAt: at,
    ...(status === null ? {} : { lastStatus: status }),
    ...(status !== null && status < 400 ? { lastSucceededAt: at } : {}),
  });
}

export const connectionJobs = defineJobs('connections', {
  expiryNotices: {
    title: 'Say which connections have expired',
    payload: z.object({}),
    every: { ms: 3_600_000, firstMs: 5_000 },
  },
});

/** Says once of each connection that its end has come. @returns how many */
export function sendExpiryNotices(context: Pick<ConnectionsContext, 'store' | 'events' | 'facts' | 'now'>): number {
  const { store, events, facts } = context;
  const at = context.now();
  const expired = store.write((w) => {
    const rows = w
      .select({ row: connections })
      .from(connections)
      .innerJoin(connectionStates, ofConnection)
      .where(and(lte(connections.expiresAt, at), isNull(connectionStates.expiryNoticedAt)))
      .all();
    for (const { row } of rows) changeState(w, row, { expiryNoticedAt: at });
    return rows;
  });
  for (const { row } of expired) {
    facts.signal('connectionState', row.tenantId, [row.id]);
    const body = 'Rotate or replace its secret so that requests work again.';
    events.notice(noticeOf(store.read, row, { level: 'warning', what: 'has expired', body }));
  }
  return expired.length;
}

interface News {
  readonly level: NoticeEvent['level'];
  /** What happened to it, as the rest of a sentence. */
  readonly what: string;
  readonly body: string;
}

/** A notice about a connection for everyone in its tenant; a private one is not named. */
export function noticeOf(
  r: Reader,
  { tenantId, integrationId, name, visibility, id }: ConnectionRow,
  { level, what, body }: News,
): Omit<NoticeEvent, 'type'> {
  const integration = findRecord(r, tenantId, integrationId)?.displayName ?? 'an integration';
  const isPrivate = visibility === 'private';
  const title = isPrivate ? `A private connection of ${integration} ${what}` : `${name} (${integration}) ${what}`;
  return { tenantId, level, title, body, path: isPrivate ? '/connections' : `/connections/${id}` };
}
