import type { Reader, Writer } from '#main/store/index.ts';
import type { Outbox } from './outbox.ts';
import type { Registry } from './registry.ts';
import type { RowStore } from './rows.ts';
import type { TravellingSecrets } from './secrets.ts';

/** What everything that changes rows on behalf of a team is built on. */
export interface EngineContext {
  readonly registry: Registry;
  readonly rows: RowStore;
  readonly outbox: Outbox;
  readonly secrets: TravellingSecrets;
  readonly now: () => number;
  readonly newId: () => string;
  readonly read: Reader;
  /** Seals what a conflict keeps of a secret that was changed here. */
  keepSecret(w: Writer, tenantId: string, conflictId: string, rowId: string): void;
  /** Runs in one transaction. */
  write<T>(work: (w: Writer) => T): T;
  /** The same, without waiting for the disk. */
  record<T>(work: (w: Writer) => T): T;
}

/** Runs work, answers what it found, and takes back all that it wrote. */
export function rehearse<T>(write: EngineContext['write'], work: (w: Writer) => T): T {
  let found: { readonly value: T } | undefined;
  try {
    write((w) => {
      found = { value: work(w) };
      throw found;
    });
  } catch (thrown) {
    if (thrown !== found || !found) throw thrown;
  }
  if (!found) throw new Error('Nothing was run.');
  return found.value;
}

/** Runs `work` so that what it writes is noted as an edit of this store, inside of what is applied for a team. */
export function asEdit<T>({ rows }: Pick<EngineContext, 'rows'>, tenantId: string, work: () => T): T {
  setApplying(rows, tenantId, false);
  try {
    return work();
  } finally {
    setApplying(rows, tenantId, true);
  }
}

/** Where the transaction was taken back, as with a full disk, it has gone with it. */
export function setApplying({ sqlite, statement }: RowStore, tenantId: string, applying: boolean): void {
  if (!sqlite.inTransaction) return;
  statement('UPDATE sync_teams SET applying = ? WHERE tenant_id = ?').run(Number(applying), tenantId);
}
