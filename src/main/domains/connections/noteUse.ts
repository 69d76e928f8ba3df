import type { Writer } from '#main/store/index.ts';
import { oneRow } from './rows.ts';
import { type ConnectionRow, connections } from './table.ts';

/** Remembers that a request went out with the connection; `status` is null where no response came. In the caller's transaction. */
export function recordUse(
  w: Writer,
  connection: Pick<ConnectionRow, 'tenantId' | 'id'>,
  { at, status }: { at: number; status: number | null },
): void {
  const succeeded = status !== null && status < 400 ? { lastSucceededAt: at } : {};
  const answered = status === null ? {} : { lastStatus: status };
  w.update(connections)
    .set({ lastUsedAt: at, ...answered, ...succeeded })
    .where(oneRow(connection))
    .run();
}
