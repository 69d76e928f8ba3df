import { and, asc, desc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { z } from 'zod';
import { json as jsonValue, type TenantId } from '#contract/common.ts';
import { flag, json, leniently, type Reader, timestampMs, uuidv7, type Writer } from '#main/store/index.ts';
import type { JobType } from './jobTypes.ts';

/** Mirror of `0013_facts_and_jobs.sql`. */
export const jobs = sqliteTable('jobs', {
  id: text('id').primaryKey(),
  tenantId: text('tenant_id').$type<TenantId>(),
  kind: text('kind').notNull(),
  key: text('key'),
  payload: json('payload', jsonValue).notNull(),
  runAt: timestampMs('run_at').notNull(),
  attempts: integer('attempts').notNull(),
  dead: flag('dead').notNull(),
  lastError: text('last_error'),
  createdAt: timestampMs('created_at').notNull(),
});
export type JobRow = typeof jobs.$inferSelect;

/** The key of a job that recurs by itself. */
export const recurringKey = 'recurring';

export interface NewJob<P extends z.ZodType> {
  readonly tenantId: TenantId | null;
  readonly payload: z.input<P>;
  /** One job of the kind for each key: a second one replaces when and with what the first runs. */
  readonly key?: string;
  /** Milliseconds since 1970 UTC; now where it is left out. */
  readonly runAt?: number;
}

export function insertJob<P extends z.ZodType>(w: Writer, type: JobType<P>, job: NewJob<P>, now: number): void {
  const payload = jsonValue.parse(type.payload.parse(job.payload) ?? null);
  const set = { payload, runAt: job.runAt ?? now, attempts: 0, dead: false, lastError: null, createdAt: now };
  const insert = w
    .insert(jobs)
    .values({ id: uuidv7(now), tenantId: job.tenantId, kind: type.kind, key: job.key, ...set });
  if (job.key === undefined) insert.run();
  else
    insert.onConflictDoUpdate({ target: [jobs.kind, jobs.key], targetWhere: sql`${jobs.key} IS NOT NULL`, set }).run();
}

export function ensureRecurring(w: Writer, type: JobType, runAt: number, now: number): void {
  const found = w.select({ id: jobs.id }).from(jobs).where(keyed(type, recurringKey)).get();
  if (!found) insertJob(w, type, { tenantId: null, payload: {}, key: recurringKey, runAt }, now);
}

export const keyed = (type: JobType, key: string) => and(eq(jobs.kind, type.kind), eq(jobs.key, key));

/** Those of a kind whose time has come, the longest due first. One whose payload cannot be read fails when it runs, and holds none up. */
export function dueJobs(r: Reader, { kind }: JobType, now: number, limit: number): JobRow[] {
  const due = and(eq(jobs.kind, kind), eq(jobs.dead, false), lte(jobs.runAt, now));
  const query = r.select().from(jobs).where(due).orderBy(asc(jobs.runAt), asc(jobs.id)).limit(limit);
  return leniently(() => query.all());
}

/** When the next one is due that is not due yet; null where none waits. */
export function nextRunAt(r: Reader, now: number): number | null {
  const later = and(eq(jobs.dead, false), gt(jobs.runAt, now));
  const next = r.select({ at: jobs.runAt }).from(jobs).where(later).orderBy(asc(jobs.runAt)).limit(1).get();
  return next?.at ?? null;
}

/** Planned by a clock that was ahead: such jobs wait as long as they were meant to, from now. */
export function mendClock(w: Writer, now: number): void {
  const wait = sql`max(0, ${jobs.runAt} - ${jobs.createdAt})`;
  w.update(jobs)
    .set({ runAt: sql`${now} + ${wait}`, createdAt: now })
    .where(gt(jobs.createdAt, now + 60_000))
    .run();
}

/** The jobs of a tenant and of the whole console, dead ones first. */
export function listJobs(r: Reader, tenantId: TenantId): JobRow[] {
  const mine = or(eq(jobs.tenantId, tenantId), isNull(jobs.tenantId));
  const query = r.select().from(jobs).where(mine).orderBy(desc(jobs.dead), asc(jobs.runAt)).limit(500);
  return leniently(() => query.all());
}

export function findJob(r: Reader, tenantId: TenantId, id: string): JobRow | undefined {
  const mine = and(eq(jobs.id, id), or(eq(jobs.tenantId, tenantId), isNull(jobs.tenantId)));
  return leniently(() => r.select().from(jobs).where(mine).get());
}

export function changeJob(w: Writer, id: string, set: Partial<JobRow>): void {
  w.update(jobs).set(set).where(eq(jobs.id, id)).run();
}

export function deleteJob(w: Writer, id: string): void {
  w.delete(jobs).where(eq(jobs.id, id)).run();
}
