import { randomBytes, scrypt } from 'node:crypto';
import { passphraseMinimum, vaultFaults } from '#contract/vault.ts';
import { type MasterKey, openBytes, sealBytes } from './sealedSecrets.ts';

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

const context = (vaultId: string, version: number) => ['patchbay.wrapped-key.v1', vaultId, String(version)];

/** Runs off the main thread. NFKC, so that the same passphrase typed on another system gives the same key. */
function derive(passphrase: string, salt: Uint8Array, { n, r, p }: ScryptCost): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const options = { N: n, r, p, maxmem: 256 * n * r };
  scrypt(passphrase.normalize('NFKC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  return promise;
}

/** Throws PASSPHRASE_WEAK. */
export function demandStrength(passphrase: string): void {
  const length = Array.from(passphrase).length;
  if (length >= passphraseMinimum) return;
  throw vaultFaults.fault(
    'PASSPHRASE_WEAK',
    `The passphrase has ${length} characters; ${passphraseMinimum} are the least.`,
    {
      kept: 'Nothing was changed.',
      todo: 'Take four or five unrelated words: they are long, and easy to keep in mind.',
      field: 'passphrase',
    },
  );
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

/** Throws PASSPHRASE_WRONG. */
export async function unwrapKey(
  { wrapped, nonce, salt, ...cost }: WrappedKey,
  vaultId: string,
  version: number,
  passphrase: string,
): Promise<MasterKey> {
  const derived = await derive(passphrase, salt, cost);
  const bytes = openBytes(derived, { sealed: wrapped, nonce }, context(vaultId, version));
  derived.fill(0);
  if (bytes) return { version, bytes };
  throw vaultFaults.fault('PASSPHRASE_WRONG', 'This passphrase does not open the vault.', {
    kept: 'The secrets stay sealed.',
    todo: 'Check the keyboard layout and capitals, and try again.',
    field: 'passphrase',
  });
}
