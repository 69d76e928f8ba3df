import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database, { type Database as Sqlite } from 'better-sqlite3';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { setPragmas } from '#main/store/pragmas.ts';
import type { Opened } from '../benchConsole.ts';
import { type BenchTeam, sqliteOf } from './benchTeam.ts';

/** What the join of a new store takes, from the invitation to the last row. */
export async function joinWith({ tenantId }: BenchTeam, opened: Opened, invitation: string): Promise<void> {
  await opened.client.sync.join({ invitation });
  const { team } = await opened.client.sync.status();
  if (team?.state !== 'inStep')
    throw new Error(`The join of ${tenantId} ended ${team?.state}: ${JSON.stringify(team)}`);
}

/**
 * The least that brings the same rows: COPY of them as JSON, into the same tables with their indexes, without triggers, references and
 * checks of what comes, in one transaction.
 */
export async function copyInto({ database, tenantId }: BenchTeam, pattern: Opened): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-copy-'));
  const sqlite = new Database(join(folder, 'copy.db'));
  const client = new Client(database.url);
  try {
    setPragmas(sqlite, 'write');
    sqlite.pragma('foreign_keys = OFF');
    makeTables(sqlite, sqliteOf(pattern));
    await client.connect();
    const query = `COPY (SELECT table_name, row_id, data FROM patchbay.rows WHERE tenant_id = '${tenantId}' AND table_name NOT IN ('tenants', 'users', 'memberships') AND NOT deleted) TO STDOUT`;
    const insert = inserter(sqlite, tenantId);
    let rows = 0;
    sqlite.exec('BEGIN');
    let rest = '';
    for await (const chunk of client.query(copyTo(query)).setEncoding('utf8')) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) insert(line);
      rows += lines.length;
    }
    sqlite.exec('COMMIT');
    return rows;
  } finally {
    await client.end();
    sqlite.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeTables(to: Sqlite, from: Sqlite): void {
  const query =
    "SELECT sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
  for (const sql of from.prepare<[], string>(`${query} ORDER BY type DESC`).pluck().all()) to.exec(sql);
}

/** Takes a line of COPY's text format. Of its escapes, the backslash alone occurs in JSON and ids. */
function inserter(sqlite: Sqlite, tenantId: string): (line: string) => void {
  const statements = new Map<string, ReturnType<typeof prepare>>();
  return (line) => {
    const [table = '', rowId = '', json = ''] = line.split('\t');
    const data = JSON.parse(json.replaceAll('\\\\', '\\')) as Record<string, unknown>;
    const known = statements.get(table) ?? prepare(sqlite, table);
    statements.set(table, known);
    known.run(
      known.columns.map((column) => {
        if (column in data) return data[column];
        return column === 'tenant_id' ? tenantId : column === 'id' ? rowId : (known.fresh.get(column) ?? null);
      }),
    );
  };
}

function prepare(sqlite: Sqlite, table: string) {
  const info = sqlite.pragma(`table_info(${table})`) as { name: string; type: string; notnull: number }[];
  const columns = info.map(({ name }) => name);
  // What stays on each device, as the state of a check, begins as it does there.
  const fresh = new Map(
    info
      .filter(({ notnull }) => notnull === 1)
      .map(({ name, type }) => [name, type === 'TEXT' ? 'unknown' : 0] as const),
  );
  const statement = sqlite.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`);
  return { columns, fresh, run: (values: unknown[]) => void statement.run(...values) };
}
