import type { KeychainStatus } from '#contract/vault.ts';

/** A place of the operating system that keeps small secrets for one person. Failures are `KeychainProblem`s. */
export interface KeychainAdapter {
  readonly name: string;
  /** Whether it answers now, without asking the person for anything more than it must. */
  probe(): Promise<{ status: KeychainStatus; reason?: string }>;
  /** The bytes under an account, for the caller to overwrite, or null where there are none. */
  get(account: string): Promise<Uint8Array | null>;
  set(account: string, bytes: Uint8Array): Promise<void>;
  /** Removes an account; one that is not there is fine. */
  delete(account: string): Promise<void>;
}

/** Why a keychain could not do its work: it waits for the person, or it cannot be used at all. */
export class KeychainProblem extends Error {
  readonly status: Exclude<KeychainStatus, 'available'>;

  constructor(status: Exclude<KeychainStatus, 'available'>, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'KeychainProblem';
    this.status = status;
  }
}

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
    // Everyone who waited has taken a copy by then.
    void read.then(
      (bytes) => setImmediate(() => bytes?.fill(0)),
      () => {},
    );
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

/** Tells, after every call to a keychain, how it is. */
export function watchedKeychain(
  keychain: KeychainAdapter,
  onStatus: (status: KeychainStatus) => void,
): KeychainAdapter {
  const watched = async <T>(work: Promise<T>): Promise<T> => {
    try {
      const result = await work;
      onStatus('available');
      return result;
    } catch (error) {
      if (error instanceof KeychainProblem) onStatus(error.status);
      throw error;
    }
  };
  return {
    name: keychain.name,
    probe: async () => {
      const answer = await keychain.probe();
      onStatus(answer.status);
      return answer;
    },
    get: (account) => watched(keychain.get(account)),
    set: (account, bytes) => watched(keychain.set(account, bytes)),
    delete: (account) => watched(keychain.delete(account)),
  };
}
