import type { KeychainStatus } from '#contract/vault.ts';
import { type KeychainAdapter, KeychainProblem } from '#main/vault/index.ts';

/** A keychain in memory whose mood a test decides. */
export interface MemoryKeychain extends KeychainAdapter {
  status: KeychainStatus;
  /** What it holds, by account. */
  readonly entries: Map<string, Uint8Array>;
  /** How often it was asked for a key. */
  reads: number;
}

export function createMemoryKeychain(status: KeychainStatus = 'available'): MemoryKeychain {
  const demand = (): void => {
    if (keychain.status !== 'available')
      throw new KeychainProblem(keychain.status, `The keychain is ${keychain.status}.`);
  };
  const keychain: MemoryKeychain = {
    name: 'memory',
    status,
    entries: new Map(),
    reads: 0,
    probe: async () => ({ status: keychain.status }),
    get: async (account) => {
      keychain.reads += 1;
      demand();
      const found = keychain.entries.get(account);
      return found ? Uint8Array.from(found) : null;
    },
    set: async (account, bytes) => {
      demand();
      keychain.entries.set(account, Uint8Array.from(bytes));
    },
    delete: async (account) => {
      demand();
      keychain.entries.delete(account);
    },
  };
  return keychain;
}
