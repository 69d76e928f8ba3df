import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVaultBench, type VaultBench } from '#test/support/keyringVault.ts';

const fault = (code: string) => expect.objectContaining({ code });
let bench: VaultBench;

beforeEach(() => {
  bench = createVaultBench();
});
afterEach(() => bench.end());

const minute = 60_000;
beforeEach(async () => {
  await bench.vault.start();
  bench.seal('kept');
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
  expect(() => bench.open()).toThrow(fault('VAULT_LOCKED'));
});

test('locks when the person comes back to a computer that slept through its time', async () => {
  bench.pass(11 * minute, true);
  bench.vault.touch();
  expect(bench.vault.state().status).toBe('locked');
  await bench.vault.unlock();
  expect(bench.open()).toBe('kept');
});

test.each([-60 * minute, -10 * 365 * 24 * 60 * minute])('locks in time where the clock is set back by %i ms', (ms) => {
  bench.pass(5 * minute);
  bench.setClock(ms);
  bench.pass(4 * minute);
  expect(bench.vault.state().status).toBe('unlocked');
  bench.pass(minute);
  expect(bench.vault.state().status).toBe('locked');
});

test('counts from the last use where the clock was set back before it', () => {
  bench.setClock(-24 * 60 * minute);
  bench.vault.touch();
  bench.pass(9 * minute);
  expect(bench.vault.state().status).toBe('unlocked');
  bench.pass(minute);
  expect(bench.vault.state().status).toBe('locked');
});

test('counts anew after an unlock', async () => {
  bench.pass(10 * minute);
  await bench.vault.unlock();
  bench.pass(9 * minute);
  expect(bench.open()).toBe('kept');
  bench.pass(minute);
  expect(bench.vault.state().status).toBe('locked');
});

test('never comes where it is switched off', () => {
  bench.vault.setAutoLock(null);
  bench.pass(10_000 * minute);
  expect(bench.open()).toBe('kept');
});
