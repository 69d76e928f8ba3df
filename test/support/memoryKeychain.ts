import type { KeychainAdapter } from '#main/vault/index.ts';

/** A keychain that lives as long as the test; two consoles that share it are two starts on one machine. */
export function memoryKeychain(): KeychainAdapter {
  const accounts = new Map<string, Uint8Array>();
  return {
    name: 'memory',
    probe: async () => ({ status: 'available' }),
    get: async (account) => (accounts.has(account) ? Uint8Array.from(accounts.get(account) ?? []) : null),
    set: async (account, bytes) => void accounts.set(account, Uint8Array.from(bytes)),
    delete: async (account) => void accounts.delete(account),
  };
}
