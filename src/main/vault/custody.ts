import { commonFaults, Fault } from '#contract/fault.ts';
import { vaultFaults } from '#contract/vault.ts';
import { uuidv7 } from '#main/store/index.ts';
import { type KeychainAdapter, KeychainProblem } from './keychain.ts';
import type { Custody, KeyRecord } from './keyRecord.ts';
import { demandStrength, type ScryptCost, unwrapKey, wrapKey } from './passphrase.ts';
import { formatOf, type MasterKey, wipe } from './sealing.ts';

const kept = 'The secrets stay sealed, and none is lost.';

/** How a new key is to be kept. */
export type Keeping = { readonly method: 'keychain' } | { readonly method: 'passphrase'; readonly passphrase: string };

function faultOfKeychain(problem: KeychainProblem): Fault {
  return problem.status === 'locked'
    ? vaultFaults.fault('KEYCHAIN_LOCKED', problem.message, { kept, todo: 'Unlock the keychain, then try again.' })
    : vaultFaults.fault('KEYCHAIN_UNAVAILABLE', problem.message, {
        kept,
        todo: 'Start a keychain (on Linux a Secret Service such as GNOME Keyring), or use a passphrase instead.',
      });
}

/** Lets a keychain's problem be the fault that a person can act on. */
async function withFault<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof KeychainProblem ? faultOfKeychain(error) : error;
  }
}

function changed(what: string): Fault {
  return vaultFaults.fault('KEYCHAIN_CHANGED', what, {
    kept,
    todo: 'Restore the keychain that held the key, or sign in to this computer as the person who stored the secrets.',
  });
}

async function fromKeychain(keychain: KeychainAdapter, account: string, record: KeyRecord): Promise<MasterKey> {
  const bytes = await withFault(keychain.get(account));
  if (!bytes) throw changed('The keychain no longer holds the key of this data folder.');
  const key = { version: record.version, bytes };
  if (formatOf(key, record.vaultId, record.check) !== null) return key;
  wipe(key);
  throw changed('The keychain holds another key than the one that the secrets were sealed with.');
}

/** Fetches the master key from where it is kept. Throws a fault that says what is in the way. */
export async function fetchKey(
  keychain: KeychainAdapter,
  record: KeyRecord,
  passphrase: string | undefined,
): Promise<MasterKey> {
  const { custody } = record;
  if (custody.method === 'keychain') return fromKeychain(keychain, custody.account, record);
  if (passphrase !== undefined) return unwrapKey(custody.wrapped, record.vaultId, record.version, passphrase);
  throw commonFaults.fault('VAULT_LOCKED', 'The vault opens with its passphrase.', {
    kept,
    todo: 'Enter the passphrase.',
    field: 'passphrase',
  });
}

/**
 * Asks for the proof that the custody of now offers, before it may become another one: the passphrase, or the keychain's own answer.
 * That the key is in memory proves nothing about who sits there. A keychain that is gone, or lost its entry, can prove nothing any
 * more; then the key in memory is all there is, and moving it is how the secrets are saved.
 * Throws PASSPHRASE_WRONG or KEYCHAIN_LOCKED.
 */
export async function demandProof(
  keychain: KeychainAdapter,
  record: KeyRecord,
  { passphrase, field }: { readonly passphrase: string | undefined; readonly field: 'current' | 'passphrase' },
): Promise<void> {
  if (record.custody.method === 'passphrase' && passphrase === undefined) throw notProved(field);
  try {
    wipe(await fetchKey(keychain, record, passphrase));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.code === 'PASSPHRASE_WRONG') throw notProved(field, error.message);
    if (!/^KEYCHAIN_(UNAVAILABLE|CHANGED)$/.test(error.code)) throw error;
  }
}

const notProved = (
  field: string,
  message = 'The vault has a passphrase, and changing how its key is kept needs it.',
): Fault =>
  vaultFaults.fault('PASSPHRASE_WRONG', message, {
    kept: 'Nothing was changed.',
    todo: 'Enter the vault’s current passphrase. Check the keyboard layout and Caps Lock.',
    field,
  });

async function intoKeychain(keychain: KeychainAdapter, vaultId: string, key: MasterKey): Promise<Custody> {
  const account = `${vaultId}.${uuidv7()}`;
  await withFault(keychain.set(account, key.bytes));
  const back = await withFault(keychain.get(account));
  const same = back !== null && Buffer.from(back).equals(key.bytes);
  back?.fill(0);
  if (same) return { method: 'keychain', account };
  throw faultOfKeychain(new KeychainProblem('unavailable', 'The keychain did not keep what was stored in it.'));
}

/** Puts a new key where it is to be kept, under a name that no other key has, and makes sure that it is there. */
export async function keepKey(
  keychain: KeychainAdapter,
  keeping: Keeping,
  { vaultId, key, cost }: { vaultId: string; key: MasterKey; cost: ScryptCost },
): Promise<Custody> {
  if (keeping.method === 'keychain') return intoKeychain(keychain, vaultId, key);
  demandStrength(keeping.passphrase);
  return { method: 'passphrase', wrapped: await wrapKey(key, vaultId, keeping.passphrase, cost) };
}
