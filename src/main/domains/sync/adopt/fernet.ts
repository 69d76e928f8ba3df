import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { adoptionFaults } from '#contract/adoption.ts';

/** The two halves of a Fernet key, 16 bytes each. */
export interface FernetKey {
  readonly signing: Buffer;
  readonly encryption: Buffer;
}

const keyBytes = 32;
const version = 0x80;
/** Bytes of version, timestamp and initialisation vector, and of the signature. */
const [headBytes, ivAt, macBytes, blockBytes] = [25, 9, 32, 16];

/**
 * Fernet keys as people keep them: one, or several with commas between them, of which the first is the newest. Base64url of 32 bytes
 * each, with or without padding. Throws KEY_UNFIT, which says which one and shows none.
 */
export function readKeys(text: string): FernetKey[] {
  const written = text.split(',').map((one) => one.trim());
  const keys = written.filter((one) => one !== '').map(decodeBase64Url);
  if (keys.length === 0) throw keyUnfit('No Fernet key was given.');
  return keys.map((bytes, index) => {
    if (bytes?.length !== keyBytes)
      throw keyUnfit(`${keys.length > 1 ? `Key ${index + 1}` : 'What was given'} is no Fernet key.`);
    return { signing: bytes.subarray(0, keyBytes / 2), encryption: bytes.subarray(keyBytes / 2) };
  });
}

/**
 * The text in a Fernet token, opened by the first key that fits; null where none does or it is no token. How old it is does not count.
 * Source: github.com/fernet/spec, Spec.md.
 */
export function openFernet(keys: readonly FernetKey[], token: string): string | null {
  const bytes = decodeBase64Url(token.trim());
  if (bytes === null || bytes[0] !== version || bytes.length < headBytes + blockBytes + macBytes) return null;
  const signed = bytes.subarray(0, -macBytes);
  const key = keys.find(({ signing }) =>
    timingSafeEqual(createHmac('sha256', signing).update(signed).digest(), bytes.subarray(-macBytes)),
  );
  return key === undefined ? null : decrypt(key, signed);
}

function decrypt({ encryption }: FernetKey, signed: Buffer): string | null {
  const decipher = createDecipheriv('aes-128-cbc', encryption, signed.subarray(ivAt, headBytes));
  try {
    const plain = Buffer.concat([decipher.update(signed.subarray(headBytes)), decipher.final()]);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
  } catch {
    // A signature that fits around a body that does not: padding, length, or bytes that are no text.
    return null;
  }
}

/** Node passes over what is no base64; here it makes a key or token invalid. */
function decodeBase64Url(text: string): Buffer | null {
  const [, digits, padding = ''] = /^([\w-]+)(={0,2})$/.exec(text) ?? [];
  if (digits === undefined || digits.length % 4 === 1) return null;
  return padding !== '' && (digits.length + padding.length) % 4 !== 0 ? null : Buffer.from(digits, 'base64url');
}

const keyUnfit = (message: string) =>
  adoptionFaults.fault('KEY_UNFIT', message, {
    kept: 'Nothing was taken over.',
    todo: 'Give the key that the other product encrypts with: 44 characters of base64url. Several stand with commas between them.',
  });
