import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVaultBench, testOwner, type VaultBench } from '#test/support/keyringVault.ts';

const passphrase = 'four unrelated words here';
const fault = (code: string) => expect.objectContaining({ code });
let bench: VaultBench;

beforeEach(() => {
  bench = createVaultBench();
});
afterEach(() => bench.end());

test('opens what the old one sealed', async () => {
  await bench.vault.start();
  bench.seal('kept');
  const before = bench.store.read.all(sql`SELECT sealed FROM secrets`);
  await bench.vault.rekey();
  expect(bench.store.read.all(sql`SELECT sealed FROM secrets`)).not.toEqual(before);
  expect(bench.open()).toBe('kept');
  await bench.restart();
  expect(bench.open()).toBe('kept');
});

test('moves secrets between keychain and passphrase', async () => {
  await bench.vault.start();
  bench.seal('kept');
  await bench.vault.setUp({ method: 'passphrase', passphrase });
  await bench.restart();
  expect(bench.vault.state()).toMatchObject({ status: 'locked', method: 'passphrase' });
  await bench.vault.unlock(passphrase);
  expect(bench.open()).toBe('kept');
  await bench.vault.setUp({ method: 'keychain', current: passphrase });
  expect(await bench.restart()).toMatchObject({ status: 'unlocked', method: 'keychain' });
  expect(bench.open()).toBe('kept');
});

test('asks a passphrase vault for its passphrase', async () => {
  await bench.vault.start();
  await bench.vault.setUp({ method: 'passphrase', passphrase });
  bench.seal('kept');
  await expect(bench.vault.rekey('wrong one, this')).rejects.toThrow(fault('PASSPHRASE_WRONG'));
  await bench.vault.rekey(passphrase);
  await bench.restart();
  await bench.vault.unlock(passphrase);
  expect(bench.open()).toBe('kept');
});

test('leaves the vault as it was when the process ends before the secrets moved', async () => {
  await bench.vault.start();
  bench.seal('kept');
  const set = bench.keychain.set;
  bench.keychain.set = async (account, bytes) => {
    await set(account, bytes);
    throw new Error('killed');
  };
  await expect(bench.vault.rekey()).rejects.toThrow('killed');
  expect(bench.keychain.entries.size).toBe(2);
  bench.keychain.set = set;
  expect((await bench.restart()).status).toBe('unlocked');
  expect(bench.open()).toBe('kept');
});

test('leaves everything as it was when one secret cannot be opened', async () => {
  await bench.vault.start();
  bench.seal('kept');
  bench.seal('altered', { ...testOwner, id: 'c2' });
  bench.store.write((w) => w.run(sql`UPDATE secrets SET sealed = x'00' WHERE owner_id = 'c2'`));
  await expect(bench.vault.rekey()).rejects.toThrow(fault('SECRET_UNREADABLE'));
  expect(bench.keychain.entries.size).toBe(1);
  expect(bench.open()).toBe('kept');
});

test('does not keep a copy of the store from opening that was made under the old one', async () => {
  await bench.vault.start();
  bench.seal('as it was');
  await bench.store.backupTo(bench.backup);
  await bench.vault.rekey();
  bench.seal('as it is');
  expect(await bench.restore()).toMatchObject({ status: 'unlocked', sealed: 1 });
  expect(bench.open()).toBe('as it was');
});

test('is not made from a stale one: a vault that another process re-keyed locks itself', async () => {
  await bench.vault.start();
  bench.seal('kept');
  const other = bench.another();
  await other.start();
  await other.rekey();
  expect(() => bench.seal('stale')).toThrow(fault('VAULT_LOCKED'));
  expect(bench.vault.state()).toMatchObject({
    status: 'locked',
    reason: expect.stringContaining('Another Patchbay'),
  });
  await bench.vault.unlock();
  expect(bench.open()).toBe('kept');
  other.close();
});

test('is made once when two processes start on a new folder together', async () => {
  const other = bench.another();
  const states = await Promise.all([bench.vault.start(), other.start()]);
  expect(states.map((state) => state.status)).toEqual(['unlocked', 'unlocked']);
  bench.seal('kept');
  expect(other.open(bench.store.read, testOwner)).toBe('kept');
  await bench.restart();
  expect(bench.vault.state().status).toBe('unlocked');
  expect(bench.keychain.entries.size).toBe(1);
  other.close();
});

test('locks a vault that holds the old one when a secret is opened with it', async () => {
  await bench.vault.start();
  bench.seal('kept');
  const other = bench.another();
  await other.start();
  await other.rekey();
  expect(() => bench.open()).toThrow(fault('VAULT_LOCKED'));
  expect(bench.vault.standing()).toMatchObject({ status: 'locked', method: 'keychain' });
  await bench.vault.unlock();
  expect(bench.open()).toBe('kept');
  expect(bench.vault.standing()).toEqual({ status: 'unlocked', method: 'keychain' });
  other.close();
});
