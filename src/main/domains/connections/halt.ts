import type { ConnectionId, TenantId } from '#contract/common.ts';
import type { Writer } from '#main/store/index.ts';
import { oneRow } from './rows.ts';
import { connections, type halts } from './table.ts';

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
