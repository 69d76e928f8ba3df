import { eq, sql } from 'drizzle-orm';
import type { Writer } from '#main/store/index.ts';
import { healthLease } from './table.ts';

/** Takes or keeps the right to check by schedule until a time. @returns whether `holder` has it; another keeps it until its own time is over. */
export function holdLease(w: Writer, holder: string, now: number, until: number): boolean {
  const free = sql`${healthLease.holder} = ${holder} OR ${healthLease.until} < ${now}`;
  return (
    w
      .insert(healthLease)
      .values({ id: 1, holder, until })
      .onConflictDoUpdate({ target: healthLease.id, set: { holder, until }, setWhere: free })
      .run().changes > 0
  );
}

export function releaseLease(w: Writer, holder: string): void {
  w.delete(healthLease).where(eq(healthLease.holder, holder)).run();
}
