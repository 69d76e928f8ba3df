import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { ExchangeId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import type { RequestsContext } from './context.ts';
import { visibleTo } from './history.ts';
import { sentRequests } from './table.ts';

interface MarkInput {
  readonly id: ExchangeId;
  readonly pinned?: boolean | undefined;
  /** An empty one takes the note away. */
  readonly note?: string | undefined;
}

/** Sent requests of a tenant that can be pinned at once: pinned ones are beyond every limit of the history. */
export const mostPinned = 200;

/** Pins a sent request or lets it go, and notes what a person says about it. Throws FORBIDDEN, NOT_FOUND, CONFLICT. */
export function markRequest(
  { store, facts, now }: Pick<RequestsContext, 'store' | 'facts' | 'now'>,
  actor: Actor,
  { id, pinned, note }: MarkInput,
): { pinned: boolean; note: string | null } {
  requireRole(actor, 'editor');
  const one = and(visibleTo(actor), eq(sentRequests.id, id));
  const { pinnedAt, note: noteColumn } = sentRequests;
  const marked = store.write((w) => {
    const before = w.select({ pinnedAt, note: noteColumn }).from(sentRequests).where(one).get();
    if (!before) throw notFound('The request');
    if (pinned === true && before.pinnedAt === null) requireRoom(w, actor);
    const after = {
      pinnedAt: pinned === undefined ? before.pinnedAt : pinned ? (before.pinnedAt ?? now()) : null,
      note: note === undefined ? before.note : note.trim() || null,
    };
    w.update(sentRequests).set(after).where(one).run();
    return after;
  });
  facts.signal('requestMarked', actor.tenantId, [id]);
  return { pinned: marked.pinnedAt !== null, note: marked.note };
}

function requireRoom(w: Writer, { tenantId }: Actor): void {
  const { tenantId: tenant, pinnedAt } = sentRequests;
  const where = and(eq(tenant, tenantId), isNotNull(pinnedAt));
  const { count } = w.select({ count: sql<number>`count(*)` }).from(sentRequests).where(where).get() ?? { count: 0 };
  if (count < mostPinned) return;
  throw commonFaults.fault('CONFLICT', `${mostPinned} requests are pinned already.`, {
    kept: 'Nothing was changed.',
    todo: 'Unpin one that is no longer needed. The filter “Pinned or noted” of the history lists them.',
  });
}
