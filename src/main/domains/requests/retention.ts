import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Settings } from '#contract/settings.ts';
import { defineJobs } from '#main/jobs/index.ts';
import type { Freed } from '#main/kernel/domain.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { RequestsContext } from './context.ts';
import { bodyPath, savedRequests, sentRequests } from './table.ts';

type Limits = Pick<Settings['retention'], 'historyDays' | 'historyCount' | 'bodyBytes'>;
type Gone = { bodyFile: string | null; keptBytes: number };

const dayMs = 24 * 60 * 60 * 1000;

/** Removes what is older than the limits allow, then the oldest beyond the count of each tenant, then the oldest bodies beyond the bytes of all, and chosen files in the same way. */
export async function enforceRetention(
  { store, bodiesDir, now, facts, files }: Pick<RequestsContext, 'store' | 'bodiesDir' | 'now' | 'facts' | 'files'>,
  limits: Limits,
): Promise<Pick<Freed, 'historyRows' | 'bodyBytes'>> {
  const { rows, bodies } = store.write((w) => {
    const rows = [...removeOld(w, now() - limits.historyDays * dayMs), ...removeSurplus(w, limits.historyCount)];
    return { rows, bodies: emptyBodies(w, limits.bodyBytes) };
  });
  const gone = [...rows, ...bodies];
  await removeBodies(bodiesDir, gone);
  if (gone.length > 0) facts.signal('requestsRetired', null);
  const kept = { ms: limits.historyDays * dayMs, bytes: limits.bodyBytes };
  const freed = await files.removeOld(kept, (tenantId, id) => isSaved(store.read, tenantId, id));
  return { historyRows: rows.length, bodyBytes: gone.reduce((sum, { keptBytes }) => sum + keptBytes, freed) };
}

/** A saved request keeps its files, however old they are. */
function isSaved(r: Reader, tenantId: string, id: string): boolean {
  const where = sql`${savedRequests.tenantId} = ${tenantId} AND instr(${savedRequests.draft}, ${id}) > 0`;
  return r.select({ id: savedRequests.id }).from(savedRequests).where(where).get() !== undefined;
}

const freed = { bodyFile: sentRequests.bodyFile, keptBytes: sentRequests.keptBytes };

function removeOld(w: Writer, before: number): Gone[] {
  return w.delete(sentRequests).where(lt(sentRequests.at, before)).returning(freed).all();
}

function removeSurplus(w: Writer, count: number): Gone[] {
  const crowded = w
    .select({ tenantId: sentRequests.tenantId })
    .from(sentRequests)
    .groupBy(sentRequests.tenantId)
    .having(sql`count(*) > ${count}`)
    .all();
  return crowded.flatMap(({ tenantId }) => {
    const oldest = sql`(SELECT rowid FROM ${sentRequests} WHERE ${sentRequests.tenantId} = ${tenantId}
      ORDER BY ${sentRequests.at} DESC, ${sentRequests.id} DESC LIMIT -1 OFFSET ${count})`;
    const where = and(eq(sentRequests.tenantId, tenantId), sql`rowid IN ${oldest}`);
    return w.delete(sentRequests).where(where).returning(freed).all();
  });
}

/** The rows stay, without their bodies. */
function emptyBodies(w: Writer, limit: number): Gone[] {
  const running = sql`(SELECT rowid, sum(kept_bytes) OVER (ORDER BY at DESC, rowid DESC) AS running FROM exchanges WHERE kept_bytes > 0)`;
  const over = w.all<{ rowid: number; kept_bytes: number; body_file: string | null }>(
    sql`SELECT e.rowid AS rowid, e.kept_bytes, e.body_file FROM exchanges e JOIN ${running} s ON s.rowid = e.rowid WHERE s.running > ${limit}`,
  );
  if (over.length === 0) return [];
  const ids = JSON.stringify(over.map(({ rowid }) => rowid));
  w.update(sentRequests)
    .set({ body: null, bodyFile: null, keptBytes: 0 })
    .where(sql`rowid IN (SELECT value FROM json_each(${ids}))`)
    .run();
  return over.map(({ kept_bytes: keptBytes, body_file: bodyFile }) => ({ keptBytes, bodyFile }));
}

/** Removes the files of rows that are gone; one that is missing is fine. */
export async function removeBodies(directory: string, rows: readonly { bodyFile: string | null }[]): Promise<void> {
  const files = rows.flatMap(({ bodyFile }) => (bodyFile === null ? [] : (bodyPath(directory, bodyFile) ?? [])));
  await Promise.all(files.map((file) => rm(file, { force: true })));
}

export const requestJobs = defineJobs('requests', {
  removeOrphanBodies: {
    title: 'Remove response bodies that belong to no request',
    payload: z.strictObject({}),
    every: { ms: dayMs, firstMs: 3_000 },
  },
});

/** Younger files may belong to a request that is being sent; none takes as long as this. */
const settledMs = 2 * 60 * 60 * 1000;

/**
 * Removes files in the bodies folder that no row knows: of a request that was under way when the console ended, or of a row that went
 * while its file could not.
 */
export async function removeOrphanBodies({ directory, read, now = Date.now() }: Orphans): Promise<number> {
  const settled = (await filesIn(directory, now - settledMs)).filter((file) => file !== null);
  const orphans = chunks(settled, 500).flatMap((files) => withoutRow(read, files));
  const rows = orphans.map((bodyFile) => ({ bodyFile }));
  await removeBodies(directory, rows);
  return orphans.length;
}

interface Orphans {
  readonly directory: string;
  readonly read: Reader;
  /** Milliseconds since 1970 UTC. */
  readonly now?: number;
}

async function filesIn(directory: string, before: number): Promise<(string | null)[]> {
  const present = await orNothing(readdir(directory));
  const changed = async (file: string) => (await orNothing(stat(join(directory, file))))?.mtimeMs ?? before;
  // A file from the future was written by a clock that was ahead.
  const settled = (at: number) => at < before || at > before + 2 * settledMs;
  return Promise.all((present ?? []).map(async (file) => (settled(await changed(file)) ? file : null)));
}

async function orNothing<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
}

function withoutRow(read: Reader, files: readonly string[]): string[] {
  const rows = read
    .select({ bodyFile: sentRequests.bodyFile })
    .from(sentRequests)
    .where(inArray(sentRequests.bodyFile, [...files]))
    .all();
  const known = new Set(rows.map(({ bodyFile }) => bodyFile));
  return files.filter((file) => !known.has(file));
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
