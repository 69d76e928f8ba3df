import type { KeychainAdapter } from '#main/vault/index.ts';

/** A keychain that lives as long as the test; two consoles that share it are two starts on one machine. */
export function memoryKeychain(): KeychainAdapter {
  const accounts = new Map<string, Uint8Array>();
  return {
    name: 'memory',
    probe: async () => ({ status: 'available' }),
    get: async (account) => accounts.get(account)?.slice() ?? null,
    set: async (account, bytes) => void accounts.set(account, bytes.slice()),
    delete: async (account) => void accounts.delete(account),
  };
}
