import { and, desc, eq, gte, inArray, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { ActivityEntry, ActivityHealth, activityFilter } from '#contract/activity.ts';
import type { ActivityId, IntegrationId, UserId } from '#contract/common.ts';
import { activity, type Facts, type FactType, facts } from '#main/facts/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { firstUuidAt, isRead, leniently, type Reader, readRows } from '#main/store/index.ts';
import { integrations } from '../integrations/index.ts';

export type ActivityQuery = z.infer<typeof activityFilter> & { limit: number; before?: ActivityId | undefined };

const dayMs = 86_400_000;
const hourMs = 3_600_000;

interface ActivityPage {
  entries: ActivityEntry[];
  more: boolean;
  /** What the next call gives as `before`; null where nothing older is left to look at. */
  next: ActivityId | null;
}

/** Entries of the actor's tenant, newest first; `before` continues after the last one seen. */
export function listActivity(r: Reader, actor: Actor, log: Facts, query: ActivityQuery): ActivityPage {
  const floor = floorOf(r, actor, query);
  const lines = [...factLines(r, actor, log, query, floor), ...trafficLines(r, actor, query, floor)].sort((a, b) =>
    a.id < b.id ? 1 : -1,
  );
  const shown = lines.slice(0, query.limit);
  const names = integrationNames(r, actor, shown);
  const entries = shown.map((line) => ({
    ...line,
    integrationName: (line.integrationId && names.get(line.integrationId)) ?? null,
  }));
  const next = lines.length > query.limit ? (shown.at(-1)?.id ?? null) : floor;
  return { entries, more: next !== null, next };
}

/** Lines of each table that one call searches, so that it stays short however many there are. */
const searchedAtOnce = 15_000;

/** The oldest line that a search with this query looks at; null where it looks at all there are, or searches for nothing. */
function floorOf(r: Reader, actor: Actor, query: ActivityQuery): ActivityId | null {
  const { text, kinds, results, until } = query;
  if (!text && !kinds && !results && until === undefined) return null;
  const floors = [facts, activity].flatMap((table) => {
    const { id } = table;
    const where = and(eq(table.tenantId, actor.tenantId), ...range(table, query, null));
    return r
      .select({ id })
      .from(table)
      .where(where)
      .orderBy(desc(id))
      .limit(1)
      .offset(searchedAtOnce - 1)
      .all()
      .map((row) => row.id);
  });
  return floors.sort().at(-1) ?? null;
}

type Line = Omit<ActivityEntry, 'integrationName'>;

function integrationNames(r: Reader, { tenantId }: Actor, lines: readonly Line[]): Map<IntegrationId, string> {
  const ids = [...new Set(lines.map((line) => line.integrationId).filter((id) => id !== null))];
  const { id, displayName, tenantId: owner, deletedAt } = integrations;
  const wanted = and(eq(owner, tenantId), inArray(id, ids), isNull(deletedAt));
  const rows = r.select({ id, displayName }).from(integrations).where(wanted).all();
  return new Map(rows.map((row) => [row.id, row.displayName]));
}

/** Lines made of facts. A private thing is not named. */
function factLines(r: Reader, actor: Actor, log: Facts, query: ActivityQuery, floor: ActivityId | null): Line[] {
  const { text, kinds, results } = query;
  const types = log.types().filter((type) => fits(type, kinds, results));
  const subject = sql`coalesce(${facts.publicSubject}, ${facts.subject})`;
  const byAction = types.filter(({ action }) => text && action.toLowerCase().includes(text.toLowerCase()));
  const where = and(
    eq(facts.tenantId, actor.tenantId),
    eq(facts.silent, false),
    inArray(facts.type, namesOf(types)),
    ...range(facts, query, floor),
    ...happened(facts, query),
    text
      ? or(contains(subject, text), inArray(facts.type, namesOf(byAction)), contains(facts.actorName, text))
      : undefined,
  );
  const rows = r
    .select()
    .from(facts)
    .where(where)
    .orderBy(desc(facts.id))
    .limit(query.limit + 1);
  const show = (row: typeof facts.$inferSelect) => lineOf(row, log.typeOf(row.type));
  return readRows(
    () => rows.all(),
    show,
    (row) => withoutDetails(show({ ...row, before: null, after: null })),
  ).flat();
}

const namesOf = (types: readonly FactType[]): string[] => types.map(({ type }) => type);

function fits({ kind, result = 'ok' }: FactType, kinds: ActivityQuery['kinds'], results: ActivityQuery['results']) {
  return kind !== null && (kinds?.includes(kind) ?? true) && (results?.includes(result) ?? true);
}

/** What cannot be read are the details. */
const withoutDetails = (lines: Line[]) => lines.map((line) => ({ ...line, details: null }));

function lineOf(row: typeof facts.$inferSelect, type: FactType | undefined): Line[] {
  if (!type || type.kind === null) return [];
  if (!isRead(row.before) || !isRead(row.after)) throw new Error('What changed cannot be read');
  const details = row.publicSubject !== null ? [] : (type.details?.(row.before ?? {}, row.after ?? {}) ?? []);
  const { id, at, actorId, actorName, integrationId } = row;
  const { kind, action, result = 'ok' } = type;
  const subject = row.publicSubject ?? row.subject;
  return [
    {
      id,
      at,
      kind,
      actor: whoOf(actorId, actorName),
      action,
      subject,
      integrationId,
      result,
      durationMs: null,
      details,
    },
  ];
}

const whoOf = (id: UserId | null, name: string | null): Line['actor'] =>
  id === null ? null : { id, name: name ?? '' };

/** Lines of traffic, and of what versions before the facts wrote. Traffic with a private connection shows its address to its owner alone. */
function trafficLines(r: Reader, actor: Actor, query: ActivityQuery, floor: ActivityId | null): Line[] {
  const { text, kinds, results } = query;
  const subject = sql`CASE WHEN ${activity.privateTo} IS NULL OR ${activity.privateTo} = ${actor.userId}
    THEN ${activity.subject} END`;
  const where = and(
    eq(activity.tenantId, actor.tenantId),
    kinds && inArray(activity.kind, kinds),
    results && inArray(activity.result, results),
    ...range(activity, query, floor),
    ...happened(activity, query),
    text ? or(contains(subject, text), contains(activity.action, text), contains(activity.actorName, text)) : undefined,
  );
  const rows = r
    .select()
    .from(activity)
    .where(where)
    .orderBy(desc(activity.id))
    .limit(query.limit + 1);
  return leniently(() => rows.all()).map(({ tenantId: _, actorId, actorName, privateTo, ...row }) => {
    const hidden = privateTo !== null && privateTo !== actor.userId;
    const shown = hidden ? { subject: 'with a private connection', details: [] } : {};
    return { ...row, ...shown, actor: whoOf(actorId, actorName) };
  });
}

/**
 * The lines between the last one seen and `floor`, of the query's time and integration. An id is as old as its line or, where the
 * clock was set back in the meantime, younger: it says where to stop, and `happened` decides.
 */
function range(table: typeof facts | typeof activity, query: ActivityQuery, floor: ActivityId | null) {
  const { integrationId, since, before } = query;
  return [
    before && lt(table.id, before),
    floor === null ? undefined : gte(table.id, floor),
    integrationId && eq(table.integrationId, integrationId),
    since === undefined ? undefined : sql`${table.id} >= ${firstUuidAt(since)}`,
  ];
}

const happened = ({ at }: typeof facts | typeof activity, { since, until }: ActivityQuery) => [
  since === undefined ? undefined : gte(at, since),
  until === undefined ? undefined : lte(at, until),
];

const contains = (column: Parameters<typeof eq>[0] | SQL, text: string) =>
  sql`instr(lower(coalesce(${column}, '')), ${text.toLowerCase()}) > 0`;

/** Requests and checks of the last day by integration and hour, for the overview's strips. */
export function healthOfLastDay(r: Reader, actor: Actor, now: number): ActivityHealth[] {
  const rows = r.all<{ integrationId: IntegrationId; hour: number; ok: number; failed: number }>(sql`
    SELECT integration_id AS integrationId, CAST(at / ${hourMs} AS INTEGER) AS hour,
      sum(result = 'ok') AS ok, sum(result = 'failed') AS failed
    FROM activity
    WHERE tenant_id = ${actor.tenantId} AND id >= ${firstUuidAt(now - dayMs)} AND at >= ${now - dayMs} AND integration_id IS NOT NULL AND kind IN ('request', 'check')
    GROUP BY 1, 2 ORDER BY 1, 2`);
  const byIntegration = Map.groupBy(rows, (row) => row.integrationId);
  return [...byIntegration].map(([integrationId, hours]) => ({
    integrationId,
    hours: hours.map(({ hour, ok, failed }) => ({ at: hour * hourMs, ok, failed })),
  }));
}
