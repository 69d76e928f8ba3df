import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { configInvalid } from '../faults.ts';

type Algorithm = NonNullable<OAuthConfig['keyAlgorithm']>;

const parameters: Record<Algorithm, Parameters<typeof crypto.subtle.importKey>[2]> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
};

/** The algorithm that a key is for where nobody says. */
const usual: Record<string, Algorithm> = { rsa: 'RS256', ec: 'ES256', ed25519: 'EdDSA' };

/** Reads a private key (PEM, or a JWK as JSON) for signing client assertions (RFC 7523). Throws CONFIG_INVALID. */
export async function importKey(text: string, wanted: Algorithm | null): Promise<CryptoKey> {
  try {
    const key = readKey(text);
    const algorithm = wanted ?? usual[key.asymmetricKeyType ?? ''] ?? 'RS256';
    const der = key.export({ format: 'der', type: 'pkcs8' });
    return await crypto.subtle.importKey('pkcs8', Uint8Array.from(der), parameters[algorithm], false, ['sign']);
  } catch {
    throw configInvalid(
      'The private key cannot be used.',
      'Enter a PKCS #8 PEM or a JWK that fits the algorithm.',
      'secret',
    );
  }
}

function readKey(text: string): KeyObject {
  const trimmed = text.trim();
  return trimmed.startsWith('{')
    ? createPrivateKey({ key: JSON.parse(trimmed), format: 'jwk' })
    : createPrivateKey(trimmed);
}
