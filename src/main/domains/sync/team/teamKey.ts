import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { openBytes, sealBytes } from '#main/vault/index.ts';

/** Bytes of a tenant key, and of either half of an X25519 pair (RFC 7748). */
const keyLength = 32;

export const newTenantKey = (): Buffer => randomBytes(keyLength);

export interface KeyPair {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

/** A pair of a store, as raw bytes (RFC 7748, section 5). */
export function newKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const raw = (jwk: { x?: string; d?: string }, part: 'x' | 'd') => Buffer.from(jwk[part] ?? '', 'base64url');
  return {
    publicKey: raw(publicKey.export({ format: 'jwk' }), 'x'),
    privateKey: raw(privateKey.export({ format: 'jwk' }), 'd'),
  };
}

/** The fixed beginnings of an X25519 key in DER (RFC 8410, sections 4 and 7). */
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex');
const pkcs8Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');

const publicOf = (raw: Uint8Array) =>
  createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' });
const privateOf = (raw: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([pkcs8Prefix, raw]), format: 'der', type: 'pkcs8' });

/** What a key is sealed for; it opens for nothing else. */
interface Bound {
  readonly tenantId: string;
  readonly generation: number;
  readonly login: string;
}

const contextOf = ({ tenantId, generation, login }: Bound) => [
  'patchbay.tenant-key.v1',
  tenantId,
  String(generation),
  login,
];

/** Both ends come to the same key; the public halves are part of it, so that none can be exchanged. */
function sharedKey(own: Uint8Array, other: Uint8Array, halves: readonly Uint8Array[], bound: Bound): Buffer {
  const secret = diffieHellman({ privateKey: privateOf(own), publicKey: publicOf(other) });
  const salt = Buffer.concat(halves);
  return Buffer.from(hkdfSync('sha256', secret, salt, contextOf(bound).join('\0'), keyLength));
}

/**
 * Seals a tenant key so that the holder of a public key alone opens it: an X25519 pair for this once, HKDF-SHA-256 (RFC 5869), AES-256-GCM.
 * @returns the public half of that pair, the nonce, and the sealed key
 */
export function wrapKey(key: Uint8Array, recipient: Uint8Array, bound: Bound): Buffer {
  const once = newKeyPair();
  const shared = sharedKey(once.privateKey, recipient, [once.publicKey, recipient], bound);
  const { nonce, sealed } = sealBytes(shared, key, contextOf(bound));
  return Buffer.concat([once.publicKey, nonce, sealed]);
}

/** Null where it was sealed for somebody or something else, or altered. */
export function unwrapKey(wrapped: Uint8Array, own: KeyPair, bound: Bound): Buffer | null {
  if (wrapped.length < keyLength + 12 + keyLength) return null;
  const other = wrapped.subarray(0, keyLength);
  const shared = sharedKey(own.privateKey, other, [other, own.publicKey], bound);
  const nonce = wrapped.subarray(keyLength, keyLength + 12);
  const key = openBytes(shared, { nonce, sealed: wrapped.subarray(keyLength + 12) }, contextOf(bound));
  return key?.length === keyLength ? key : null;
}

/** The public half of a private key. */
export function publicHalf(privateKey: Uint8Array): Buffer {
  const jwk = createPublicKey(privateOf(privateKey)).export({ format: 'jwk' });
  return Buffer.from(jwk.x ?? '', 'base64url');
}
