import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database, { type Database as Sqlite, type Statement } from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Reader, Writer } from './access.ts';
import { backupTo } from './backup.ts';
import { faultOf, storeFaults } from './faults.ts';
import { inspect, isNew, migrate, readMigrations } from './migrate.ts';
import { applicationId, setPragmas } from './pragmas.ts';
import { keepShrinkable, makeShrinkable, shrink } from './shrink.ts';

export interface StoreOptions {
  /** The SQLite file; made, with its folder, where it is missing. */
  readonly file: string;
  /** Directory of `NNNN_name.sql`. */
  readonly migrations: string;
  /** Directory for the copies made before a migration. */
  readonly backups: string;
  /** For worker threads: reads only, never makes or migrates a store. */
  readonly readonly?: boolean;
}

/** The local store. Queries are synchronous; keep them short on the main thread. */
export interface Store {
  readonly file: string;
  readonly read: Reader;
  /**
   * Runs `work` in one transaction that holds the write lock, and commits when it returns. A call inside another joins it:
   * what the inner one did is undone where it throws, and nothing is saved before the outermost commits.
   * `work` is synchronous; a promise is refused and everything undone.
   */
  write<T>(work: (w: Writer) => T): T;
  /**
   * Like `write`, for records of what happened: the commit does not wait for the disk. It outlives the end of the process,
   * however it ends; a loss of power can take the last moments of it. Inside a `write` it is part of that.
   */
  record<T>(work: (w: Writer) => T): T;
  /**
   * Runs `work` in one transaction after the other for as long as it says that there is more, each with some hundred rows at most, and
   * lets the thread serve others in between. Gives what each brought after its commit; ends early where the store is closed.
   */
  inSteps<T extends { readonly more: boolean }>(work: (w: Writer) => T): AsyncGenerator<T, void>;
  /**
   * Runs `work` once, after the transaction under way has committed; where that is undone, after the next one that is not. The same
   * function runs once, however often it was asked for.
   */
  afterCommit(work: () => void): void;
  /** Runs `listener` after every transaction of this connection. @returns what ends that */
  onCommit(listener: () => void): () => void;
  /** Whether another connection has committed since this was last asked. */
  changedElsewhere(): boolean;
  /** Damage that SQLite finds, one line each; empty where the store is sound. Reads the whole file. */
  integrityCheck(): string[];
  /** Copies the store into one file while it is in use. */
  backupTo(path: string): Promise<void>;
  /** Folds the write-ahead log into the file and empties it, so that no old page stays in it. */
  checkpoint(): void;
  /** Gives free pages back to the disk in small steps. @returns how many bytes */
  shrink(): Promise<number>;
  /** Rewrites a store of an earlier version, which cannot shrink, where nothing is in the way. Blocks; for the end alone. */
  makeShrinkable(): boolean;
  close(): void;
  /** The connection itself, for tests, measurements, and sync, which writes rows of any table. */
  readonly sqlite: Sqlite;
}

const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

function connect({ file, migrations, backups, readonly = false }: StoreOptions): Sqlite {
  const known = readMigrations(migrations);
  if (!isNew(file)) inspect(file, known);
  else if (readonly)
    throw storeFaults.fault('STORE_MISSING', `There is no store at ${file}.`, { todo: 'Start Patchbay once.' });
  else prepareFile(file);
  const sqlite = new Database(file, { readonly, fileMustExist: true, timeout: 5000 });
  try {
    if (!readonly) claim(sqlite);
    setPragmas(sqlite, readonly ? 'read' : 'write');
    if (!readonly) migrate(sqlite, known, backups);
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Marks a new file as ours while it is still outside WAL mode, so that the mark is in the file itself. */
function claim(sqlite: Sqlite): void {
  if (sqlite.pragma('application_id', { simple: true }) !== applicationId) {
    keepShrinkable(sqlite);
    sqlite.pragma(`application_id = ${applicationId}`);
  }
}

/** Makes the file before SQLite does, readable by its owner alone; the files beside it inherit that. */
function prepareFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
}

/** Opens the store, brings it to this version, and refuses one that it must not touch. Throws faults of `storeFaults`. */
export function openStore(options: StoreOptions): Store {
  const sqlite = asFault(() => connect(options));
  const db = drizzle({ client: keepingStatements(sqlite) });
  const guarded = sqlite.transaction((work: (w: Writer) => unknown) => {
    const result = work(db);
    if (isPromise(result)) throw new Error('A transaction cannot wait: its work returned a promise');
    return result;
  });
  const waiting = new Set<() => void>();
  const listeners = new Set<() => void>();
  const committed = <T>(result: T): T => {
    if (sqlite.inTransaction) return result;
    for (const work of waiting) {
      waiting.delete(work);
      work();
    }
    for (const listener of listeners) listener();
    return result;
  };
  const run = <T>(work: (w: Writer) => T): T => {
    let result: { value: T } | undefined;
    const keepResult = (w: Writer): unknown => {
      result = { value: work(w) };
      return result.value;
    };
    asFault(() => guarded.immediate(keepResult));
    if (!result) throw new Error('The transaction did not run');
    return result.value;
  };
  let seen = dataVersion(sqlite);
  const write: Store['write'] = (work) => committed(run(work));
  return {
    file: options.file,
    read: db,
    write,
    inSteps: async function* (work) {
      for (let more = true; more && sqlite.open; await nextTurn()) {
        const step = write(work);
        yield step;
        more = step.more;
      }
    },
    record: (work) => committed(sqlite.inTransaction ? run(work) : withoutWaiting(sqlite, () => run(work))),
    afterCommit: (work) => void waiting.add(work),
    onCommit: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    changedElsewhere: () => {
      const before = seen;
      seen = dataVersion(sqlite);
      return seen !== before;
    },
    integrityCheck: () => integrityCheck(sqlite),
    backupTo: (path) => backupTo(sqlite, path),
    checkpoint: () => void sqlite.pragma('wal_checkpoint(TRUNCATE)'),
    shrink: () => shrink(sqlite),
    makeShrinkable: () => makeShrinkable(sqlite),
    close: () => void sqlite.close(),
    sqlite,
  };
}

/** A console asks some hundred different questions. */
const statementsKept = 300;

/**
 * The connection for drizzle, which prepares at every query: a text that came before has its statement already. SQLite prepares it again
 * by itself where the schema changed. Drizzle turns a statement to rows as arrays and never back, so that either form is one of its own.
 */
function keepingStatements(sqlite: Sqlite): Sqlite {
  const kept = new Map<string, Pick<Statement, 'run' | 'get' | 'all' | 'raw'>>();
  const made = (text: string) => {
    const plain = sqlite.prepare(text);
    let raw: Statement | undefined;
    return {
      run: (...values: unknown[]) => plain.run(...values),
      get: (...values: unknown[]) => plain.get(...values),
      all: (...values: unknown[]) => plain.all(...values),
      raw: () => {
        raw ??= sqlite.prepare(text).raw();
        return raw;
      },
    };
  };
  const prepare = (text: string) => {
    const statement = kept.get(text) ?? made(text);
    kept.delete(text);
    kept.set(text, statement);
    const [oldest] = kept.size > statementsKept ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    return statement;
  };
  return Object.create(sqlite, { prepare: { value: prepare } });
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Changes with every commit of another connection. */
const dataVersion = (sqlite: Sqlite): unknown => sqlite.pragma('data_version', { simple: true });

/** In WAL mode NORMAL writes the log without waiting for the disk; the next FULL commit, or a checkpoint, waits for all of it. */
function withoutWaiting<T>(sqlite: Sqlite, work: () => T): T {
  sqlite.exec('PRAGMA synchronous = NORMAL');
  try {
    return work();
  } finally {
    sqlite.exec('PRAGMA synchronous = FULL');
  }
}

function asFault<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw faultOf(error) ?? error;
  }
}

function integrityCheck(sqlite: Sqlite): string[] {
  const lines = sqlite.prepare<[], string>('PRAGMA integrity_check').pluck().all();
  const orphans = sqlite.prepare<[], { table: string }>('PRAGMA foreign_key_check').all();
  const broken = orphans.map(({ table }) => `a row in ${table} without its parent`);
  return [...lines.filter((line) => line !== 'ok'), ...broken];
}
