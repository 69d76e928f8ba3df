import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryKeychain } from '#test/support/keyring.ts';
import { createVaultBench, otherTenantId, tenantId, type VaultBench } from '#test/support/keyringVault.ts';
import type { SecretOwner } from './index.ts';

const owner: SecretOwner = { tenantId, table: 'connections', id: 'c1', field: 'secret' };
const passphrase = 'four unrelated words here';
const fault = (code: string) => expect.objectContaining({ code });

let bench: VaultBench;
const seal = (secret: string, who: SecretOwner = owner) => bench.store.write((w) => bench.vault.seal(w, who, secret));
const open = (who: SecretOwner = owner) => bench.vault.open(bench.store.read, who);

beforeEach(() => {
  bench = createVaultBench();
});
afterEach(() => bench.end());

/** A bench whose computer has no keychain. */
function withoutKeychain(): void {
  bench.end();
  bench = createVaultBench(createMemoryKeychain('unavailable'));
}

describe('with a keychain', () => {
  test('sets itself up at the first start, and asks the keychain once at each later one', async () => {
    expect(await bench.vault.start()).toMatchObject({ status: 'unlocked', method: 'keychain', keychain: 'available' });
    seal('correct horse battery');
    expect(await bench.restart()).toMatchObject({ status: 'unlocked', sealed: 1 });
    bench.keychain.reads = 0;
    await bench.restart();
    expect(open()).toBe('correct horse battery');
    expect(open()).toBe('correct horse battery');
    expect(bench.keychain.reads).toBe(1);
  });

  test('answers what may be shown of a secret', async () => {
    await bench.vault.start();
    expect(seal('sk-live-0123456789')).toBe('••••6789');
    expect(seal('short')).toBe('••••');
    expect(seal('')).toBe('••••');
    expect(open()).toBe('');
  });

  test('keeps secrets apart by tenant, table, row and field', async () => {
    await bench.vault.start();
    seal('mine');
    for (const other of [{ tenantId: otherTenantId }, { table: 'integrations' }, { id: 'c2' }, { field: 'username' }]) {
      expect(() => open({ ...owner, ...other })).toThrow(fault('SECRET_MISSING'));
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
    seal('moved');
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
    expect(() => open(who)).toThrow(fault('SECRET_UNREADABLE'));
  });

  test('removes one secret, or all of a row, also while locked', async () => {
    await bench.vault.start();
    seal('a');
    seal('b', { ...owner, field: 'username' });
    seal('c', { ...owner, id: 'c2' });
    bench.vault.lock();
    bench.store.write((w) => bench.vault.remove(w, owner));
    expect(() => open()).toThrow(fault('SECRET_MISSING'));
    bench.store.write((w) => bench.vault.removeAll(w, owner));
    expect(bench.vault.state().sealed).toBe(1);
  });

  test('removes the secrets of a tenant with the tenant', async () => {
    await bench.vault.start();
    seal('gone');
    bench.store.write((w) => w.run(sql`DELETE FROM tenants WHERE id = ${tenantId}`));
    expect(bench.vault.state().sealed).toBe(0);
  });

  test('opens nothing while locked, and everything after it asked the keychain again', async () => {
    await bench.vault.start();
    seal('kept');
    expect(bench.vault.lock().status).toBe('locked');
    expect(() => open()).toThrow(fault('VAULT_LOCKED'));
    expect(() => seal('new')).toThrow(fault('VAULT_LOCKED'));
    expect((await bench.vault.unlock()).status).toBe('unlocked');
    expect(open()).toBe('kept');
  });

  test.each(['locked', 'unavailable'] as const)(
    'keeps secrets sealed while the keychain is %s, and opens them later',
    async (status) => {
      await bench.vault.start();
      seal('patient');
      bench.keychain.status = status;
      const state = await bench.restart();
      expect(state).toMatchObject({ status: 'locked', method: 'keychain', keychain: status, sealed: 1 });
      expect(state.reason).toContain(status);
      await expect(bench.vault.unlock()).rejects.toThrow(fault(`KEYCHAIN_${status.toUpperCase()}`));
      await expect(bench.vault.setUp({ method: 'passphrase', passphrase })).rejects.toThrow(fault('VAULT_LOCKED'));
      bench.keychain.status = 'available';
      await bench.vault.unlock();
      expect(open()).toBe('patient');
      expect(bench.vault.state().reason).toBeUndefined();
    },
  );

  test.each(['gone', 'another one'])('loses nothing when the key in the keychain is %s', async (what) => {
    await bench.vault.start();
    seal('patient');
    const [[account, key] = ['', Buffer.alloc(0)]] = bench.keychain.entries;
    if (what === 'gone') bench.keychain.entries.clear();
    else bench.keychain.entries.set(account, Buffer.alloc(32, 1));
    const state = await bench.restart();
    expect(state).toMatchObject({ status: 'locked', keychain: 'available', sealed: 1 });
    expect(state.reason).toMatch(/no longer holds|another key/);
    bench.keychain.entries.set(account, key);
    await bench.vault.unlock();
    expect(open()).toBe('patient');
  });

  test('gives up sealed secrets only when told how many, and then begins anew', async () => {
    await bench.vault.start();
    seal('lost');
    await expect(bench.vault.discard(1)).rejects.toThrow(fault('WOULD_LOSE'));
    bench.keychain.entries.clear();
    await bench.restart();
    await expect(bench.vault.discard(2)).rejects.toThrow(fault('WOULD_LOSE'));
    expect(await bench.vault.discard(1)).toMatchObject({ status: 'unlocked', method: 'keychain', sealed: 0 });
    seal('new');
    await bench.restart();
    expect(open()).toBe('new');
  });

  test('tells listeners of every change of the state', async () => {
    await bench.vault.start();
    bench.vault.lock();
    await bench.vault.unlock();
    expect(bench.states.map(({ status }) => status)).toEqual(['unlocked', 'locked', 'unlocked']);
  });
});

describe('without a keychain', () => {
  beforeEach(withoutKeychain);

  test('says so, and stores nothing before a method is chosen', async () => {
    const state = await bench.vault.start();
    expect(state).toMatchObject({ status: 'setup', method: null, keychain: 'unavailable' });
    expect(state.reason).toContain('Choose a passphrase');
    expect(() => seal('nowhere')).toThrow(fault('VAULT_LOCKED'));
  });

  test('keeps secrets under a passphrase', async () => {
    await bench.vault.start();
    await bench.vault.setUp({ method: 'passphrase', passphrase });
    seal('kept');
    expect(await bench.restart()).toMatchObject({ status: 'locked', method: 'passphrase', keychain: 'unavailable' });
    await expect(bench.vault.unlock()).rejects.toThrow(fault('VAULT_LOCKED'));
    await expect(bench.vault.unlock(`${passphrase}!`)).rejects.toThrow(fault('PASSPHRASE_WRONG'));
    await bench.vault.unlock(passphrase);
    expect(open()).toBe('kept');
  });

  test('takes the same passphrase in another Unicode form', async () => {
    await bench.vault.start();
    await bench.vault.setUp({ method: 'passphrase', passphrase: 'Käsekuchen mit Öl'.normalize('NFD') });
    await bench.restart();
    expect((await bench.vault.unlock('Käsekuchen mit Öl'.normalize('NFC'))).status).toBe('unlocked');
  });

  test('refuses a passphrase under ten characters', async () => {
    await bench.vault.start();
    await expect(bench.vault.setUp({ method: 'passphrase', passphrase: 'ninechars' })).rejects.toThrow(
      fault('PASSPHRASE_WEAK'),
    );
    expect(bench.vault.state().status).toBe('setup');
  });

  test('changes the passphrase, after which the old one opens nothing', async () => {
    await bench.vault.start();
    await bench.vault.setUp({ method: 'passphrase', passphrase });
    seal('kept');
    await expect(bench.vault.changePassphrase('not the one', 'another long one')).rejects.toThrow(
      fault('PASSPHRASE_WRONG'),
    );
    await bench.vault.changePassphrase(passphrase, 'another long one');
    await bench.restart();
    await expect(bench.vault.unlock(passphrase)).rejects.toThrow(fault('PASSPHRASE_WRONG'));
    await bench.vault.unlock('another long one');
    expect(open()).toBe('kept');
  });

  test('keeps secrets in memory for a session, follows transactions there, and says that they end with it', async () => {
    await bench.vault.start();
    const state = await bench.vault.setUp({ method: 'session' });
    expect(state).toMatchObject({ status: 'unlocked', method: 'session', sealed: 0 });
    expect(state.reason).toContain('gone when Patchbay ends');
    seal('first');
    expect(() =>
      bench.store.write((w) => {
        bench.vault.seal(w, owner, 'undone');
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(open()).toBe('first');
    await bench.vault.rekey();
    expect(open()).toBe('first');
    expect(() => bench.vault.lock()).toThrow(fault('WOULD_LOSE'));
    expect((await bench.restart()).status).toBe('setup');
    expect(() => open()).toThrow(fault('SECRET_MISSING'));
  });

  test('takes the secrets of a session along when a passphrase is chosen', async () => {
    await bench.vault.start();
    await bench.vault.setUp({ method: 'session' });
    seal('moved');
    await bench.vault.setUp({ method: 'passphrase', passphrase });
    await bench.restart();
    await bench.vault.unlock(passphrase);
    expect(open()).toBe('moved');
  });

  test('lets a session go on beside a locked vault, and joins them when it opens', async () => {
    await bench.vault.start();
    await bench.vault.setUp({ method: 'passphrase', passphrase });
    seal('stored');
    await bench.restart();
    const state = await bench.vault.setUp({ method: 'session' });
    expect(state.reason).toContain('1 stored secret stays sealed');
    expect(() => open()).toThrow(fault('VAULT_LOCKED'));
    const second = { ...owner, id: 'c2' };
    seal('meanwhile', second);
    await bench.vault.unlock(passphrase);
    expect([open(), open(second)]).toEqual(['stored', 'meanwhile']);
    expect(bench.vault.state().sealed).toBe(2);
  });
});

describe('a new key', () => {
  test('opens what the old one sealed', async () => {
    await bench.vault.start();
    seal('kept');
    const before = bench.store.read.all(sql`SELECT sealed FROM secrets`);
    await bench.vault.rekey();
    expect(bench.store.read.all(sql`SELECT sealed FROM secrets`)).not.toEqual(before);
    expect(open()).toBe('kept');
    await bench.restart();
    expect(open()).toBe('kept');
  });

  test('moves secrets between keychain and passphrase', async () => {
    await bench.vault.start();
    seal('kept');
    await bench.vault.setUp({ method: 'passphrase', passphrase });
    await bench.restart();
    expect(bench.vault.state()).toMatchObject({ status: 'locked', method: 'passphrase' });
    await bench.vault.unlock(passphrase);
    expect(open()).toBe('kept');
    await bench.vault.setUp({ method: 'keychain' });
    expect(await bench.restart()).toMatchObject({ status: 'unlocked', method: 'keychain' });
    expect(open()).toBe('kept');
  });

  test('asks a passphrase vault for its passphrase', async () => {
    await bench.vault.start();
    await bench.vault.setUp({ method: 'passphrase', passphrase });
    seal('kept');
    await expect(bench.vault.rekey('wrong one, this')).rejects.toThrow(fault('PASSPHRASE_WRONG'));
    await bench.vault.rekey(passphrase);
    await bench.restart();
    await bench.vault.unlock(passphrase);
    expect(open()).toBe('kept');
  });

  test('leaves the vault as it was when the process ends before the secrets moved', async () => {
    await bench.vault.start();
    seal('kept');
    const set = bench.keychain.set;
    bench.keychain.set = async (account, bytes) => {
      await set(account, bytes);
      throw new Error('killed');
    };
    await expect(bench.vault.rekey()).rejects.toThrow('killed');
    expect(bench.keychain.entries.size).toBe(2);
    bench.keychain.set = set;
    expect((await bench.restart()).status).toBe('unlocked');
    expect(open()).toBe('kept');
  });

  test('leaves everything as it was when one secret cannot be opened', async () => {
    await bench.vault.start();
    seal('kept');
    seal('altered', { ...owner, id: 'c2' });
    bench.store.write((w) => w.run(sql`UPDATE secrets SET sealed = x'00' WHERE owner_id = 'c2'`));
    await expect(bench.vault.rekey()).rejects.toThrow(fault('SECRET_UNREADABLE'));
    expect(bench.keychain.entries.size).toBe(1);
    expect(open()).toBe('kept');
  });

  test('does not keep a copy of the store from opening that was made under the old one', async () => {
    await bench.vault.start();
    seal('as it was');
    await bench.store.backupTo(bench.backup);
    await bench.vault.rekey();
    seal('as it is');
    expect(await bench.restore()).toMatchObject({ status: 'unlocked', sealed: 1 });
    expect(open()).toBe('as it was');
  });

  test('is not made from a stale one: a vault that another process re-keyed locks itself', async () => {
    await bench.vault.start();
    seal('kept');
    const other = bench.another();
    await other.start();
    await other.rekey();
    expect(() => seal('stale')).toThrow(fault('VAULT_LOCKED'));
    expect(bench.vault.state()).toMatchObject({
      status: 'locked',
      reason: expect.stringContaining('Another Patchbay'),
    });
    await bench.vault.unlock();
    expect(open()).toBe('kept');
    other.close();
  });

  test('is made once when two processes start on a new folder together', async () => {
    const other = bench.another();
    const states = await Promise.all([bench.vault.start(), other.start()]);
    expect(states.map((state) => state.status)).toEqual(['unlocked', 'unlocked']);
    seal('kept');
    expect(other.open(bench.store.read, owner)).toBe('kept');
    await bench.restart();
    expect(bench.vault.state().status).toBe('unlocked');
    expect(bench.keychain.entries.size).toBe(1);
    other.close();
  });
});

describe('the automatic lock', () => {
  const minute = 60_000;
  beforeEach(async () => {
    await bench.vault.start();
    seal('kept');
    bench.vault.setAutoLock(10);
  });

  test('locks after as long as was set without use, and not before', () => {
    bench.pass(9 * minute);
    bench.vault.touch();
    bench.pass(9 * minute);
    expect(bench.vault.state()).toMatchObject({ status: 'unlocked', autoLockMinutes: 10 });
    bench.pass(minute);
    expect(bench.vault.state().status).toBe('locked');
  });

  test('locks when the computer slept through its time', () => {
    bench.pass(11 * minute, true);
    expect(() => open()).toThrow(fault('VAULT_LOCKED'));
  });

  test('locks when the person comes back to a computer that slept through its time', async () => {
    bench.pass(11 * minute, true);
    bench.vault.touch();
    expect(bench.vault.state().status).toBe('locked');
    await bench.vault.unlock();
    expect(open()).toBe('kept');
  });

  test('counts anew after an unlock', async () => {
    bench.pass(10 * minute);
    await bench.vault.unlock();
    bench.pass(9 * minute);
    expect(open()).toBe('kept');
    bench.pass(minute);
    expect(bench.vault.state().status).toBe('locked');
  });

  test('never comes where it is switched off', () => {
    bench.vault.setAutoLock(null);
    bench.pass(10_000 * minute);
    expect(open()).toBe('kept');
  });
});
