import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { TenantId } from '#contract/common.ts';
import type { Settings } from '#contract/settings.ts';
import { tenants } from '#main/domains/tenants/index.ts';
import { defineJobs } from '#main/jobs/index.ts';
import type { Freed } from '#main/kernel/domain.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { RequestsContext } from './context.ts';
import { bodyPath, sentRequests } from './table.ts';

type Limits = Pick<Settings['retention'], 'historyDays' | 'historyCount' | 'bodyBytes'>;
type Gone = { bodyFile: string | null; keptBytes: number };

const dayMs = 24 * 60 * 60 * 1000;

/** What goes in one transaction at most. What is deleted is overwritten, so that bytes count more than rows. */
const rowsAtOnce = 100;
const bytesAtOnce = 1_500_000;

/**
 * Removes what is older than the limits allow and the oldest beyond the count of each tenant, then the oldest bodies beyond the bytes of
 * all, and chosen files in the same way. What is pinned stays with its body. Works in steps, so that nobody waits for it.
 */
export async function enforceRetention(
  {
    store,
    bodiesDir,
    now,
    facts,
    files,
    isFileSaved,
  }: Pick<RequestsContext, 'store' | 'bodiesDir' | 'now' | 'facts' | 'files' | 'isFileSaved'>,
  limits: Limits,
): Promise<Pick<Freed, 'historyRows' | 'bodyBytes'>> {
  let bodyBytes = 0;
  const free = async (step: (w: Writer) => Gone[]): Promise<number> => {
    let count = 0;
    const steps = store.inSteps((w) => {
      const gone = step(w);
      return { gone, more: gone.length > 0 };
    });
    for await (const { gone } of steps) {
      await removeBodies(bodiesDir, gone);
      count += gone.length;
      bodyBytes += gone.reduce((sum, { keptBytes }) => sum + keptBytes, 0);
    }
    return count;
  };
  let historyRows = 0;
  for (const { id } of store.read.select({ id: tenants.id }).from(tenants).all()) {
    const end = endOf(store.read, id, now() - limits.historyDays * dayMs, limits.historyCount);
    historyRows += await free((w) => removeBefore(w, id, end));
  }
  const emptied = await free(bodyEmptier(store.read, limits.bodyBytes));
  if (historyRows + emptied > 0) facts.signal('requestsRetired', null);
  const kept = { ms: limits.historyDays * dayMs, bytes: limits.bodyBytes };
  bodyBytes += await files.removeOld(kept, (tenantId, id) => isFileSaved(store.read, tenantId, id));
  return { historyRows, bodyBytes };
}

const freed = { bodyFile: sentRequests.bodyFile, keptBytes: sentRequests.keptBytes };

/** A place in a tenant's history: what is before it goes. */
interface End {
  readonly at: number;
  readonly id: string;
}

function endOf(r: Reader, tenantId: TenantId, at: number, count: number): End {
  const { tenantId: tenant, at: sentAt, id } = sentRequests;
  const oldestKept = r
    .select({ at: sentAt, id })
    .from(sentRequests)
    .where(eq(tenant, tenantId))
    .orderBy(desc(sentAt), desc(id))
    .limit(1)
    .offset(count - 1)
    .get();
  return oldestKept && oldestKept.at >= at ? oldestKept : { at, id: '' };
}

function removeBefore(w: Writer, tenantId: TenantId, end: End): Gone[] {
  const { tenantId: tenant, at, id, pinnedAt } = sentRequests;
  const past = sql`${tenant} = ${tenantId} AND (${at}, ${id}) < (${end.at}, ${end.id}) AND ${pinnedAt} IS NULL`;
  return w
    .delete(sentRequests)
    .where(among(firstOf(w, past)))
    .returning(freed)
    .all();
}

interface StoredRow {
  readonly rowid: number;
  readonly at: number;
  /** What it takes in the store. */
  readonly stored: number;
  readonly keptBytes: number;
  readonly bodyFile: string | null;
}

/** The oldest rows for one transaction. */
export function firstOf(w: Writer, where: SQL): StoredRow[] {
  const rows = w.all<StoredRow>(sql`
    SELECT rowid, at, octet_length(record) + coalesce(octet_length(body), 0) AS stored, kept_bytes AS keptBytes, body_file AS bodyFile
    FROM exchanges WHERE ${where} ORDER BY at, rowid LIMIT ${rowsAtOnce}`);
  let stored = 0;
  return rows.filter((row, index) => {
    stored += row.stored;
    return index === 0 || stored <= bytesAtOnce;
  });
}

/** These rows of the history. */
export const among = (rows: readonly StoredRow[]): SQL =>
  sql`rowid IN (SELECT value FROM json_each(${JSON.stringify(rows.map(({ rowid }) => rowid))}))`;

/** Steps that empty the oldest bodies until the others stay within the limit. The rows stay. */
function bodyEmptier(r: Reader, limit: number): (w: Writer) => Gone[] {
  const all = r.get<{ bytes: number | null }>(sql`SELECT sum(kept_bytes) AS bytes FROM exchanges WHERE kept_bytes > 0`);
  let over = (all.bytes ?? 0) - limit;
  return (w) => {
    if (over <= 0) return [];
    const emptied = firstOf(w, sql`kept_bytes > 0 AND pinned_at IS NULL`).filter(({ keptBytes }) => {
      const goes = over > 0;
      over -= keptBytes;
      return goes;
    });
    w.update(sentRequests).set({ body: null, bodyFile: null, keptBytes: 0 }).where(among(emptied)).run();
    return emptied;
  };
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
const filesAtOnce = 200;

/**
 * Removes files in the bodies folder that no row knows: of a request that was under way when the console ended, or of a row that went
 * while its file could not.
 */
export async function removeOrphanBodies({ directory, read, now = Date.now() }: Orphans): Promise<number> {
  const present = (await orNothing(readdir(directory))) ?? [];
  let removed = 0;
  for (const names of chunks(present, filesAtOnce)) {
    const settled = (await settledOf(directory, names, now - settledMs)).filter((file) => file !== null);
    const orphans = withoutRow(read, settled).map((bodyFile) => ({ bodyFile }));
    await removeBodies(directory, orphans);
    removed += orphans.length;
  }
  return removed;
}

interface Orphans {
  readonly directory: string;
  readonly read: Reader;
  /** Milliseconds since 1970 UTC. */
  readonly now?: number;
}

async function settledOf(directory: string, names: readonly string[], before: number): Promise<(string | null)[]> {
  const changed = async (file: string) => (await orNothing(stat(join(directory, file))))?.mtimeMs ?? before;
  // A file from the future was written by a clock that was ahead.
  const settled = (at: number) => at < before || at > before + 2 * settledMs;
  return Promise.all(names.map(async (file) => (settled(await changed(file)) ? file : null)));
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
