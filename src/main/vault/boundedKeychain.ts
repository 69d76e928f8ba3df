import { type KeychainAdapter, KeychainProblem } from './keychain.ts';

function bounded<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(
    () => reject(new KeychainProblem('locked', 'The keychain did not answer; it may be waiting for its password.')),
    ms,
  );
  work.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
}

/**
 * Bounds how long a keychain is waited for: a locked one shows a prompt and answers when the person does.
 * A read that is still under way is joined by the next, so that there is one prompt at a time.
 */
export function boundedKeychain(keychain: KeychainAdapter, ms: number): KeychainAdapter {
  const reads = new Map<string, Promise<Uint8Array | null>>();
  const get = (account: string): Promise<Uint8Array | null> => {
    const running = reads.get(account);
    if (running) return running;
    const read = keychain.get(account).finally(() => reads.delete(account));
    reads.set(account, read);
    return read;
  };
  return {
    name: keychain.name,
    probe: () =>
      bounded(keychain.probe(), ms).catch((error: unknown) => {
        if (error instanceof KeychainProblem) return { status: error.status, reason: error.message };
        throw error;
      }),
    // Each caller gets a copy: a key that one of them zeroes is not zeroed for the other.
    get: async (account) => {
      const found = await bounded(get(account), ms);
      return found && Uint8Array.from(found);
    },
    set: (account, bytes) => bounded(keychain.set(account, bytes), ms),
    delete: (account) => bounded(keychain.delete(account), ms),
  };
}
