import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { lengthPrefixed } from './sealing.ts';

/** The 32 bytes that seal every secret, and which of the vault's keys they are. */
export interface MasterKey {
  readonly version: number;
  readonly bytes: Uint8Array;
}

const keyLength = 32;

export const newMasterKey = (version: number): MasterKey => ({ version, bytes: randomBytes(keyLength) });

/** A value that tells the right key from a wrong one and nothing else about it. */
export function keyCheck(key: MasterKey, vaultId: string): Uint8Array {
  const context = lengthPrefixed(['patchbay.key-check.v1', vaultId, String(key.version)]);
  return createHmac('sha256', key.bytes).update(context).digest();
}

export function keyMatches(key: MasterKey, vaultId: string, check: Uint8Array): boolean {
  if (key.bytes.length !== keyLength || check.length !== 32) return false;
  return timingSafeEqual(keyCheck(key, vaultId), check);
}

/** Overwrites a key in memory. */
export const wipe = (key: MasterKey | null): void => void key?.bytes.fill(0);
