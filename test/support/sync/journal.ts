import type { Database } from 'better-sqlite3';
import { rowIdOf } from '#main/domains/sync/engine/capture.ts';
import type { Registry, SyncTable } from '#main/domains/sync/engine/registry.ts';
import type { SqlValue } from '#main/domains/sync/engine/values.ts';
import type { Writer } from './rig.ts';

/** One column that was written, as it was committed; an empty column says that the row went. */
export interface Written {
  /** Its place among everything that is written in this process of the test. */
  readonly at: number;
  readonly by: Writer;
  /** The tenant that the row belongs to; null where it belongs to none. */
  readonly tenant: string | null;
  readonly table: string;
  readonly row: string;
  readonly column: string;
  readonly value: SqlValue;
}

/** What one process has written, independent of what the product notes. */
export interface Journal {
  /** What was committed since the last call, in order. */
  take(): Written[];
}

let written = 0;

/** Temporary triggers of this connection alone, which follow its transactions and know who writes. */
export function startJournal(sqlite: Database, { tables }: Registry, by: () => Writer): Journal {
  sqlite.function('journal_by', { deterministic: false }, by);
  sqlite.function('journal_at', { deterministic: false }, () => {
    written += 1;
    return written;
  });
  sqlite.exec('CREATE TEMP TABLE journal (at INTEGER, by TEXT, tenant TEXT, t TEXT, r TEXT, c TEXT, v ANY)');
  for (const table of tables) for (const text of triggersOf(table)) sqlite.exec(text);
  const read = sqlite.prepare(
    'SELECT at, by, tenant, t AS "table", r AS row, c AS column, v AS value FROM temp.journal ORDER BY rowid',
  );
  const clear = sqlite.prepare('DELETE FROM temp.journal');
  return {
    take: () => {
      const rows = read.all() as Written[];
      if (rows.length > 0) clear.run();
      return rows;
    },
  };
}

function tenantOf({ owner }: SyncTable, row: string): string {
  if (owner === 'members') return 'NULL';
  return owner === 'self' ? `${row}.id` : `${row}.tenant_id`;
}

function triggersOf(table: SyncTable): string[] {
  const { name, columns } = table;
  const note = (row: string, column: string, value: string, when: string) =>
    `INSERT INTO journal SELECT journal_at(), journal_by(), ${tenantOf(table, row)}, '${name}', ${rowIdOf(table, row)}, '${column}', ${value} WHERE ${when};`;
  const all = (when: (column: string) => string) =>
    columns.map((column) => note('NEW', column, `NEW."${column}"`, when(column))).join('\n');
  return [
    `CREATE TEMP TRIGGER "journal_${name}_i" AFTER INSERT ON main."${name}" BEGIN ${all(() => 'true')} END`,
    `CREATE TEMP TRIGGER "journal_${name}_u" AFTER UPDATE ON main."${name}" BEGIN
      ${all((column) => `OLD."${column}" IS NOT NEW."${column}"`)} END`,
    `CREATE TEMP TRIGGER "journal_${name}_d" AFTER DELETE ON main."${name}" BEGIN ${note('OLD', '', 'NULL', 'true')} END`,
  ];
}
