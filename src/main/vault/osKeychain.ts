import { type KeychainAdapter, KeychainProblem } from './keychain.ts';

const service = 'Patchbay';
// Without the pin a missing Secret Service falls back to the kernel keyring, which forgets at reboot.
const options = { linux: { store: 'secret-service' } } as const;

const lockedSigns = /locked|dismissed|prompt|interaction.*not allowed|user canceled|-25308|-128\b/i;

function problem(error: unknown): KeychainProblem {
  const message = error instanceof Error ? error.message : String(error);
  return lockedSigns.test(message)
    ? new KeychainProblem('locked', 'This computer’s keychain is locked.', error)
    : new KeychainProblem('unavailable', 'This computer has no keychain that Patchbay can use.', error);
}

/** Loads the native module at the first use, so that a start which needs no keychain does not pay for it. */
async function entry(account: string) {
  const { AsyncEntry } = await import('keytar');
  return new AsyncEntry(service, account, options);
}

type Entry = Awaited<ReturnType<typeof entry>>;

let underWay = 0;

/**
 * Whether a call to the keychain has not come back, as while its password prompt stands open. Such a call occupies a
 * thread that Node waits for at `process.exit()`: a host that ends then must end by a signal to itself.
 */
export const osKeychainBusy = (): boolean => underWay > 0;

async function withEntry<T>(account: string, work: (entry: Entry) => Promise<T>): Promise<T> {
  underWay += 1;
  try {
    return await work(await entry(account));
  } catch (error) {
    throw problem(error);
  } finally {
    underWay -= 1;
  }
}

async function read(account: string): Promise<Uint8Array | null> {
  const found = await withEntry(account, (it) => it.getSecret());
  if (!found) return null;
  const bytes = Uint8Array.from(found);
  found.fill(0);
  return bytes;
}

/** The keychain of the operating system: Keychain on macOS, Credential Manager on Windows, Secret Service on Linux. */
export const osKeychain: KeychainAdapter = {
  name: 'os',
  probe: async () => {
    try {
      await read('probe');
      return { status: 'available' };
    } catch (error) {
      const { status, message } = error instanceof KeychainProblem ? error : problem(error);
      return { status, reason: message };
    }
  },
  get: read,
  set: (account, bytes) => withEntry(account, (it) => it.setSecret(bytes)),
  delete: (account) => withEntry(account, async (it) => void (await it.deleteCredential())),
};

const refuse = (): Promise<never> =>
  Promise.reject(new KeychainProblem('unavailable', 'The keychain is turned off by PATCHBAY_KEYCHAIN=none.'));

/** Stands for a machine without a keychain. */
const noKeychain: KeychainAdapter = {
  name: 'none',
  probe: async () => ({ status: 'unavailable', reason: 'The keychain is turned off by PATCHBAY_KEYCHAIN=none.' }),
  get: refuse,
  set: refuse,
  delete: refuse,
};

/** The system's keychain, or none where PATCHBAY_KEYCHAIN=none asks for that, as tests and servers do. */
export function keychainOfEnvironment(env: NodeJS.ProcessEnv = process.env): KeychainAdapter {
  return env.PATCHBAY_KEYCHAIN === 'none' ? noKeychain : osKeychain;
}
