import { and, eq, exists, gt, isNotNull, isNull, lte } from 'drizzle-orm';
import { z } from 'zod';
import type { NoticeEvent } from '#contract/events.ts';
import { remedyOf, remedyWords } from '#core/connections/state.ts';
import { findRecord } from '#main/domains/integrations/index.ts';
import { defineJobs } from '#main/jobs/index.ts';
import { isIntact, leniently, type Reader } from '#main/store/index.ts';
import type { ConnectionsContext } from './context.ts';
import { type ConnectionRow, changeState, connectionStates, connections, oauthPart, ofConnection } from './table.ts';

export const connectionJobs = defineJobs('connections', {
  expiryNotices: {
    title: 'Say which connections have expired',
    payload: z.object({}),
    every: { ms: 3_600_000, firstMs: 5_000 },
  },
});

/** Says once of each connection that its end has come, and again where a clock that was ahead said so too early. @returns how many */
export function sendExpiryNotices(
  context: Pick<ConnectionsContext, 'store' | 'events' | 'facts' | 'now' | 'tokens'>,
): number {
  const { store, events, facts } = context;
  const at = context.now();
  const expired = store.write((w) => {
    const notOver = and(eq(connectionStates.connectionId, connections.id), gt(connections.expiresAt, at));
    w.update(connectionStates)
      .set({ expiryNoticedAt: null })
      .where(and(isNotNull(connectionStates.expiryNoticedAt), exists(w.select().from(connections).where(notOver))))
      .run();
    const late = w
      .select({ row: connections })
      .from(connections)
      .innerJoin(connectionStates, ofConnection)
      .where(and(lte(connections.expiresAt, at), isNull(connectionStates.expiryNoticedAt)));
    // One whose settings cannot be read has expired anyway, and keeps no other from being told.
    const rows = leniently(() => late.all());
    for (const { row } of rows) changeState(w, row, { expiryNoticedAt: at });
    return rows;
  });
  for (const { row } of expired) {
    facts.signal('connectionState', row.tenantId, [row.id]);
    const hasTokens = isIntact(row) && oauthPart(row) !== undefined;
    const tokens = hasTokens ? (context.tokens.stateOf(store.read, row)?.tokens ?? null) : null;
    const remedy = remedyOf({ ...row, state: 'expired', tokens });
    const body = `${remedyWords[remedy ?? 'check']} so that requests work again.`;
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
