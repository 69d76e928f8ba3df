import type { EngineContext } from './context.ts';
import type { Incoming } from './incoming.ts';
import { nameOf } from './naming.ts';
import type { Pending } from './outbox.ts';
import type { SyncTable } from './registry.ts';

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

/** What could not be sent is tried again with the next push. */
export function releaseOutgoing({ rows }: EngineContext, tenantId: string): void {
  rows.statement("DELETE FROM sync_held_back WHERE tenant_id = ? AND direction = 'out'").run(tenantId);
}

/** Whether it could not be sent, and was not changed since. */
export function isHeldBack({ rows }: EngineContext, tenantId: string, { table, rowId, at }: Pending): boolean {
  const since = rows
    .statement(
      "SELECT at FROM sync_held_back WHERE tenant_id = ? AND direction = 'out' AND table_name = ? AND row_id = ?",
    )
    .pluck()
    .get(tenantId, table.name, rowId);
  return typeof since === 'number' && at <= since;
}
