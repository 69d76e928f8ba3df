import { createCipheriv, createHmac, randomBytes } from 'node:crypto';

/** A new Fernet key as people keep it. */
export const newFernetKey = (): string => `${randomBytes(32).toString('base64url')}=`;

interface TokenParts {
  readonly version?: number;
  /** What stands in the token, already encrypted. */
  readonly body: Buffer;
}

const halves = (key: string) => {
  const bytes = Buffer.from(key, 'base64url');
  return { signing: bytes.subarray(0, 16), encryption: bytes.subarray(16) };
};

/** Encrypts as a Fernet token does, with an initialisation vector of sevens. */
export function fernetBody(key: string, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-cbc', halves(key).encryption, Buffer.alloc(16, 7));
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

/** A token of any body, signed as it should be. */
export function signedFernet(key: string, { version = 0x80, body }: TokenParts): string {
  const signed = Buffer.concat([Buffer.from([version]), Buffer.alloc(8), Buffer.alloc(16, 7), body]);
  const mac = createHmac('sha256', halves(key).signing).update(signed).digest();
  return Buffer.concat([signed, mac]).toString('base64url');
}

/** A Fernet token, as the other product would have written it. */
export const fernetToken = (key: string, text: string): string =>
  signedFernet(key, { body: fernetBody(key, Buffer.from(text)) });
