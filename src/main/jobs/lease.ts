import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { type Reader, timestampMs, type Writer } from '#main/store/index.ts';

/** Mirror of `0013_facts_and_jobs.sql`. */
export const leases = sqliteTable('leases', {
  name: text('name').primaryKey(),
  owner: text('owner').notNull(),
  until: timestampMs('until').notNull(),
});

/** A name for one taking of a lease; it begins with the process, so that the end of that frees it at once. */
export const leaseOwner = (): string => `${process.pid}.${randomBytes(8).toString('hex')}`;

/**
 * Takes the lease, or keeps it where `owner` has it.
 * @param until milliseconds since 1970 UTC; a process that died without a trace, as on another machine, lets go then
 * @returns whether `owner` has it now
 */
export function takeLease(w: Writer, name: string, owner: string, now: number, until: number): boolean {
  const held = w.select().from(leases).where(eq(leases.name, name)).get();
  if (held && held.owner !== owner && isHeld(held, now)) return false;
  seizeLease(w, name, owner, until);
  return true;
}

/** Takes the lease from whoever has it, as work does that makes theirs void. */
export function seizeLease(w: Writer, name: string, owner: string, until: number): void {
  const set = { owner, until };
  w.insert(leases)
    .values({ name, ...set })
    .onConflictDoUpdate({ target: leases.name, set })
    .run();
}

export function holdsLease(r: Reader, name: string, owner: string): boolean {
  return r.select().from(leases).where(eq(leases.name, name)).get()?.owner === owner;
}

export function releaseLease(w: Writer, name: string, owner: string): void {
  w.delete(leases)
    .where(and(eq(leases.name, name), eq(leases.owner, owner)))
    .run();
}

/** Whether someone who lives holds it. */
export function isLeased(r: Reader, name: string, now: number): boolean {
  const held = r.select().from(leases).where(eq(leases.name, name)).get();
  return held !== undefined && isHeld(held, now);
}

/** The names of all leases that someone who lives holds. */
export function heldLeases(r: Reader, now: number): ReadonlySet<string> {
  const rows = r.select().from(leases).all();
  return new Set(rows.filter((row) => isHeld(row, now)).map(({ name }) => name));
}

/** No lease is taken for longer: one that would hold longer was taken by a clock that was ahead. */
const longestMs = 5 * 60_000;

function isHeld({ owner, until }: { owner: string; until: number }, now: number): boolean {
  return until > now && until <= now + longestMs && isAlive(Number.parseInt(owner, 10));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
