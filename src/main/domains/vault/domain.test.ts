import { describe, expect, test } from 'vitest';
import { createMemoryKeychain } from '#test/support/keyring.ts';
import { vaultRig } from '#test/support/vaultRig.ts';
import { createVaultDomain } from './domain.ts';

const passphrase = 'correct horse battery staple';
const another = 'seven small boats at anchor';

describe('how secrets are kept', () => {
  test('is the admins’ to decide, and nothing is done or noted where another one asks', async () => {
    const { as, client, lines } = await vaultRig();
    const before = await client.vault.state();
    for (const role of ['viewer', 'editor'] as const) {
      const vault = as(role);
      const calls = [
        () => vault.setUp({ method: 'session' }),
        () => vault.changePassphrase({ current: passphrase, next: another }),
        () => vault.rekey({}),
        () => vault.setAutoLock({ minutes: 5 }),
        () => vault.discard({ sealed: 0 }),
      ];
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect([await client.vault.state(), lines]).toEqual([before, []]);
  });

  test('is everyone’s to see, to lock and to open', async () => {
    const { as } = await vaultRig();
    const viewer = as('viewer');
    expect(await viewer.lock()).toMatchObject({ status: 'locked' });
    expect(await viewer.state()).toMatchObject({ status: 'locked' });
    expect(await viewer.unlock({})).toMatchObject({ status: 'unlocked' });
  });

  test('is in the activity once it was done, and not where it failed', async () => {
    const { client, lines } = await vaultRig(createMemoryKeychain('unavailable'));
    const { vault } = client;
    await expect(vault.setUp({ method: 'passphrase', passphrase: 'short' })).rejects.toMatchObject({
      code: 'PASSPHRASE_WEAK',
    });
    await vault.setUp({ method: 'passphrase', passphrase });
    await vault.lock();
    await expect(vault.unlock({ passphrase: another })).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    await vault.unlock({ passphrase });
    await vault.changePassphrase({ current: passphrase, next: another });
    await vault.rekey({ passphrase: another });
    await vault.setAutoLock({ minutes: 10 });
    expect(lines.map(({ kind, action, subject }) => `${kind}: ${action} ${subject}`)).toEqual([
      'vault: set up the vault',
      'vault: locked the vault',
      'vault: unlocked the vault',
      'vault: changed the passphrase of the vault',
      'vault: re-keyed the vault',
      'vault: set automatic locking of the vault',
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/horse|boats/);
  });
});

describe('automatic locking', () => {
  test('is as it was set when the console begins again, and off where nothing was', async () => {
    const { client, kernel, bench, as } = await vaultRig();
    const again = () => {
      bench.vault.setAutoLock(99);
      createVaultDomain({ ...kernel, vault: bench.vault });
      return bench.vault.state().autoLockMinutes;
    };
    expect(again()).toBeNull();
    expect(await as('admin').setAutoLock({ minutes: 5 })).toMatchObject({ autoLockMinutes: 5 });
    expect(again()).toBe(5);
    expect(await client.vault.setAutoLock({ minutes: null })).toMatchObject({ autoLockMinutes: null });
    expect(again()).toBeNull();
  });

  test('that cannot be read is off', async () => {
    const { kernel, bench } = await vaultRig();
    for (const value of ['{', '0', '-5', '1.5', '"5"']) {
      kernel.store.sqlite.prepare("INSERT OR REPLACE INTO settings VALUES ('autoLockMinutes', ?)").run(value);
      bench.vault.setAutoLock(99);
      createVaultDomain({ ...kernel, vault: bench.vault });
      expect(bench.vault.state().autoLockMinutes, value).toBeNull();
    }
  });

  test.each([0, -1, 1.5, 100_000_000])('takes no %d minutes', async (minutes) => {
    const { client } = await vaultRig();
    await expect(client.vault.setAutoLock({ minutes })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
