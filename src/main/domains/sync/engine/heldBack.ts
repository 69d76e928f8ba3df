import type { EngineContext } from './context.ts';
import type { Incoming } from './incoming.ts';
import { nameOf } from './naming.ts';
import type { Change, Pending } from './outbox.ts';
import type { SyncTable } from './registry.ts';
import { waitsForVault } from './secrets.ts';

interface HeldBack {
  readonly direction: 'in' | 'out';
  readonly table: SyncTable;
  readonly rowId: string;
  readonly reason: string;
  /** What came from the team; it is tried again. */
  readonly incoming?: Incoming;
}

/** Sets a row aside that could not be sent or taken over, so that it stops nothing and is not lost. */
export function holdBack(
  context: EngineContext,
  tenantId: string,
  { direction, table, rowId, reason, incoming }: HeldBack,
): void {
  context.rows
    .statement(
      `INSERT OR REPLACE INTO sync_held_back (tenant_id, direction, table_name, row_id, name, reason, change, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      tenantId,
      direction,
      table.name,
      rowId,
      nameOf(context.rows, table, tenantId, rowId, incoming?.data ?? undefined),
      reason,
      incoming ? JSON.stringify(incoming) : null,
      context.now(),
    );
}

export function releaseHeldBack(
  { rows }: EngineContext,
  tenantId: string,
  direction: 'in' | 'out',
  table: SyncTable,
  rowId: string,
): void {
  rows
    .statement('DELETE FROM sync_held_back WHERE tenant_id = ? AND direction = ? AND table_name = ? AND row_id = ?')
    .run(tenantId, direction, table.name, rowId);
}

/** What came from the team and is held back. */
export function heldBackIncoming({ rows }: EngineContext, tenantId: string): Incoming[] {
  const texts = rows
    .statement("SELECT change FROM sync_held_back WHERE tenant_id = ? AND direction = 'in' AND change IS NOT NULL")
    .pluck()
    .all(tenantId) as string[];
  return texts.map((text) => JSON.parse(text) as Incoming);
}

/** Whether something came that could not be taken while the vault was locked. */
export function hasWaitedForVault({ rows }: EngineContext, tenantId: string): boolean {
  const text = "SELECT 1 FROM sync_held_back WHERE tenant_id = ? AND direction = 'in' AND reason = ? LIMIT 1";
  return rows.statement(text).get(tenantId, waitsForVault) !== undefined;
}

/** Of what is held back, that which waits for the vault or a key and not for a person to look at it, as SQL. */
export const waitsForSecrets = `(table_name = 'secrets' OR reason = '${waitsForVault}')`;

/** Whether secrets wait to come or go, or something else waits for the vault. */
export function hasWaitingSecrets({ rows }: EngineContext, tenantId: string): boolean {
  const found = rows
    .statement(
      `SELECT 1 FROM sync_held_back WHERE tenant_id = @tenantId AND ${waitsForSecrets}
       UNION ALL SELECT 1 FROM sync_outbox WHERE tenant_id = @tenantId AND table_name = 'secrets' LIMIT 1`,
    )
    .get({ tenantId });
  return found !== undefined;
}

/** What a walk over everything has not come by is not with the team any more. */
export function releaseUnseen({ rows }: EngineContext, tenantId: string): void {
  rows
    .statement(
      `DELETE FROM sync_held_back WHERE tenant_id = ? AND direction = 'in' AND NOT EXISTS (SELECT 1 FROM sync_seen AS s
         WHERE s.tenant_id = sync_held_back.tenant_id AND s.table_name = sync_held_back.table_name AND s.row_id = sync_held_back.row_id)`,
    )
    .run(tenantId);
}

/** What this store has sent of rows that it holds back is part of what the team has of them from now on. */
export function joinSent({ rows }: EngineContext, tenantId: string): void {
  const text = `SELECT h.table_name AS t, h.row_id AS r, h.change, c.value AS sent
    FROM sync_held_back AS h CROSS JOIN sync_push_parts AS p CROSS JOIN json_each(p.changes) AS c
    WHERE h.tenant_id = ? AND h.direction = 'in' AND p.tenant_id = h.tenant_id
      AND c.value ->> '$.t' = h.table_name AND c.value ->> '$.r' = h.row_id`;
  const found = rows.statement(text).all(tenantId) as { t: string; r: string; change: string; sent: string }[];
  for (const { t, r, change, sent } of found) {
    const [held, { k, d }] = [JSON.parse(change) as Incoming, JSON.parse(sent) as Change];
    const where = "tenant_id = ? AND direction = 'in' AND table_name = ? AND row_id = ?";
    if (k === 'delete') rows.statement(`DELETE FROM sync_held_back WHERE ${where}`).run(tenantId, t, r);
    else {
      const joined: Incoming = { ...held, data: { ...held.data, ...d } };
      rows.statement(`UPDATE sync_held_back SET change = ? WHERE ${where}`).run(JSON.stringify(joined), tenantId, t, r);
    }
  }
}

/** What could not be sent is tried again with the next push. */
export function releaseOutgoing({ rows }: EngineContext, tenantId: string): void {
  rows.statement("DELETE FROM sync_held_back WHERE tenant_id = ? AND direction = 'out'").run(tenantId);
}

/** Whether it could not be sent, and was not changed since: a change releases it (`capture.ts`). */
export function isHeldBack({ rows }: EngineContext, tenantId: string, { table, rowId }: Pending): boolean {
  const held = rows.statement(
    "SELECT 1 FROM sync_held_back WHERE tenant_id = ? AND direction = 'out' AND table_name = ? AND row_id = ?",
  );
  return held.get(tenantId, table.name, rowId) !== undefined;
}
