import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createVaultBench, testOwner } from '#test/support/keyringVault.ts';

const canary = 'canary-7f3a-never-in-clear-91be';
const bench = createVaultBench();
afterEach(() => bench.end());

/** Every file under the data folder with the texts that are in it. */
function filesWith(text: string): string[] {
  const files = readdirSync(bench.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return paths.filter((path) => readFileSync(path).includes(text));
}

test('writes a secret and its keys in clear to no file: store, log, backup', async () => {
  await bench.vault.start();
  bench.seal(canary);
  await bench.store.backupTo(join(bench.folder, 'backups', 'before.db'));
  await bench.vault.rekey();
  const passphrase = `${canary} as passphrase`;
  await bench.vault.setUp({ method: 'passphrase', passphrase });
  await bench.store.backupTo(join(bench.folder, 'backups', 'after.db'));
  await bench.vault.setUp({ method: 'keychain', current: passphrase });
  expect(bench.open()).toBe(canary);
  bench.store.write((w) => bench.vault.remove(w, testOwner));
  await bench.vault.setUp({ method: 'session' });
  bench.seal(canary);
  expect(bench.open()).toBe(canary);
  expect(filesWith('vault_state').length).toBeGreaterThan(2);
  for (const text of [canary, Buffer.from(canary).toString('base64').slice(0, 32)]) expect(filesWith(text)).toEqual([]);
  for (const key of bench.keychain.entries.values()) {
    expect(filesWith(Buffer.from(key).toString('latin1'))).toEqual([]);
    expect(filesWith(Buffer.from(key).toString('hex'))).toEqual([]);
  }
});
