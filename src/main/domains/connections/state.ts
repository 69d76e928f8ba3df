import { and, count, eq, max, type SQL, sql } from 'drizzle-orm';
import type { TenantId } from '#contract/common.ts';
import type { ConnectionState } from '#contract/connections.ts';
import type { VaultState } from '#contract/vault.ts';
import type { Reader } from '#main/store/index.ts';
import { secrets, sessionSecrets } from '#main/vault/table.ts';
import { type ConnectionRow, connectionStates, connections, type StateRow } from './table.ts';

/** What the state of a connection follows from. */
export interface StateFacts
  extends Pick<StateRow, 'state' | 'suspension'>,
    Pick<ConnectionRow, 'expiresAt' | 'secretChangedAt'> {
  /** Every secret that its parts need is sealed. */
  readonly present: boolean;
  readonly locked: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
}

/** The longest that an end counts as near: 14 days. */
export const nearMs = 14 * 86_400_000;

/**
 * The state as a person sees it. What keeps it from being used at all comes first: no secret, a locked vault, a suspension from
 * outside, its end; then what the last check said, and last that the end is near: within 14 days, or the last tenth of a shorter life.
 */
export function currentState({
  present,
  locked,
  suspension,
  expiresAt,
  secretChangedAt,
  state,
  now,
}: StateFacts): ConnectionState {
  if (!present) return 'missing';
  if (locked) return 'locked';
  if (suspension !== null) return suspension;
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  if (state === 'refused' || state === 'failing') return state;
  const near =
    expiresAt !== null && expiresAt - now <= Math.min(nearMs, Math.trunc((expiresAt - secretChangedAt) / 10));
  return near ? 'expiring' : state;
}

/** States in which a person has to do something. */
export const statesForPerson: readonly ConnectionState[] = [
  'refused',
  'failing',
  'missing',
  'expired',
  'revoked',
  'needsSignIn',
];

const words: Partial<Record<ConnectionState, string>> = {
  locked: 'The vault is locked. Unlock it to use the connection.',
  missing: 'The secret is no longer there. Replace it.',
  revoked: 'It was revoked. Sign in again to use it.',
  needsSignIn: 'A person must sign in again.',
};

/** Why the state is what it is, one sentence; null where there is nothing to say. */
export function reasonOf(
  state: ConnectionState,
  about: Pick<StateRow, 'suspensionReason' | 'stateReason'> & Pick<ConnectionRow, 'expiresAt'>,
  now: number,
): string | null {
  const { suspensionReason, stateReason, expiresAt } = about;
  if (state === 'revoked' || state === 'needsSignIn') return suspensionReason ?? words[state] ?? null;
  if (state === 'expired') return `It ended ${daysOf(now - (expiresAt ?? now))} ago. Replace or rotate the secret.`;
  if (state === 'expiring') return `It ends in ${daysOf((expiresAt ?? now) - now)}. Rotate the secret before.`;
  return words[state] ?? (state === 'refused' || state === 'failing' ? stateReason : null);
}

/** A span in the unit that says enough. */
function daysOf(ms: number): string {
  const units: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
  ];
  const [size, unit] = units.find(([least]) => ms >= least) ?? [60_000, 'minute'];
  const count = Math.max(1, Math.floor(ms / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

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
