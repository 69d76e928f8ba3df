import { z } from 'zod';
import { defineFaults, passive, route } from './fault.ts';

export const vaultFaults = defineFaults({
  PASSPHRASE_WRONG: { status: 422, message: 'The passphrase is wrong.' },
  PASSPHRASE_WEAK: { status: 422, message: 'The passphrase is too short or too easy to guess.' },
  KEYCHAIN_LOCKED: { status: 423, message: 'This computer’s keychain is locked.' },
  KEYCHAIN_UNAVAILABLE: { status: 503, message: 'This computer has no keychain that Patchbay can use.' },
  KEYCHAIN_CHANGED: { status: 409, message: 'The keychain no longer has the key for these secrets.' },
  NOT_SET_UP: { status: 409, message: 'The vault isn’t set up yet.' },
  WOULD_LOSE: { status: 409, message: 'This would lose secrets.' },
  VAULT_CHANGED: { status: 409, message: 'Another process changed the vault.' },
  VAULT_DAMAGED: { status: 409, message: 'The vault’s key record in the store is damaged or was altered.' },
  SECRET_MISSING: { status: 404, message: 'No secret is stored for this.' },
  SETTINGS_ALTERED: { status: 409, message: 'The settings of a secret were altered.' },
  SECRET_UNREADABLE: { status: 409, message: 'The sealed secret was altered, or was sealed for something else.' },
});

/** Where the master key is kept: by the operating system, under a passphrase, or in memory until the console ends. */
export const vaultMethod = z.enum(['keychain', 'passphrase', 'session']);
export type VaultMethod = z.infer<typeof vaultMethod>;

/** What the operating system's keychain answered when it was last asked. */
export const keychainStatus = z.enum(['available', 'locked', 'unavailable']);
export type KeychainStatus = z.infer<typeof keychainStatus>;

export const vaultState = z.object({
  /** `setup`: no method is chosen yet, since no keychain answered at the first start. */
  status: z.enum(['setup', 'locked', 'unlocked']),
  method: vaultMethod.nullable(),
  keychain: keychainStatus,
  /** Why it stands so and what to do, for a person; absent where all is well. */
  reason: z.string().optional(),
  /** Secrets that stand sealed in the store. */
  sealed: z.int(),
  /** Minutes without use after which the vault locks; null never locks. */
  autoLockMinutes: z.int().nullable(),
});
export type VaultState = z.infer<typeof vaultState>;

const passphrase = z.string().max(1_000, 'A passphrase has 1,000 characters at most.');
const guarded = route.errors(vaultFaults.map);
const shown = passive.errors(vaultFaults.map);

/** The passphrase that the stored vault has now; needed wherever it has one, also while it is open. */
const current = passphrase.optional();

export const vaultSetup = z.discriminatedUnion('method', [
  z.object({ method: z.literal('keychain'), current }),
  z.object({ method: z.literal('passphrase'), passphrase, current }),
  z.object({ method: z.literal('session'), current }),
]);
export type VaultSetup = z.infer<typeof vaultSetup>;

export const vaultContract = {
  state: shown.output(vaultState),
  /**
   * Chooses the method, or changes to another one while unlocked; every stored secret moves along. A passphrase vault asks for its
   * passphrase, one in the keychain asks the keychain again.
   */
  setUp: guarded.input(vaultSetup).output(vaultState),
  /** Opens the vault with its passphrase, or asks the keychain again. */
  unlock: guarded.input(z.object({ passphrase: passphrase.optional() })).output(vaultState),
  /** Forgets the key in memory; the secrets stay sealed. */
  lock: guarded.output(vaultState),
  changePassphrase: guarded.input(z.object({ current: passphrase, next: passphrase })).output(vaultState),
  /** Makes a new master key and seals every secret again. A passphrase vault asks for its passphrase. */
  rekey: guarded.input(z.object({ passphrase: passphrase.optional() })).output(vaultState),
  setAutoLock: guarded.input(z.object({ minutes: z.int().min(1).max(1_440).nullable() })).output(vaultState),
  /** Gives up secrets whose key is lost for good. `sealed` repeats how many the person was told will go. */
  discard: guarded.input(z.object({ sealed: z.int() })).output(vaultState),
};
