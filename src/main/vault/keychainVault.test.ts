import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVaultBench, otherTenantId, tenantId, testOwner, type VaultBench } from '#test/support/keyringVault.ts';

const passphrase = 'four unrelated words here';
const fault = (code: string) => expect.objectContaining({ code });
let bench: VaultBench;

beforeEach(() => {
  bench = createVaultBench();
});
afterEach(() => bench.end());

test('sets itself up at the first start, and asks the keychain once at each later one', async () => {
  expect(await bench.vault.start()).toMatchObject({ status: 'unlocked', method: 'keychain', keychain: 'available' });
  bench.seal('correct horse battery');
  expect(await bench.restart()).toMatchObject({ status: 'unlocked', sealed: 1 });
  bench.keychain.reads = 0;
  await bench.restart();
  expect(bench.open()).toBe('correct horse battery');
  expect(bench.open()).toBe('correct horse battery');
  expect(bench.keychain.reads).toBe(1);
});

test('answers what may be shown of a secret', async () => {
  await bench.vault.start();
  expect(bench.seal('sk-live-0123456789')).toBe('••••6789');
  expect(bench.seal('short')).toBe('••••');
  expect(bench.seal('')).toBe('••••');
  expect(bench.open()).toBe('');
});

test('keeps secrets apart by tenant, table, row and field', async () => {
  await bench.vault.start();
  bench.seal('mine');
  for (const other of [{ tenantId: otherTenantId }, { table: 'integrations' }, { id: 'c2' }, { field: 'username' }]) {
    expect(() => bench.open({ ...testOwner, ...other })).toThrow(fault('SECRET_MISSING'));
  }
});

test.each([
  `tenant_id = '${otherTenantId}'`,
  "owner_table = 'integrations'",
  "owner_id = 'c2'",
  "field = 'username'",
  'nonce = randomblob(12)',
  "sealed = CAST(sealed || x'00' AS BLOB)",
  "sealed = x'00'",
  'key_version = 7',
])('does not open a sealed secret after %s', async (change) => {
  await bench.vault.start();
  bench.seal('moved');
  bench.store.write((w) => w.run(sql.raw(`UPDATE secrets SET ${change}`)));
  const [row] = bench.store.read.all<{ tenant_id: string; owner_table: string; owner_id: string; field: string }>(
    sql`SELECT tenant_id, owner_table, owner_id, field FROM secrets`,
  );
  const who = {
    tenantId: row?.tenant_id ?? '',
    table: row?.owner_table ?? '',
    id: row?.owner_id ?? '',
    field: row?.field ?? '',
  };
  expect(() => bench.open(who)).toThrow(fault('SECRET_UNREADABLE'));
});

test('removes one secret, or all of a row, also while locked', async () => {
  await bench.vault.start();
  bench.seal('a');
  bench.seal('b', { ...testOwner, field: 'username' });
  bench.seal('c', { ...testOwner, id: 'c2' });
  bench.vault.lock();
  bench.store.write((w) => bench.vault.remove(w, testOwner));
  expect(() => bench.open()).toThrow(fault('SECRET_MISSING'));
  bench.store.write((w) => bench.vault.removeAll(w, testOwner));
  expect(bench.vault.state().sealed).toBe(1);
});

test('removes the secrets of a tenant with the tenant', async () => {
  await bench.vault.start();
  bench.seal('gone');
  bench.store.write((w) => w.run(sql`DELETE FROM tenants WHERE id = ${tenantId}`));
  expect(bench.vault.state().sealed).toBe(0);
});

test('opens nothing while locked, and everything after it asked the keychain again', async () => {
  await bench.vault.start();
  bench.seal('kept');
  expect(bench.vault.lock().status).toBe('locked');
  expect(() => bench.open()).toThrow(fault('VAULT_LOCKED'));
  expect(() => bench.seal('new')).toThrow(fault('VAULT_LOCKED'));
  expect((await bench.vault.unlock()).status).toBe('unlocked');
  expect(bench.open()).toBe('kept');
});

test.each(['locked', 'unavailable'] as const)(
  'keeps secrets sealed while the keychain is %s, and opens them later',
  async (status) => {
    await bench.vault.start();
    bench.seal('patient');
    bench.keychain.status = status;
    const state = await bench.restart();
    expect(state).toMatchObject({ status: 'locked', method: 'keychain', keychain: status, sealed: 1 });
    expect(state.reason).toContain(status);
    await expect(bench.vault.unlock()).rejects.toThrow(fault(`KEYCHAIN_${status.toUpperCase()}`));
    await expect(bench.vault.setUp({ method: 'passphrase', passphrase })).rejects.toThrow(fault('VAULT_LOCKED'));
    bench.keychain.status = 'available';
    await bench.vault.unlock();
    expect(bench.open()).toBe('patient');
    expect(bench.vault.state().reason).toBeUndefined();
  },
);

test.each(['gone', 'another one'])('loses nothing when the key in the keychain is %s', async (what) => {
  await bench.vault.start();
  bench.seal('patient');
  const [[account, key] = ['', Buffer.alloc(0)]] = bench.keychain.entries;
  if (what === 'gone') bench.keychain.entries.clear();
  else bench.keychain.entries.set(account, Buffer.alloc(32, 1));
  const state = await bench.restart();
  expect(state).toMatchObject({ status: 'locked', keychain: 'available', sealed: 1 });
  expect(state.reason).toMatch(/no longer holds|another key/);
  bench.keychain.entries.set(account, key);
  await bench.vault.unlock();
  expect(bench.open()).toBe('patient');
});

test('gives up sealed secrets only when told how many, and then begins anew', async () => {
  await bench.vault.start();
  bench.seal('lost');
  await expect(bench.vault.discard(1)).rejects.toThrow(fault('WOULD_LOSE'));
  bench.keychain.entries.clear();
  await bench.restart();
  await expect(bench.vault.discard(2)).rejects.toThrow(fault('WOULD_LOSE'));
  expect(await bench.vault.discard(1)).toMatchObject({ status: 'unlocked', method: 'keychain', sealed: 0 });
  bench.seal('new');
  await bench.restart();
  expect(bench.open()).toBe('new');
});

test('tells listeners of every change of the state', async () => {
  await bench.vault.start();
  bench.vault.lock();
  await bench.vault.unlock();
  expect(bench.states.map(({ status }) => status)).toEqual(['unlocked', 'locked', 'unlocked']);
});

test('is kept in the keychain while that is locked, also where the vault is open', async () => {
  await bench.vault.start();
  bench.seal('kept');
  bench.keychain.status = 'locked';
  for (const change of [() => bench.vault.setUp({ method: 'passphrase', passphrase }), () => bench.vault.rekey()])
    await expect(change()).rejects.toThrow(fault('KEYCHAIN_LOCKED'));
  expect(bench.vault.state()).toMatchObject({ method: 'keychain', sealed: 1 });
  bench.keychain.status = 'available';
  expect(await bench.vault.setUp({ method: 'passphrase', passphrase })).toMatchObject({ method: 'passphrase' });
});

test('saves the secrets under a passphrase where the keychain is gone or lost its entry', async () => {
  await bench.vault.start();
  bench.seal('kept');
  bench.keychain.entries.clear();
  await bench.vault.setUp({ method: 'passphrase', passphrase });
  await bench.restart();
  await bench.vault.unlock(passphrase);
  expect(bench.open()).toBe('kept');
});
