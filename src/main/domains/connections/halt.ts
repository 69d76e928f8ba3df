import type { ConnectionId, TenantId } from '#contract/common.ts';
import type { Writer } from '#main/store/index.ts';
import type { ConnectionsDeps } from './deps.ts';
import { noticeOf } from './notice.ts';
import { oneRow } from './rows.ts';
import { type ConnectionRow, connections, type halts } from './table.ts';

type Key = { readonly tenantId: TenantId; readonly id: ConnectionId };

interface Halt {
  readonly state: (typeof halts)[number];
  /** One sentence for a person, without secrets. */
  readonly reason: string;
}

/** Marks a connection as ended from outside, in the caller's transaction. After the commit, `haltTold` says so. */
export function haltConnection(w: Writer, key: Key, { state, reason }: Halt): void {
  w.update(connections).set({ halt: state, haltReason: reason }).where(oneRow(key)).run();
}

/**
 * Takes a halt back, as after a sign-in, in the caller's transaction. `expiresAt` is the end of what cannot be renewed: of a token
 * without a refresh token; null for one that renews itself.
 */
export function reviveConnection(w: Writer, key: Key, { expiresAt }: { expiresAt: number | null }): void {
  const cleared = { halt: null, haltReason: null, expiryToldAt: null } as const;
  w.update(connections)
    .set({ ...cleared, expiresAt })
    .where(oneRow(key))
    .run();
}

/** Says after the commit that a connection was halted. Only the first time is a notice. */
export function haltTold(
  { events, store }: Pick<ConnectionsDeps, 'events' | 'store'>,
  before: ConnectionRow,
  { state, reason }: Halt,
): void {
  events.changed('connections', before.tenantId, [before.id]);
  if (state === 'needsSignIn' && before.halt !== 'needsSignIn')
    events.notice(noticeOf(store.read, before, { level: 'warning', what: 'needs a sign-in', body: reason }));
}
