import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryKeychain } from '#test/support/keyring.ts';
import { createVaultBench, testOwner, type VaultBench } from '#test/support/keyringVault.ts';

const passphrase = 'four unrelated words here';
const fault = (code: string) => expect.objectContaining({ code });
let bench: VaultBench;

beforeEach(() => {
  bench = createVaultBench(createMemoryKeychain('unavailable'));
});
afterEach(() => bench.end());

test('says so, and stores nothing before a method is chosen', async () => {
  const state = await bench.vault.start();
  expect(state).toMatchObject({ status: 'setup', method: null, keychain: 'unavailable' });
  expect(state.reason).toContain('Choose a passphrase');
  expect(() => bench.seal('nowhere')).toThrow(fault('VAULT_LOCKED'));
});

test('keeps secrets under a passphrase', async () => {
  await bench.vault.start();
  await bench.vault.setUp({ method: 'passphrase', passphrase });
  bench.seal('kept');
  expect(await bench.restart()).toMatchObject({ status: 'locked', method: 'passphrase', keychain: 'unavailable' });
  await expect(bench.vault.unlock()).rejects.toThrow(fault('VAULT_LOCKED'));
  await expect(bench.vault.unlock(`${passphrase}!`)).rejects.toThrow(fault('PASSPHRASE_WRONG'));
  await bench.vault.unlock(passphrase);
  expect(bench.open()).toBe('kept');
});

test('takes the same passphrase in another Unicode form', async () => {
  await bench.vault.start();
  await bench.vault.setUp({ method: 'passphrase', passphrase: 'Käsekuchen mit Öl'.normalize('NFD') });
  await bench.restart();
  expect((await bench.vault.unlock('Käsekuchen mit Öl'.normalize('NFC'))).status).toBe('unlocked');
});

test.each(['ninechars', 'aaaaaaaaaa', 'password1234'])(
  'refuses %s, as a first passphrase and as the next',
  async (weak) => {
    await bench.vault.start();
    await expect(bench.vault.setUp({ method: 'passphrase', passphrase: weak })).rejects.toThrow(
      fault('PASSPHRASE_WEAK'),
    );
    expect(bench.vault.state().status).toBe('setup');
    await bench.vault.setUp({ method: 'passphrase', passphrase });
    await expect(bench.vault.changePassphrase(passphrase, weak)).rejects.toThrow(fault('PASSPHRASE_WEAK'));
  },
);

type Change = (bench: VaultBench, current?: string) => Promise<unknown>;
const custodyChanges: Record<string, Change> = {
  'another passphrase': ({ vault }, current) =>
    vault.setUp({ method: 'passphrase', passphrase: 'another long one', ...(current !== undefined && { current }) }),
  'the keychain': ({ vault }, current) =>
    vault.setUp({ method: 'keychain', ...(current !== undefined && { current }) }),
  'a session': ({ vault }, current) => vault.setUp({ method: 'session', ...(current !== undefined && { current }) }),
  'a new key': ({ vault }, current) => vault.rekey(current),
  'a changed passphrase': ({ vault }, current = '') => vault.changePassphrase(current, 'another long one'),
};

test.each(Object.entries(custodyChanges))(
  '%s needs the passphrase of now, also while the vault is open',
  async (_, change) => {
    bench.keychain.status = 'available';
    await bench.vault.start();
    await bench.vault.setUp({ method: 'passphrase', passphrase });
    const row = () => bench.store.read.all(sql`SELECT * FROM vault_state`);
    const before = row();
    for (const open of [true, false]) {
      if (!open) bench.vault.lock();
      for (const current of [undefined, '', `${passphrase}!`])
        if (open || change !== custodyChanges['a session'])
          await expect(change(bench, current)).rejects.toMatchObject({ code: expect.stringMatching(/WRONG|LOCKED/) });
      expect(row()).toEqual(before);
    }
    await bench.vault.unlock(passphrase);
    await change(bench, passphrase);
    expect(row()).not.toEqual(before);
  },
);

test('changes the passphrase, after which the old one opens nothing', async () => {
  await bench.vault.start();
  await bench.vault.setUp({ method: 'passphrase', passphrase });
  bench.seal('kept');
  await expect(bench.vault.changePassphrase('not the one', 'another long one')).rejects.toThrow(
    fault('PASSPHRASE_WRONG'),
  );
  await bench.vault.changePassphrase(passphrase, 'another long one');
  await bench.restart();
  await expect(bench.vault.unlock(passphrase)).rejects.toThrow(fault('PASSPHRASE_WRONG'));
  await bench.vault.unlock('another long one');
  expect(bench.open()).toBe('kept');
});

test('keeps secrets in memory for a session, follows transactions there, and says that they end with it', async () => {
  await bench.vault.start();
  const state = await bench.vault.setUp({ method: 'session' });
  expect(state).toMatchObject({ status: 'unlocked', method: 'session', sealed: 0 });
  expect(state.reason).toContain('gone when Patchbay ends');
  bench.seal('first');
  expect(() =>
    bench.store.write((w) => {
      bench.vault.seal(w, testOwner, 'undone');
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(bench.open()).toBe('first');
  await bench.vault.rekey();
  expect(bench.open()).toBe('first');
  expect(() => bench.vault.lock()).toThrow(fault('WOULD_LOSE'));
  expect((await bench.restart()).status).toBe('setup');
  expect(() => bench.open()).toThrow(fault('SECRET_MISSING'));
});

test('takes the secrets of a session along when a passphrase is chosen', async () => {
  await bench.vault.start();
  await bench.vault.setUp({ method: 'session' });
  bench.seal('moved');
  await bench.vault.setUp({ method: 'passphrase', passphrase });
  await bench.restart();
  await bench.vault.unlock(passphrase);
  expect(bench.open()).toBe('moved');
});

test('leaves nothing of one session for the next', async () => {
  await bench.vault.start();
  await bench.vault.setUp({ method: 'session' });
  bench.seal('moved');
  await bench.vault.setUp({ method: 'passphrase', passphrase });
  bench.store.write((w) => bench.vault.removeAll(w, testOwner));
  await bench.vault.setUp({ method: 'session', current: passphrase });
  expect(() => bench.open()).toThrow(fault('SECRET_MISSING'));
});

test('lets a session go on beside a locked vault, and joins them when it opens', async () => {
  await bench.vault.start();
  await bench.vault.setUp({ method: 'passphrase', passphrase });
  bench.seal('stored');
  await bench.restart();
  const state = await bench.vault.setUp({ method: 'session' });
  expect(state.reason).toContain('1 stored secret stays sealed');
  expect(() => bench.open()).toThrow(fault('VAULT_LOCKED'));
  const second = { ...testOwner, id: 'c2' };
  bench.seal('meanwhile', second);
  await bench.vault.unlock(passphrase);
  expect([bench.open(), bench.open(second)]).toEqual(['stored', 'meanwhile']);
  expect(bench.vault.state().sealed).toBe(2);
});

const alterations = [
  ...['scrypt_n = 1048576', 'scrypt_n = 131072, scrypt_r = 32', 'scrypt_n = 131072, scrypt_r = 16, scrypt_p = 2'],
  ...[
    'scrypt_p = 1000000',
    'scrypt_n = 1000',
    'scrypt_n = -2',
    'scrypt_r = 0',
    'scrypt_n = 2147483648',
    'scrypt_n = NULL',
  ],
  ...["salt = x''", "wrap_nonce = x'00'", "wrapped = x'00'", 'wrapped = zeroblob(10000000)', 'salt = NULL'],
];

test.each(alterations)('derives nothing from a store that was altered to %s, and still starts', async (alteration) => {
  await bench.vault.start();
  await bench.vault.setUp({ method: 'passphrase', passphrase });
  bench.seal('kept');
  bench.store.write((w) => w.run(sql.raw(`UPDATE vault_state SET ${alteration}`)));
  const state = await bench.restart();
  expect(state).toMatchObject({ status: 'locked', method: 'passphrase', sealed: 1 });
  await expect(bench.vault.unlock(passphrase)).rejects.toThrow(fault('VAULT_DAMAGED'));
  await expect(bench.vault.changePassphrase(passphrase, 'another long one')).rejects.toThrow(fault('VAULT_DAMAGED'));
  expect((await bench.vault.discard(1)).status).toBe('setup');
  const left = (table: string) => bench.store.read.all(sql.raw(`SELECT * FROM ${table}`));
  expect(['secrets', 'vault_index', 'vault_state'].map(left)).toEqual([[], [], []]);
});
