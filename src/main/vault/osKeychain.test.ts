import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KeychainStatus } from '#contract/vault.ts';
import { createMemoryKeychain } from '#test/support/keyring.ts';
import { boundedKeychain, KeychainProblem, watchedKeychain } from './keychain.ts';
import { keychainOfEnvironment, osKeychain, osKeychainBusy } from './osKeychain.ts';

/** Stands for the native module, which speaks with the system: what it was asked, and what it answers. */
const native = vi.hoisted(() => ({
  made: [] as unknown[][],
  answer: async (): Promise<unknown> => null,
  given: [] as unknown[],
}));

vi.mock('keytar', () => ({
  AsyncEntry: class {
    constructor(...made: unknown[]) {
      native.made.push(made);
    }
    getSecret() {
      return native.answer();
    }
    setSecret(bytes: unknown) {
      native.given.push(bytes);
      return native.answer();
    }
    deleteCredential() {
      return native.answer();
    }
  },
}));

beforeEach(() => {
  native.made.length = 0;
  native.given.length = 0;
  native.answer = async () => null;
});
afterEach(() => expect(osKeychainBusy()).toBe(false));

const failing = (error: unknown) => async () => {
  throw error;
};

test.each([
  ['Collection is locked', 'locked'],
  ['The prompt was dismissed', 'locked'],
  ['User interaction is not allowed.', 'locked'],
  ['User canceled the operation', 'locked'],
  ['OSStatus -25308', 'locked'],
  ['OSStatus -128', 'locked'],
  ['OSStatus -1285', 'unavailable'],
  ['org.freedesktop.DBus.Error.ServiceUnknown', 'unavailable'],
  ['no storage access', 'unavailable'],
  ['', 'unavailable'],
] as const)('a keychain that fails with "%s" is %s, to whoever asks it for anything', async (message, status) => {
  for (const error of [new Error(message), message]) {
    native.answer = failing(error);
    const words = status === 'locked' ? /keychain is locked/ : /no keychain/;
    for (const call of [osKeychain.get('a'), osKeychain.set('a', Buffer.from('k')), osKeychain.delete('a')]) {
      const problem = await call.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(problem).toBeInstanceOf(KeychainProblem);
      expect(problem).toMatchObject({ status, message: expect.stringMatching(words), cause: error });
    }
    expect(await osKeychain.probe()).toEqual({ status, reason: expect.stringMatching(words) });
  }
});

test('asks for Patchbay’s own entries in the Secret Service, which outlives a restart of the computer', async () => {
  await osKeychain.get('the account');
  await osKeychain.probe();
  const pinned = { linux: { store: 'secret-service' } };
  expect(native.made).toEqual([
    ['Patchbay', 'the account', pinned],
    ['Patchbay', 'probe', pinned],
  ]);
});

test('gives a copy of the key away, and leaves none behind', async () => {
  const found = Buffer.from('key');
  native.answer = async () => found;
  expect(Buffer.from((await osKeychain.get('a')) ?? []).toString()).toBe('key');
  expect(found).toEqual(Buffer.alloc(3));
  native.answer = async () => null;
  expect(await osKeychain.get('a')).toBeNull();
  expect(await osKeychain.probe()).toEqual({ status: 'available' });
  await osKeychain.set('a', Buffer.from('new'));
  expect(native.given).toEqual([Buffer.from('new')]);
  expect(await osKeychain.delete('a')).toBeUndefined();
});

test('is busy for as long as a call has not come back', async () => {
  const answers = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
  let at = 0;
  native.answer = () => answers[at++]?.promise ?? Promise.resolve(null);
  const calls = [osKeychain.get('a'), osKeychain.delete('b')];
  await vi.waitFor(() => expect(at).toBe(2));
  expect(osKeychainBusy()).toBe(true);
  answers[0]?.resolve(null);
  await calls[0];
  expect(osKeychainBusy()).toBe(true);
  answers[1]?.reject(new Error('locked'));
  await expect(calls[1]).rejects.toThrow(KeychainProblem);
});

test('is switched off where the environment asks for none, and by nothing else', async () => {
  for (const env of [{}, { PATCHBAY_KEYCHAIN: '' }, { PATCHBAY_KEYCHAIN: 'os' }, { PATCHBAY_KEYCHAIN: 'NONE' }])
    expect(keychainOfEnvironment(env)).toBe(osKeychain);
  const none = keychainOfEnvironment({ PATCHBAY_KEYCHAIN: 'none' });
  const problem = { status: 'unavailable', message: expect.stringContaining('PATCHBAY_KEYCHAIN=none') };
  for (const call of [none.get('a'), none.set('a', Buffer.from('k')), none.delete('a')])
    await expect(call).rejects.toMatchObject(problem);
  expect(await none.probe()).toEqual({ status: 'unavailable', reason: problem.message });
  expect(native.made).toEqual([]);
});

test('whoever watches a keychain hears after each call how it stands, and of a defect nothing', async () => {
  const keychain = createMemoryKeychain();
  const heard: KeychainStatus[] = [];
  const watched = watchedKeychain(keychain, (status) => heard.push(status));
  expect(watched.name).toBe(keychain.name);
  const calls = () => [
    watched.set('a', Buffer.from('k')),
    watched.get('a'),
    watched.get('none'),
    watched.delete('none'),
    watched.probe(),
  ];
  await Promise.all(calls());
  expect(heard.splice(0)).toEqual(Array(5).fill('available'));
  for (const status of ['locked', 'unavailable'] as const) {
    keychain.status = status;
    await Promise.allSettled(calls());
    expect(heard.splice(0)).toEqual(Array(5).fill(status));
  }
  keychain.get = failing(new TypeError('a defect'));
  await expect(watched.get('a')).rejects.toThrow('a defect');
  expect(heard).toEqual([]);
});

test('a bound passes answers and failures on, and what was read is overwritten once everyone has a copy', async () => {
  const keychain = createMemoryKeychain();
  const handed: Uint8Array[] = [];
  keychain.get = async (account) => {
    if (account === 'none') return null;
    const bytes = Buffer.from(account);
    handed.push(bytes);
    return bytes;
  };
  const bound = boundedKeychain(keychain, 10_000);
  const [first, second, other, none] = await Promise.all(
    ['key', 'key', 'other', 'none'].map((name) => bound.get(name)),
  );
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect([first, second, other, none].map((bytes) => bytes && Buffer.from(bytes).toString())).toEqual([
    'key',
    'key',
    'other',
    null,
  ]);
  expect(first).not.toBe(second);
  expect(handed.map((bytes) => bytes.every((byte) => byte === 0))).toEqual([true, true]);
  await bound.get('key');
  expect(handed).toHaveLength(3);
  keychain.probe = failing(new TypeError('a defect'));
  await expect(bound.probe()).rejects.toThrow('a defect');
});
