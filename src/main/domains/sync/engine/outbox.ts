import type { Registry, SyncTable } from './registry.ts';
import type { Row, RowStore } from './rows.ts';
import { isSame, type SqlValue, toWire, type WireRow } from './values.ts';

/** How a whole row changed here: made, deleted, or deleted and made again. Null where columns of it changed. */
export type Mark = 'insert' | 'delete' | 'replace' | null;

/** What is not with the team yet of one row. */
export interface Pending {
  readonly table: SyncTable;
  readonly rowId: string;
  readonly mark: Mark;
  /** What each changed column held before. */
  readonly bases: ReadonlyMap<string, SqlValue>;
  /** When it was changed last; milliseconds since 1970 UTC. */
  readonly at: number;
}

/** One row of a push, as the database takes it. */
export interface Change {
  readonly t: string;
  readonly r: string;
  readonly k: 'put' | 'delete';
  readonly d?: WireRow;
  /** The user who alone may see the row; null where the team does. Left out of deletions. */
  readonly p?: string | null;
}

interface Entry {
  readonly row_id: string;
  readonly column_name: string;
  readonly base: SqlValue;
  readonly at: number;
}

const ofRow = 'tenant_id = ? AND table_name = ? AND row_id = ?';

/** What is not with the team yet, in the tables `sync_outbox` and, once it is on its way, `sync_sent`. */
export interface Outbox {
  /** Changes with every change of what waits. */
  signature(tenantId: string): string;
  isEmpty(tenantId: string): boolean;
  /** Rows that were changed and not sent. */
  count(tenantId: string): number;
  /** Rows that are on their way or wait. */
  countAll(tenantId: string): number;
  pendingOf(tenantId: string, table: SyncTable, rowId: string): Pending | undefined;
  /** All of a tenant, parents before what refers to them. */
  pending(tenantId: string): Generator<Pending>;
  forget(tenantId: string, table: SyncTable, rowId: string, columns?: readonly string[]): void;
  /** The secrets of a row that is gone need no word of their own. */
  forgetSecretsOf(tenantId: string, table: SyncTable, rowId: string): void;
  /** Sends a column of a row whose other changes wait, or did until now, on top of what the team has. */
  rebase(tenantId: string, pending: Pending, column: string, base: SqlValue): void;
  /** What is to be sent of a row as it stands; undefined where nothing differs any more. */
  changeOf(tenantId: string, pending: Pending): Change | undefined;
  /** Moves everything that waits into `sync_sent`. */
  moveToSent(tenantId: string): void;
  /** Takes a row back out of it at once. */
  leave(tenantId: string, table: SyncTable, rowId: string): void;
  /** Brings back what was sent and not taken, under what was changed since; nothing is on its way then. */
  bringBack(tenantId: string): void;
}

export function createOutbox(rows: RowStore, registry: Registry): Outbox {
  const { statement } = rows;

  function read(from: 'sync_outbox' | 'sync_sent', tenantId: string, table: SyncTable, rowId: string) {
    const entries = statement(`SELECT row_id, column_name, base, at FROM ${from} WHERE ${ofRow}`).all(
      tenantId,
      table.name,
      rowId,
    ) as Entry[];
    return entries.length === 0 ? undefined : pendingFrom(table, rowId, entries);
  }

  const pendingOf: Outbox['pendingOf'] = (...key) => read('sync_outbox', ...key);

  function* pending(tenantId: string): Generator<Pending> {
    for (const table of registry.tables) {
      const entries = statement(
        'SELECT row_id, column_name, base, at FROM sync_outbox WHERE tenant_id = ? AND table_name = ? ORDER BY row_id',
      ).all(tenantId, table.name) as Entry[];
      let from = 0;
      for (let at = 1; at <= entries.length; at += 1) {
        const first = entries[from];
        if (!first || entries[at]?.row_id === first.row_id) continue;
        yield pendingFrom(table, first.row_id, entries.slice(from, at));
        from = at;
      }
    }
  }

  /** A reference to what is not in this store is none of its making, and stays as the team has it. */
  const wholeRow = (tenantId: string, table: SyncTable, rowId: string): readonly string[] => {
    const missing = statement(`SELECT column_name FROM sync_missing WHERE ${ofRow}`)
      .pluck()
      .all(tenantId, table.name, rowId);
    return missing.length === 0 ? table.columns : table.columns.filter((column) => !missing.includes(column));
  };

  const count = (tables: readonly string[], tenantId: string) =>
    statement(
      `SELECT count(*) FROM (${tables.map((name) => `SELECT table_name, row_id FROM ${name} WHERE tenant_id = @tenantId`).join(' UNION ')})`,
    )
      .pluck()
      .get({ tenantId }) as number;

  const forget: Outbox['forget'] = (tenantId, table, rowId, columns) => {
    if (columns === undefined) statement(`DELETE FROM sync_outbox WHERE ${ofRow}`).run(tenantId, table.name, rowId);
    for (const column of columns ?? [])
      statement(`DELETE FROM sync_outbox WHERE ${ofRow} AND column_name = ?`).run(tenantId, table.name, rowId, column);
  };

  /** What stood before the first of two changes is the base of both; what they make of the row together follows. */
  function joinSent(tenantId: string, table: SyncTable, rowId: string): void {
    const sent = read('sync_sent', tenantId, table, rowId);
    if (!sent) return;
    const since = pendingOf(tenantId, table, rowId);
    const mark = joinMarks(sent.mark, since?.mark ?? null);
    forget(tenantId, table, rowId);
    if (mark === 'never') return;
    const put = statement(
      'INSERT INTO sync_outbox (tenant_id, table_name, row_id, column_name, base, at) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const at = since?.at ?? sent.at;
    if (mark !== null) put.run(tenantId, table.name, rowId, '', mark, at);
    if (mark === 'insert') return;
    for (const [column, base] of new Map([...(since?.bases ?? []), ...sent.bases]))
      put.run(tenantId, table.name, rowId, column, base, at);
  }

  return {
    signature: (tenantId) =>
      statement(
        `SELECT count(*) || ' ' || coalesce(max(at), 0) || ' ' ||
           (SELECT count(*) FROM sync_held_back WHERE tenant_id = @tenantId AND direction = 'out')
         FROM sync_outbox WHERE tenant_id = @tenantId`,
      )
        .pluck()
        .get({ tenantId }) as string,
    isEmpty: (tenantId) =>
      statement('SELECT 1 FROM sync_outbox WHERE tenant_id = ? LIMIT 1').get(tenantId) === undefined,
    count: (tenantId) => count(['sync_outbox'], tenantId),
    countAll: (tenantId) => count(['sync_outbox', 'sync_sent'], tenantId),
    pendingOf,
    pending,
    forget,
    forgetSecretsOf: (tenantId, { name }, rowId) =>
      void statement(
        "DELETE FROM sync_outbox WHERE tenant_id = ? AND table_name = 'secrets' AND instr(row_id, ?) = 1",
      ).run(tenantId, `${JSON.stringify([name, rowId]).slice(0, -1)},`),
    rebase: (tenantId, { table, rowId, at }, column, base) =>
      void statement(
        `INSERT INTO sync_outbox (tenant_id, table_name, row_id, column_name, base, at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET base = excluded.base`,
      ).run(tenantId, table.name, rowId, column, base, at),
    changeOf: (tenantId, { table, rowId, mark, bases }) => {
      const { name: t } = table;
      if (mark === 'delete') return { t, r: rowId, k: 'delete' };
      const row = rows.read(table, tenantId, rowId);
      // It went without a trace of its own, together with its tenant.
      if (!row) return mark === 'insert' ? undefined : { t, r: rowId, k: 'delete' };
      const columns = mark === null ? changedColumns(table, row, bases) : wholeRow(tenantId, table, rowId);
      if (columns.length === 0) return undefined;
      const d = Object.fromEntries(columns.map((column) => [column, toWire(row[column] ?? null)]));
      return { t, r: rowId, k: 'put', d, p: privateTo(rows, table, tenantId, rowId) };
    },
    moveToSent: (tenantId) => {
      statement('INSERT INTO sync_sent SELECT * FROM sync_outbox WHERE tenant_id = ?').run(tenantId);
      statement('DELETE FROM sync_outbox WHERE tenant_id = ?').run(tenantId);
    },
    leave: (tenantId, { name }, rowId) => {
      statement(`INSERT INTO sync_outbox SELECT * FROM sync_sent WHERE ${ofRow}`).run(tenantId, name, rowId);
      statement(`DELETE FROM sync_sent WHERE ${ofRow}`).run(tenantId, name, rowId);
    },
    bringBack: (tenantId) => {
      const sent = statement('SELECT DISTINCT table_name AS t, row_id AS r FROM sync_sent WHERE tenant_id = ?').all(
        tenantId,
      );
      for (const { t, r } of sent as { t: string; r: string }[]) {
        const table = registry.byName.get(t);
        if (table) joinSent(tenantId, table, r);
      }
      statement('DELETE FROM sync_pushes WHERE tenant_id = ?').run(tenantId);
    },
  };
}

function pendingFrom(table: SyncTable, rowId: string, entries: readonly Entry[]): Pending {
  const mark = entries.find(({ column_name }) => column_name === '');
  const bases = entries
    .filter(({ column_name }) => column_name !== '')
    .map((entry) => [entry.column_name, entry.base] as const);
  return {
    table,
    rowId,
    mark: (mark?.base ?? null) as Mark,
    bases: new Map(bases),
    at: Math.max(...entries.map(({ at }) => at)),
  };
}

function changedColumns(table: SyncTable, row: Row, bases: ReadonlyMap<string, SqlValue>): string[] {
  return table.columns.filter((column) => bases.has(column) && !isSame(row[column] ?? null, bases.get(column) ?? null));
}

/** Two changes of a whole row, one after the other. `never`: the team has not seen it and need not. */
export function joinMarks(first: Mark, then: Mark): Mark | 'never' {
  if (first === 'insert') return then === 'delete' ? 'never' : 'insert';
  if (first === 'delete') return then === 'insert' || then === 'replace' ? 'replace' : 'delete';
  if (first === 'replace') return then === 'delete' ? 'delete' : 'replace';
  return then;
}

/** The user who alone may see a row; null where the team does. */
export function privateTo(rows: RowStore, table: SyncTable, tenantId: string, rowId: string): string | null {
  const { privateTo: owner } = table.rules;
  if (!owner) return null;
  const text = `SELECT ${owner('r')} FROM "${table.name}" AS r WHERE r.tenant_id = ? AND r."${table.keys[0]}" = ?`;
  return rows.statement(text).pluck().get(tenantId, rowId) as string | null;
}
