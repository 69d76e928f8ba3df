import { and, isNotNull, isNull, lte } from 'drizzle-orm';
import type { ConnectionId, TenantId } from '#contract/common.ts';
import type { NoticeEvent } from '#contract/events.ts';
import { findRecord } from '#main/domains/integrations/index.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { ConnectionsDeps } from './deps.ts';
import { type ConnectionRow, connections, type halts, oneRow } from './table.ts';

type Key = { readonly tenantId: TenantId; readonly id: ConnectionId };

/** Marks a connection as ended from outside, in the caller's transaction. `reason` is one sentence for a person, without secrets. */
export function suspendConnection(w: Writer, key: Key, state: (typeof halts)[number], reason: string): void {
  w.update(connections).set({ halt: state, haltReason: reason }).where(oneRow(key)).run();
}

/**
 * Takes a halt back, as after a sign-in, in the caller's transaction. `expiresAt` is the end of a token that cannot be renewed, and
 * null where the new one can; without it the connection's own end stays.
 */
export function resumeConnection(w: Writer, key: Key, expiresAt?: number | null): void {
  const end = expiresAt === undefined ? {} : { expiresAt, expiryToldAt: null };
  w.update(connections)
    .set({ halt: null, haltReason: null, ...end })
    .where(oneRow(key))
    .run();
}

/** Remembers that a request went out with the connection; `status` is null where no response came. In the caller's transaction. */
export function recordUse(
  w: Writer,
  connection: Pick<ConnectionRow, 'tenantId' | 'id'>,
  { at, status }: { at: number; status: number | null },
): void {
  const succeeded = status !== null && status < 400 ? { lastSucceededAt: at } : {};
  const answered = status === null ? {} : { lastStatus: status };
  w.update(connections)
    .set({ lastUsedAt: at, ...answered, ...succeeded })
    .where(oneRow(connection))
    .run();
}

/** A secret or setting that is another than the one that was checked. */
export const notCheckedYet = { state: 'unchecked', stateReason: null, lastStatus: null } as const;

/** Says once of each connection that its end has come; part of the hourly housekeeping. */
export function sendExpiryNotices({ store, events, now }: Pick<ConnectionsDeps, 'store' | 'events' | 'now'>): number {
  const at = now();
  const due = and(isNotNull(connections.expiresAt), isNull(connections.expiryToldAt), lte(connections.expiresAt, at));
  const rows = store.read.select().from(connections).where(due).all();
  if (rows.length === 0) return 0;
  store.write((w) => w.update(connections).set({ expiryToldAt: at }).where(due).run());
  for (const row of rows) {
    events.changed('connections', row.tenantId, [row.id]);
    const body = 'Rotate or replace its secret so that requests work again.';
    events.notice(noticeOf(store.read, row, { level: 'warning', what: 'has expired', body }));
  }
  return rows.length;
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
