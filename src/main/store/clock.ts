import { getTableName, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Store } from './openStore.ts';

/** Clocks of one machine differ by no more; what lies further ahead was written by a clock that was wrong. */
export const clockSlackMs = 60_000;

/** A column that says when something happened, with those that count from it, such as an end. */
export interface PastColumn {
  readonly table: SQLiteTable;
  readonly at: SQLiteColumn;
  /** Move along with it. */
  readonly moves?: readonly SQLiteColumn[];
}

interface MenderOptions {
  readonly now: () => number;
  /** Milliseconds that no setting of the clock changes. */
  readonly steady?: () => number;
}

/** After a start, or a jump of the clock, it may not be set yet: a computer without a battery begins years ago. */
const trustedAfterMs = 10 * 60_000;
/** This program is not older. */
const earliest = Date.UTC(2025, 0, 1);

/**
 * Brings back what a clock that was ahead has written: times of what happened lie at most now, in the order that they had, and ends keep
 * their distance to them. Nothing is moved while the clock of now may itself be the wrong one.
 * @returns a function that does so where it is safe, and says how many rows were moved
 */
export function createClockMender({ now, steady = () => performance.now() }: MenderOptions) {
  let since = { steady: steady(), offset: now() - steady() };
  return (store: Pick<Store, 'record'>, columns: readonly PastColumn[]): number => {
    const offset = now() - steady();
    if (Math.abs(offset - since.offset) > clockSlackMs) since = { steady: steady(), offset };
    if (steady() - since.steady < trustedAfterMs || now() < earliest) return 0;
    return columns.reduce((sum, column) => sum + store.record((w) => w.run(mended(column, now())).changes), 0);
  };
}

/** One millisecond apart, since a time may be part of a key. */
function mended({ table, at, moves = [] }: PastColumn, now: number) {
  const name = sql.identifier(getTableName(table));
  const column = sql.identifier(at.name);
  const moved = moves.map(({ name: other }) => {
    const end = sql.identifier(other);
    return sql`, ${end} = ${name}.${end} - (${name}.${column} - m.new)`;
  });
  return sql`UPDATE OR REPLACE ${name} SET ${column} = m.new${sql.join(moved)} FROM (
    SELECT old, ${now} + 1 - row_number() OVER (ORDER BY old DESC) AS new FROM (
      SELECT DISTINCT ${column} AS old FROM ${name} WHERE ${column} > ${now + clockSlackMs})) AS m
    WHERE ${name}.${column} = m.old`;
}
