import { expect, test } from 'vitest';
import { createMemoryKeychain } from '#test/support/keyring.ts';
import { boundedKeychain, KeychainProblem } from './keychain.ts';

/** A keychain whose prompt stands open until the test answers it. */
function prompting() {
  const keychain = createMemoryKeychain();
  const prompt = Promise.withResolvers<Uint8Array | null>();
  let prompts = 0;
  keychain.get = () => {
    prompts += 1;
    return prompt.promise;
  };
  keychain.probe = () => prompt.promise.then(() => ({ status: 'available' as const }));
  return { keychain: boundedKeychain(keychain, 20), answer: prompt.resolve, prompts: () => prompts };
}

test('calls a keychain locked that does not answer in time', async () => {
  const { keychain } = prompting();
  await expect(keychain.get('a')).rejects.toThrow(KeychainProblem);
  await expect(keychain.get('a')).rejects.toMatchObject({ status: 'locked' });
  expect(await keychain.probe()).toMatchObject({ status: 'locked', reason: expect.stringContaining('did not answer') });
});

test('opens one prompt, however often it is asked, and takes its late answer', async () => {
  const { keychain, answer, prompts } = prompting();
  await expect(keychain.get('a')).rejects.toThrow(KeychainProblem);
  const again = keychain.get('a');
  answer(Buffer.from('key'));
  expect(Buffer.from((await again) ?? [])).toEqual(Buffer.from('key'));
  expect(prompts()).toBe(1);
});

test('gives each caller a copy of its own', async () => {
  const { keychain, answer } = prompting();
  const both = [keychain.get('a'), keychain.get('a')];
  answer(Buffer.from('key'));
  const [first, second] = await Promise.all(both);
  first?.fill(0);
  expect(Buffer.from(second ?? [])).toEqual(Buffer.from('key'));
});

test('passes on what the keychain itself says', async () => {
  const keychain = boundedKeychain(createMemoryKeychain('unavailable'), 1_000);
  await expect(keychain.set('a', Buffer.from('key'))).rejects.toMatchObject({ status: 'unavailable' });
  expect(await keychain.probe()).toEqual({ status: 'unavailable' });
});
