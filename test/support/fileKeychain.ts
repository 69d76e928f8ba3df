import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeychainAdapter } from '#main/vault/index.ts';

/** A keychain in a folder, so that a process of its own opens what this one has sealed. */
export function fileKeychain(folder: string): KeychainAdapter {
  mkdirSync(folder, { recursive: true });
  const fileOf = (account: string) => join(folder, Buffer.from(account).toString('hex'));
  return {
    name: 'file',
    probe: async () => ({ status: 'available' }),
    get: async (account) => (existsSync(fileOf(account)) ? Uint8Array.from(readFileSync(fileOf(account))) : null),
    set: async (account, bytes) => writeFileSync(fileOf(account), bytes),
    delete: async (account) => rmSync(fileOf(account), { force: true }),
  };
}
