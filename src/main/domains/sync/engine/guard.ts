import type { SyncQuestion } from '#contract/sync.ts';
import type { Pending } from './outbox.ts';
import type { Run } from './pull.ts';
import { keyColumns } from './rows.ts';

/** Fewer are never asked about. */
const fewest = 20;
/** Of all things that a tenant has. */
const share = 1 / 3;

const mark = 'deleted_at';

/** Whether a change takes away something that people look at, as an integration or a collection, for good or into the trash. */
function isDeletion({ context, tenantId }: Pick<Run, 'context' | 'tenantId'>, pending: Pending): boolean {
  if (!pending.table.isThing) return false;
  if (pending.mark === 'delete') return pending.bases.get(mark) === null || !pending.table.columns.includes(mark);
  if (!pending.bases.has(mark) || pending.bases.get(mark) !== null) return false;
  return context.rows.read(pending.table, tenantId, pending.rowId)?.[mark] !== null;
}

function* deletions(of: Pick<Run, 'context' | 'tenantId'>): Generator<Pending> {
  const { context, tenantId } = of;
  for (const pending of context.outbox.pending(tenantId)) if (isDeletion(of, pending)) yield pending;
}

/**
 * Asks before a mass deletion goes to everyone. Where so many things are gone here at once, a mistake or a damaged store is likelier than
 * a wish.
 * @param confirmed as many were confirmed before
 */
export function askAboutDeletions(run: Run, confirmed: number): Extract<SyncQuestion, { kind: 'deletions' }> | null {
  const { context, tenantId } = run;
  if (context.outbox.isEmpty(tenantId)) return null;
  const rows = [...deletions(run)].length;
  if (rows < fewest || rows <= confirmed) return null;
  const stand = context.registry.tables
    .filter(({ isThing, owner }) => isThing && owner === 'column')
    .map(({ name, columns }) => {
      const alive = columns.includes(mark) ? ` AND ${mark} IS NULL` : '';
      return context.rows
        .statement(`SELECT count(*) FROM "${name}" WHERE tenant_id = ?${alive}`)
        .pluck()
        .get(tenantId) as number;
    });
  const of = rows + stand.reduce((sum, count) => sum + count, 0);
  return rows > of * share ? { kind: 'deletions', rows, of } : null;
}

/** Brings back what was deleted here and not sent, with everything that went with it. */
export function restoreDeletions({ context, tenantId }: Pick<Run, 'context' | 'tenantId'>): void {
  context.write(() => {
    context.rows.sqlite.pragma('defer_foreign_keys = ON');
    for (const pending of [...context.outbox.pending(tenantId)]) {
      const { table, rowId, bases } = pending;
      if (pending.mark === 'delete') {
        context.rows.put(table, tenantId, { ...Object.fromEntries(bases), ...keyColumns(table, rowId) });
        // It stands as the team has it.
        context.outbox.forget(tenantId, table, rowId);
      } else if (isDeletion({ context, tenantId }, pending)) context.rows.set(table, tenantId, rowId, { [mark]: null });
    }
  });
}
