import type { KeychainAdapter } from './keychain.ts';
import { KeychainProblem } from './keychain.ts';
import { osKeychain } from './osKeychain.ts';

const refuse = (): Promise<never> =>
  Promise.reject(new KeychainProblem('unavailable', 'The keychain is switched off by PATCHBAY_KEYCHAIN=none.'));

/** Stands for a machine without a keychain. */
const noKeychain: KeychainAdapter = {
  name: 'none',
  probe: async () => ({ status: 'unavailable', reason: 'The keychain is switched off by PATCHBAY_KEYCHAIN=none.' }),
  get: refuse,
  set: refuse,
  delete: refuse,
};

/** The system's keychain, or none where PATCHBAY_KEYCHAIN=none asks for that, as tests and servers do. */
export function keychainOfEnvironment(env: NodeJS.ProcessEnv = process.env): KeychainAdapter {
  return env.PATCHBAY_KEYCHAIN === 'none' ? noKeychain : osKeychain;
}
