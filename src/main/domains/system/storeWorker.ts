import { workerData } from 'node:worker_threads';
import { serveJobs } from '#main/kernel/workerJobs.ts';
import { openStore, type Store, type StoreOptions, sizeByTable } from '#main/store/index.ts';

/** What reads the whole file of the store, which in a large one takes seconds. */
export type StoreJobs = {
  /** Damage, one line each. */
  check: { input: null; result: string[] };
  /** Bytes and rows by table, largest first. */
  sizes: { input: null; result: { kind: string; bytes: number; rows: number }[] };
};

const options: StoreOptions = workerData;

/** Opens the store for one job, so that nothing of it is held while none runs. */
function withStore<T>(work: (store: Store) => T): T {
  const store = openStore({ ...options, readonly: true });
  try {
    return work(store);
  } finally {
    store.close();
  }
}

function countRows({ sqlite }: Store, table: string): number {
  if (!/^\w+$/.test(table) || table.startsWith('sqlite_')) return 0;
  return sqlite.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get() ?? 0;
}

serveJobs<StoreJobs>({
  check: () => withStore((store) => store.integrityCheck()),
  sizes: () =>
    withStore((store) =>
      sizeByTable(store.read).map(({ name, bytes }) => ({ kind: name, bytes, rows: countRows(store, name) })),
    ),
});
