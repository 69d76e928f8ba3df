import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** As many as Postgres itself takes (scram_iterations). A password of ours is random, so that more would protect nothing. */
const iterations = 4_096;

/**
 * What Postgres stores of a password: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>` (RFC 5803, as PostgreSQL writes it).
 * Made here, so that the password itself is in no statement and in no log of the server. Only for passwords in printable ASCII, where
 * SASLprep (RFC 4013) changes nothing.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  if (!/^[\x21-\x7e]+$/.test(password)) throw new Error('A password for a verifier is of printable ASCII');
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${hmac('Server Key').toString('base64')}`;
}

/** A password for a login: 192 random bits. */
export const newPassword = (): string => randomBytes(24).toString('base64url');
