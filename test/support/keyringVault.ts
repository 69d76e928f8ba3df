import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'drizzle-orm';
import type { VaultState } from '#contract/vault.ts';
import { openStore, type Store } from '#main/store/index.ts';
import { createVault, type SecretOwner, type Vault } from '#main/vault/index.ts';
import { createMemoryKeychain, type MemoryKeychain } from './keyring.ts';

const migrations = resolve(import.meta.dirname, '../../resources/migrations/sqlite');

export const tenantId = '018f0000-0000-7000-8000-000000000001';
export const otherTenantId = '018f0000-0000-7000-8000-000000000002';

export const testOwner: SecretOwner = { tenantId, table: 'connections', id: 'c1', field: 'secret' };

/** Time and timers that a test moves by hand. */
function createHands() {
  let now = 1_800_000_000_000;
  let steady = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    clock: { now: () => now },
    steady: () => steady,
    after: (ms: number, run: () => void) => {
      const timer = { at: steady + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    /** Moves the clock; with `asleep`, as a computer does that sleeps: timers do not fire. */
    pass: (ms: number, asleep = false): void => {
      now += ms;
      steady += asleep ? 0 : ms;
      const due = timers.filter(({ at }) => at <= steady);
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
    },
    /** Sets the clock, as a person or the network does; no time passes. */
    setClock: (ms: number): void => {
      now += ms;
    },
  };
}

/** A vault in a data folder of its own with the shipped schema, two tenants, and a cheap scrypt. */
export interface VaultBench {
  readonly folder: string;
  readonly keychain: MemoryKeychain;
  readonly pass: (ms: number, asleep?: boolean) => void;
  readonly setClock: (ms: number) => void;
  readonly states: VaultState[];
  /** Seals and opens a secret in a transaction of its own; `testOwner` owns it where nobody is named. */
  seal(secret: string, owner?: SecretOwner): string;
  open(owner?: SecretOwner): string;
  store: Store;
  vault: Vault;
  /** Another vault on the same store, as another process has it. */
  another(): Vault;
  /** Ends the process, as it were, and begins a new one on the same folder. */
  restart(): Promise<VaultState>;
  /** A path for a copy of the store, and a restart on that copy in the place of the store. */
  readonly backup: string;
  restore(): Promise<VaultState>;
  end(): void;
}

function openBenchStore(folder: string): Store {
  return openStore({ file: join(folder, 'patchbay.db'), migrations, backups: join(folder, 'backups') });
}

function addTenants(store: Store): void {
  store.write((w) => {
    w.run(sql`INSERT INTO tenants (id, name, created_at) VALUES (${tenantId}, 'One', 0), (${otherTenantId}, 'Two', 0)`);
  });
}

export function createVaultBench(keychain: MemoryKeychain = createMemoryKeychain()): VaultBench {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-vault-'));
  const { clock, steady, after, pass, setClock } = createHands();
  const states: VaultState[] = [];
  const onChange = (state: VaultState) => void states.push(state);
  const create = (store: Store) =>
    createVault({ store, keychain, clock, steady, after, scryptCost: { n: 1_024, r: 8, p: 1 }, onChange });
  const store = openBenchStore(folder);
  addTenants(store);
  const stop = (): void => {
    bench.vault.close();
    bench.store.close();
  };
  const begin = (): Promise<VaultState> => {
    bench.store = openBenchStore(folder);
    bench.vault = create(bench.store);
    return bench.vault.start();
  };
  const bench: VaultBench = {
    folder,
    keychain,
    pass,
    setClock,
    states,
    store,
    vault: create(store),
    seal: (secret, owner = testOwner) => bench.store.write((w) => bench.vault.seal(w, owner, secret)),
    open: (owner = testOwner) => bench.vault.open(bench.store.read, owner),
    another: () => create(bench.store),
    restart: () => {
      stop();
      return begin();
    },
    backup: join(folder, 'backups', 'copy.db'),
    restore: () => {
      stop();
      copyFileSync(bench.backup, bench.store.file);
      return begin();
    },
    end: () => {
      stop();
      rmSync(folder, { recursive: true });
    },
  };
  return bench;
}
