import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const tagLength = 16;

/** A sealed value: `sealed` is the ciphertext followed by its 16-byte tag. */
export interface Sealed {
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
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagLength)), decipher.final()]);
  } catch {
    return null;
  }
}
