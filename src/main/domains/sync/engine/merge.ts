import type { MergeRules } from '#main/kernel/domain.ts';
import type { Row } from './rows.ts';
import { isSame, type SqlValue } from './values.ts';

/** Whether a column is what somebody wrote: neither a time of which the later counts, nor made of others. */
export const isWritten = (rules: MergeRules, column: string): boolean =>
  !rules.latest?.includes(column) && !rules.derived?.includes(column);

/** A column that both sides changed to different values. */
export interface Clash {
  readonly column: string;
  readonly mine: SqlValue;
  readonly theirs: SqlValue;
  readonly base: SqlValue;
}

/** What a row becomes where both sides changed it. */
export interface Merged {
  /** What of theirs goes into the row. */
  readonly write: Row;
  /** Columns that no longer wait to be sent. */
  readonly settled: readonly string[];
  /** Columns that still wait, with the value that the team has now. */
  readonly rebased: readonly (readonly [string, SqlValue])[];
  readonly clashes: readonly Clash[];
  /** Columns that are made of others have to be made anew. */
  readonly derives: boolean;
}

/**
 * Joins two changes of a row column by column (three-way merge). Of a column that both changed, the team's value stands in the row, so
 * that all stores become equal, and the clash keeps the other.
 * @param bases what the columns that were changed here held before
 */
export function mergeColumns(rules: MergeRules, mine: Row, theirs: Row, bases: ReadonlyMap<string, SqlValue>): Merged {
  const write: Record<string, SqlValue> = {};
  const settled: string[] = [];
  const rebased: [string, SqlValue][] = [];
  const clashes: Clash[] = [];
  let derives = false;
  for (const [column, value] of Object.entries(theirs)) {
    const own = mine[column] ?? null;
    if (!bases.has(column)) {
      if (!isSame(own, value)) write[column] = value;
      continue;
    }
    const base = bases.get(column) ?? null;
    if (isSame(own, value)) settled.push(column);
    else if (isSame(value, base)) rebased.push([column, value]);
    else if (isSame(own, base)) {
      write[column] = value;
      settled.push(column);
    } else if (rules.latest?.includes(column)) {
      if (Number(value) > Number(own)) {
        write[column] = value;
        settled.push(column);
      } else rebased.push([column, value]);
    } else {
      write[column] = value;
      settled.push(column);
      if (rules.derived?.includes(column)) derives = true;
      else clashes.push({ column, mine: own, theirs: value, base });
    }
  }
  const isDerived = (column: string) => rules.derived?.includes(column) ?? false;
  const stillMine = [...bases.keys()].some((column) => !settled.includes(column) && !rules.latest?.includes(column));
  const hasDerived = (rules.derived?.length ?? 0) > 0;
  // What is made of several columns was made by each side of its own: after a merge it belongs to neither.
  derives ||= hasDerived && stillMine && Object.keys(write).some((column) => !rules.latest?.includes(column));
  derives ||= hasDerived && settled.some(isDerived);
  return { write, settled, rebased, clashes, derives };
}
