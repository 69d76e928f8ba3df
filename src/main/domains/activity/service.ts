import { and, desc, eq, gte, inArray, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { ActivityEntry, ActivityHealth, activityFilter } from '#contract/activity.ts';
import type { ActivityId, IntegrationId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { integrations } from '../integrations/index.ts';
import { activity } from './table.ts';

export type ActivityQuery = z.infer<typeof activityFilter> & { limit: number; before?: ActivityId | undefined };
type Row = typeof activity.$inferSelect;

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Entries of the actor's tenant, newest first; `before` continues after the last one seen. */
export function listActivity(
  r: Reader,
  actor: Actor,
  query: ActivityQuery,
): { entries: ActivityEntry[]; more: boolean } {
  const rows = r
    .select()
    .from(activity)
    .where(and(eq(activity.tenantId, actor.tenantId), ...conditions(query)))
    .orderBy(desc(activity.id))
    .limit(query.limit + 1)
    .all();
  const shown = rows.slice(0, query.limit);
  const names = integrationNames(r, actor, shown);
  return { entries: shown.map((row) => toEntry(row, names)), more: rows.length > query.limit };
}

type Names = ReadonlyMap<IntegrationId, string>;

function integrationNames(r: Reader, { tenantId }: Actor, rows: readonly Row[]): Names {
  const ids = [...new Set(rows.map((row) => row.integrationId).filter((id) => id !== null))];
  const { id, displayName, tenantId: owner, deletedAt } = integrations;
  const wanted = and(eq(owner, tenantId), inArray(id, ids), isNull(deletedAt));
  return new Map(
    r
      .select({ id, displayName })
      .from(integrations)
      .where(wanted)
      .all()
      .map((row) => [row.id, row.displayName]),
  );
}

function conditions({ text, kinds, results, integrationId, since, until, before }: ActivityQuery): (SQL | undefined)[] {
  return [
    before && lt(activity.id, before),
    kinds && inArray(activity.kind, kinds),
    results && inArray(activity.result, results),
    integrationId && eq(activity.integrationId, integrationId),
    since === undefined ? undefined : gte(activity.at, since),
    until === undefined ? undefined : lte(activity.at, until),
    text
      ? or(contains(activity.subject, text), contains(activity.action, text), contains(activity.actorName, text))
      : undefined,
  ].filter((condition) => condition !== undefined);
}

const contains = (column: Parameters<typeof eq>[0], text: string) =>
  sql`instr(lower(coalesce(${column}, '')), ${text.toLowerCase()}) > 0`;

function toEntry({ tenantId: _, actorId, actorName, ...row }: Row, names: Names): ActivityEntry {
  const integrationName = (row.integrationId && names.get(row.integrationId)) ?? null;
  return { ...row, integrationName, actor: actorId === null ? null : { id: actorId, name: actorName ?? '' } };
}

/** Requests and checks of the last day by integration and hour, for the overview's strips. */
export function healthOfLastDay(r: Reader, actor: Actor, now: number): ActivityHealth[] {
  const rows = r.all<{ integrationId: IntegrationId; hour: number; ok: number; failed: number }>(sql`
    SELECT integration_id AS integrationId, CAST(at / ${hourMs} AS INTEGER) AS hour,
      sum(result = 'ok') AS ok, sum(result = 'failed') AS failed
    FROM activity
    WHERE tenant_id = ${actor.tenantId} AND at >= ${now - dayMs} AND integration_id IS NOT NULL AND kind IN ('request', 'check')
    GROUP BY 1, 2 ORDER BY 1, 2`);
  const byIntegration = Map.groupBy(rows, (row) => row.integrationId);
  return [...byIntegration].map(([integrationId, hours]) => ({
    integrationId,
    hours: hours.map(({ hour, ok, failed }) => ({ at: hour * hourMs, ok, failed })),
  }));
}

/** Deletes entries older than `days`. @returns how many */
export function forgetOldActivity(w: Writer, now: number, days: number): number {
  return w
    .delete(activity)
    .where(lt(activity.at, now - days * dayMs))
    .run().changes;
}
