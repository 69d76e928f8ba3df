import type { Incoming } from '../engine/incoming.ts';
import type { TeamServer } from '../engine/server.ts';
import { countRows, hello, lockHead, type PulledRow, pull, push, scan, stage, staged, tokenOf } from './calls.ts';
import { inTransaction, type ServerConnection } from './connect.ts';

/** Who speaks with a team's database: the tenant, this store, and its version of Patchbay. */
export interface ServerIdentity {
  readonly tenant: string;
  readonly client: string;
  readonly app: string;
}

const incomingOf = ({ rev, table, row, deleted, data, by, at }: PulledRow): Incoming => ({
  rev,
  table,
  rowId: row,
  deleted,
  data,
  byUser: by,
  at,
});

/** Everyone else waits for whoever has the head. */
const beginLocked = "BEGIN; SET LOCAL lock_timeout = '30s'; SET LOCAL idle_in_transaction_session_timeout = '15s'";

/** A team's database behind an open connection. */
export function teamServer(connection: ServerConnection, { tenant, client, app }: ServerIdentity): TeamServer {
  const page = ({ rows, more }: { rows: PulledRow[]; more: boolean }) => ({ rows: rows.map(incomingOf), more });
  return {
    hello: (cursor, token) => hello(connection, { tenant, client, app, cursor, token }),
    pull: async ({ rev, table, rowId }, upto, maxRows) => {
      const found = await pull(connection, { tenant, after: { rev, table, row: rowId }, upto, maxRows });
      return { ...page(found), token: found.token };
    },
    scan: async (table, after, maxRows) => page(await scan(connection, { tenant, table, after, maxRows })),
    countRows: (tables) => countRows(connection, { tenant, tables }),
    tokenOf: (rev) => tokenOf(connection, { tenant, rev }),
    push: (op, base, changes) => push(connection, { tenant, client, op, base, changes }),
    stage: (op, part, changes) => stage(connection, { tenant, client, op, part, changes }),
    staged: (op) => staged(connection, { tenant, client, op }),
    snapshot: (work) => inTransaction(connection, work, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'),
    probe: async (op, changes) => {
      await connection.query('BEGIN');
      try {
        await connection.query("SET LOCAL lock_timeout = '30s'");
        await push(connection, { tenant, client, op, base: await lockHead(connection, { tenant }), changes });
      } finally {
        await connection.query('ROLLBACK');
      }
    },
    locked: (work) => inTransaction(connection, async () => work(await lockHead(connection, { tenant })), beginLocked),
  };
}
