import { randomBytes, scrypt } from 'node:crypto';
import { vaultFaults } from '#contract/vault.ts';
import { passphraseWeakness } from '#core/passphrase.ts';
import { type MasterKey, openBytes, sealBytes } from './sealing.ts';

/** What scrypt (RFC 7914) is asked to spend: about 128 × n × r bytes of memory. */
export interface ScryptCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** 128 MiB and about half a second on a desktop of 2020. */
export const defaultCost: ScryptCost = { n: 2 ** 17, r: 8, p: 1 };

/** A master key under a passphrase, with everything but the passphrase that is needed to open it. */
export interface WrappedKey extends ScryptCost {
  readonly wrapped: Uint8Array;
  readonly nonce: Uint8Array;
  readonly salt: Uint8Array;
}

/** Bytes that a derivation takes at once (RFC 7914, section 2). */
export const scryptMemory = ({ n, r }: ScryptCost): number => 128 * n * r;

const context = (vaultId: string, version: number) => ['patchbay.wrapped-key.v1', vaultId, String(version)];

/** Runs off the main thread. NFKC, so that the same passphrase typed on another system gives the same key. */
function derive(passphrase: string, salt: Uint8Array, { n, r, p }: ScryptCost): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const options = { N: n, r, p, maxmem: 2 * scryptMemory({ n, r, p }) };
  scrypt(passphrase.normalize('NFKC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  return promise;
}

/** Throws PASSPHRASE_WEAK. */
export function demandStrength(passphrase: string): void {
  const weakness = passphraseWeakness(passphrase);
  if (weakness === null) return;
  throw vaultFaults.fault('PASSPHRASE_WEAK', `Choose a stronger passphrase. ${weakness}`, {
    kept: 'Nothing was changed.',
    todo: 'Use four or five unrelated words: long, and easy to remember.',
    field: 'passphrase',
  });
}

export async function wrapKey(
  key: MasterKey,
  vaultId: string,
  passphrase: string,
  cost: ScryptCost,
): Promise<WrappedKey> {
  const salt = randomBytes(16);
  const derived = await derive(passphrase, salt, cost);
  const { sealed, nonce } = sealBytes(derived, key.bytes, context(vaultId, key.version));
  derived.fill(0);
  return { ...cost, wrapped: sealed, nonce, salt };
}

/** Throws PASSPHRASE_WRONG, or VAULT_DAMAGED where the store says nothing usable of the key. */
export async function unwrapKey(
  stored: WrappedKey | null,
  vaultId: string,
  version: number,
  passphrase: string,
): Promise<MasterKey> {
  if (stored === null) throw damaged();
  const { wrapped, nonce, salt, ...cost } = stored;
  const derived = await derive(passphrase, salt, cost);
  const bytes = openBytes(derived, { sealed: wrapped, nonce }, context(vaultId, version));
  derived.fill(0);
  if (bytes) return { version, bytes };
  throw vaultFaults.fault('PASSPHRASE_WRONG', 'The passphrase is wrong.', {
    kept: 'The secrets stay sealed.',
    todo: 'Check the keyboard layout and Caps Lock, and try again.',
    field: 'passphrase',
  });
}

function damaged() {
  return vaultFaults.fault('VAULT_DAMAGED', 'The vault’s key record in the store is damaged or was altered.', {
    kept: 'The secrets stay sealed.',
    todo: 'Restore a backup from before, or discard the sealed secrets and enter them again.',
  });
}
