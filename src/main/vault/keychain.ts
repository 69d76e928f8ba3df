import type { KeychainStatus } from '#contract/vault.ts';

/** A place of the operating system that keeps small secrets for one person. Failures are `KeychainProblem`s. */
export interface KeychainAdapter {
  readonly name: string;
  /** Whether it answers now, without asking the person for anything more than it must. */
  probe(): Promise<{ status: KeychainStatus; reason?: string }>;
  /** The bytes under an account, or null where there are none. */
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
