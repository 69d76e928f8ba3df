import { lt } from 'drizzle-orm';
import type { Writer } from '#main/store/index.ts';
import { healthResults } from './table.ts';

const keptMs = 90 * 24 * 60 * 60 * 1000;

/** Deletes results older than 90 days, which is as far back as reports go. @returns how many */
export function forgetOldResults(w: Writer, now: number): number {
  return w
    .delete(healthResults)
    .where(lt(healthResults.at, now - keptMs))
    .run().changes;
}
