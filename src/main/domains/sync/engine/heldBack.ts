import type { EngineContext } from './context.ts';
import type { Incoming } from './incoming.ts';
import { nameOf } from './naming.ts';
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

export function isHeldBack({ rows }: EngineContext, tenantId: string, table: string, rowId: string): boolean {
  const found = rows
    .statement(
      "SELECT 1 FROM sync_held_back WHERE tenant_id = ? AND direction = 'out' AND table_name = ? AND row_id = ?",
    )
    .get(tenantId, table, rowId);
  return found !== undefined;
}

/** Holds back rows for which the database refused a push, so that the others go. @returns how many are new among them */
export function holdBackRefused(
  context: EngineContext,
  tenantId: string,
  rows: readonly (readonly [table: string, row: string])[],
  reason: string,
): number {
  const fresh = rows.filter(([name, rowId]) => !isHeldBack(context, tenantId, name, rowId));
  for (const [name, rowId] of fresh) {
    const table = context.registry.byName.get(name);
    if (table) holdBack(context, tenantId, { direction: 'out', table, rowId, reason });
  }
  return fresh.length;
}
