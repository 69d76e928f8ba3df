import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const tagLength = 16;

/** A sealed value: `sealed` is the ciphertext followed by its 16-byte tag. */
interface Sealed {
  readonly sealed: Uint8Array;
  readonly nonce: Uint8Array;
}

/** Joins parts so that no two different lists give the same bytes: each is preceded by its length in four bytes. */
export function lengthPrefixed(parts: readonly string[]): Uint8Array {
  return Buffer.concat(
    parts.flatMap((part) => {
      const text = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      return [length, text];
    }),
  );
}

/** Seals bytes with AES-256-GCM (NIST SP 800-38D) under a random 96-bit nonce, bound to `context`. */
export function sealBytes(key: Uint8Array, plain: Uint8Array, context: readonly string[]): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(lengthPrefixed(context));
  return { nonce, sealed: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]) };
}

/** Opens what `sealBytes` made; null where the key, the context or a single bit is another. */
export function openBytes(key: Uint8Array, { sealed, nonce }: Sealed, context: readonly string[]): Buffer | null {
  if (sealed.length < tagLength || nonce.length !== 12) return null;
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  decipher.setAAD(lengthPrefixed(context));
  decipher.setAuthTag(sealed.subarray(-tagLength));
  const plain = decipher.update(sealed.subarray(0, -tagLength));
  try {
    // Nothing is left to come in this mode: the end only checks the tag.
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return null;
  }
}

/** The 32 bytes that seal every secret, and which of the vault's keys they are. */
export interface MasterKey {
  readonly version: number;
  readonly bytes: Uint8Array;
}

const keyLength = 32;

export const newMasterKey = (version: number): MasterKey => ({ version, bytes: randomBytes(keyLength) });

/** How a vault seals: `former` is the way before the sealed index, and holds until the vault is opened once. */
export type Format = 'now' | 'former';

/** A value that tells the right key, and the way in which it seals, from every other one and nothing else about it. */
export function keyCheck(key: MasterKey, vaultId: string, format: Format = 'now'): Uint8Array {
  const name = format === 'now' ? 'patchbay.key-check.v2' : 'patchbay.key-check.v1';
  return createHmac('sha256', key.bytes)
    .update(lengthPrefixed([name, vaultId, String(key.version)]))
    .digest();
}

/** In which way the vault of this check seals with the key; null where it is the check of another key. */
export function formatOf(key: MasterKey, vaultId: string, check: Uint8Array): Format | null {
  if (key.bytes.length !== keyLength || check.length !== 32) return null;
  const formats = ['now', 'former'] as const;
  return formats.find((format) => timingSafeEqual(keyCheck(key, vaultId, format), check)) ?? null;
}

/** Overwrites a key in memory. */
export const wipe = (key: MasterKey | null): void => void key?.bytes.fill(0);
