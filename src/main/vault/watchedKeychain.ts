import type { KeychainStatus } from '#contract/vault.ts';
import { type KeychainAdapter, KeychainProblem } from './keychain.ts';

/** Tells, after every call to a keychain, how it stands. */
export function watchedKeychain(keychain: KeychainAdapter, tell: (status: KeychainStatus) => void): KeychainAdapter {
  const watched = async <T>(work: Promise<T>): Promise<T> => {
    try {
      const result = await work;
      tell('available');
      return result;
    } catch (error) {
      if (error instanceof KeychainProblem) tell(error.status);
      throw error;
    }
  };
  return {
    name: keychain.name,
    probe: async () => {
      const answer = await keychain.probe();
      tell(answer.status);
      return answer;
    },
    get: (account) => watched(keychain.get(account)),
    set: (account, bytes) => watched(keychain.set(account, bytes)),
    delete: (account) => watched(keychain.delete(account)),
  };
}
