import type { EngineContext } from './context.ts';
import type { Incoming } from './incoming.ts';

/** What came in, for the people who look. */
export interface Applied {
  /** Rows that changed here, by table. */
  readonly changed: ReadonlyMap<string, readonly string[]>;
  readonly conflicts: number;
  readonly heldBack: number;
}

/** What is gathered while a set of rows is applied. */
export interface Application {
  readonly context: EngineContext;
  readonly tenantId: string;
  /** Anything was changed here that is not with the team yet. */
  readonly hasEdits: boolean;
  /** Rows of the set that are not applied yet, by table and id. */
  readonly waiting: Map<string, Incoming>;
  /** Rows whose derived columns have to be made anew, by table. */
  readonly toDerive: Map<string, Set<string>>;
  readonly changed: Map<string, string[]>;
  /** Something is held back, or waits for its parent. */
  readonly hasWaiting: boolean;
  /** Each row has a savepoint, so that one that cannot be taken is held back and leaves the rest alone. Otherwise it is thrown. */
  readonly isolates: boolean;
  conflicts: number;
  heldBack: number;
}

/** Remembers a row whose derived columns have to be made anew. */
export function noteToDerive({ toDerive }: Pick<Application, 'toDerive'>, table: string, rowId: string): void {
  const ids = toDerive.get(table) ?? new Set();
  toDerive.set(table, ids.add(rowId));
}
