import type { Role } from '#contract/common.ts';
import type { Incoming } from './incoming.ts';

/** What a team's database answers first. */
export interface Hello {
  readonly installation: string;
  readonly head: number;
  /** Deletions up to this revision are forgotten. */
  readonly horizon: number;
  readonly channel: string;
  readonly role: Role;
  readonly userId: string;
  readonly secretsOn: boolean;
  readonly generation: number;
  /** The database has the revision that this store has last. */
  readonly cursorKnown: boolean;
  /** Somebody lacks the tenant key, and this login has it or nobody does. */
  readonly keysWanted: boolean;
  readonly minClient: number;
  /** Milliseconds since 1970, by the clock of the server. */
  readonly serverTime: number;
}

/** Up to where rows were read. */
export interface Place {
  readonly rev: number;
  readonly table: string;
  readonly rowId: string;
}

export type PushOutcome =
  | { readonly outcome: 'done'; readonly rev: number; readonly token: string }
  | { readonly outcome: 'behind'; readonly rev: number };

/** A connection to a team's database as one member: what the engine asks of it. Each call is one round trip. */
export interface TeamServer {
  hello(cursor: number, token: string | null): Promise<Hello>;
  /** `token` belongs to the revision of the last row. */
  pull(after: Place, upto: number, maxRows: number): Promise<{ rows: Incoming[]; token: string | null; more: boolean }>;
  /** How many rows a scan of these tables will find; null where they are too many to count. */
  countRows(tables: readonly string[]): Promise<number | null>;
  /** Everything that the team has in a table, by id. */
  scan(table: string, afterRow: string, maxRows: number): Promise<{ rows: Incoming[]; more: boolean }>;
  tokenOf(rev: number): Promise<string | null>;
  /** `changes` is the JSON of a list; null takes the staged parts. */
  push(op: string, base: number, changes: string | null): Promise<PushOutcome>;
  stage(op: string, part: number, changes: string): Promise<void>;
  staged(op: string): Promise<number | null>;
  /** Everything that `work` reads is of one state of the database. */
  snapshot<T>(work: () => Promise<T>): Promise<T>;
  /** Pushes and takes it back. Throws what the database says to it; the head is locked meanwhile. */
  probe(op: string, changes: string): Promise<void>;
  /** Keeps the others waiting until `work` is done; it is given the head. */
  locked<T>(work: (head: number) => Promise<T>): Promise<T>;
}
