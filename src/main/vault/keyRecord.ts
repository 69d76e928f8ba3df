import { count, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Fault } from '#contract/fault.ts';
import { vaultFaults } from '#contract/vault.ts';
import { builtOnce, type Reader, type Writer } from '#main/store/index.ts';
import { defaultCost, scryptMemory, type WrappedKey } from './passphrase.ts';
import { secrets, vaultIndex, vaultState } from './table.ts';

/** Where a stored vault's master key is kept. */
export type Custody =
  | { readonly method: 'keychain'; readonly account: string }
  /** `wrapped` is null where what the store says of it is none of ours: it was damaged, or altered. */
  | { readonly method: 'passphrase'; readonly wrapped: WrappedKey | null };

/** Tells a master key from every other one, also of other data folders. */
export interface KeyName {
  readonly vaultId: string;
  readonly version: number;
}

/** What the store remembers of the master key. */
export interface KeyRecord extends KeyName {
  readonly check: Uint8Array;
  readonly custody: Custody;
}

const bytesOf = (length: number) => z.instanceof(Uint8Array).refine((bytes) => bytes.length === length);
const isPowerOfTwo = (n: number) => (n & (n - 1)) === 0;

/** Memory that scrypt may take, and passes over it: twice what a new passphrase costs. */
const mostMemory = 2 * scryptMemory(defaultCost);

// The store may come from elsewhere: what its numbers would cost is bounded before anything is derived from them.
const passphraseRow = z
  .object({
    wrapped: bytesOf(48),
    wrapNonce: bytesOf(12),
    salt: bytesOf(16),
    scryptN: z.int().min(2).refine(isPowerOfTwo),
    scryptR: z.int().min(1).max(16),
    scryptP: z.int().min(1).max(4),
  })
  .refine(({ scryptN: n, scryptR: r, scryptP: p }) => scryptMemory({ n, r, p }) * p <= mostMemory);

type Row = typeof vaultState.$inferSelect;

function custodyOf(row: Row): Custody {
  if (row.method === 'keychain') return { method: 'keychain', account: row.keychainAccount ?? '' };
  const read = passphraseRow.safeParse(row);
  if (!read.success) return { method: 'passphrase', wrapped: null };
  const { wrapped, wrapNonce, salt, scryptN, scryptR, scryptP } = read.data;
  return { method: 'passphrase', wrapped: { wrapped, nonce: wrapNonce, salt, n: scryptN, r: scryptR, p: scryptP } };
}

/** The record, or null where no stored vault is set up. */
export function readKeyRecord(r: Reader): KeyRecord | null {
  const row = recordQuery(r).get();
  if (!row) return null;
  return { vaultId: row.vaultId, version: row.keyVersion, check: row.keyCheck, custody: custodyOf(row) };
}

const recordQuery = builtOnce((r) => r.select().from(vaultState).where(eq(vaultState.id, 1)).prepare());

/** Whether a key is the one that seals now; another process may have made a new one. */
export function isCurrent(r: Reader, { vaultId, version }: KeyName): boolean {
  const row = nameQuery(r).get();
  return row?.vaultId === vaultId && row.version === version;
}

const nameQuery = builtOnce((r) => {
  const columns = { vaultId: vaultState.vaultId, version: vaultState.keyVersion };
  return r.select(columns).from(vaultState).where(eq(vaultState.id, 1)).prepare();
});

export function countSealed(r: Reader): number {
  return sealedQuery(r).get()?.n ?? 0;
}

const sealedQuery = builtOnce((r) => r.select({ n: count() }).from(secrets).prepare());

function custodyColumns(custody: Custody) {
  const wrapped = custody.method === 'passphrase' ? custody.wrapped : null;
  return {
    method: custody.method,
    keychainAccount: custody.method === 'keychain' ? custody.account : null,
    wrapped: wrapped?.wrapped ?? null,
    wrapNonce: wrapped?.nonce ?? null,
    salt: wrapped?.salt ?? null,
    scryptN: wrapped?.n ?? null,
    scryptR: wrapped?.r ?? null,
    scryptP: wrapped?.p ?? null,
  };
}

/**
 * Puts a record in the place of `previous` (null: of none).
 * Throws VAULT_CHANGED where another process was first; the caller's transaction is then undone.
 */
export function writeKeyRecord(w: Writer, record: KeyRecord, previous: KeyName | null, now: number): void {
  const expected = previous ? isCurrent(w, previous) : readKeyRecord(w) === null;
  if (!expected) throw changedMeanwhile();
  const row = {
    vaultId: record.vaultId,
    keyVersion: record.version,
    keyCheck: record.check,
    ...custodyColumns(record.custody),
    updatedAt: now,
  };
  w.insert(vaultState)
    .values({ id: 1, ...row, createdAt: now })
    .onConflictDoUpdate({ target: vaultState.id, set: row })
    .run();
}

export function changedMeanwhile(): Fault {
  return vaultFaults.fault('VAULT_CHANGED', 'Another Patchbay changed the vault.', {
    kept: 'Nothing was changed.',
    todo: 'Unlock the vault again, then repeat the step if it is still needed.',
  });
}

/** Forgets the key and every secret sealed with it. */
export function discardSealed(w: Writer): void {
  w.delete(secrets).run();
  w.delete(vaultIndex).run();
  w.delete(vaultState).run();
}
