import { type VaultSetup, vaultFaults } from '#contract/vault.ts';
import { uuidv7, type Writer } from '#main/store/index.ts';
import { hold, lockedFault, type VaultContext } from './context.ts';
import { demandProof, fetchKey, type Keeping, keepKey } from './custody.ts';
import {
  type Custody,
  changedMeanwhile,
  countSealed,
  discardSealed,
  type KeyRecord,
  readKeyRecord,
  writeKeyRecord,
} from './keyRecord.ts';
import { demandStrength, unwrapKey, wrapKey } from './passphrase.ts';
import { completeIndex } from './sealedIndex.ts';
import { makeSessionRows, resealAll } from './sealedSecrets.ts';
import { formatOf, keyCheck, type MasterKey, newMasterKey, wipe } from './sealing.ts';
import { secrets, sessionSecrets } from './table.ts';

/**
 * Chooses how secrets are kept, or changes it; every secret that can be opened moves along. What is stored gives up its custody only
 * for the proof that it has: see `demandProof`.
 */
export async function setUpVault(context: VaultContext, setup: VaultSetup): Promise<void> {
  if (setup.method === 'session') return beginSession(context, setup.current);
  if (setup.method === 'passphrase') demandStrength(setup.passphrase);
  await proveCustody(context, setup.current);
  await replaceKey(context, setup);
}

/** A closed vault that the keychain no longer opens, and that holds no secret, has nothing to prove. */
async function proveCustody({ store, keychain, held }: VaultContext, passphrase: string | undefined): Promise<void> {
  const record = readKeyRecord(store.read);
  if (record === null || (held.kind !== 'stored' && countSealed(store.read) > 0)) return;
  if (record.custody.method === 'passphrase' || held.kind === 'stored')
    await demandProof(keychain, record, { passphrase, field: 'current' });
}

async function beginSession(context: VaultContext, passphrase: string | undefined): Promise<void> {
  const { held, store } = context;
  if (held.kind === 'session') return;
  if (held.kind === 'stored') {
    const sealed = countSealed(store.read);
    if (sealed > 0) {
      throw vaultFaults.fault('WOULD_LOSE', `${sealed} stored secrets would be gone when Patchbay ends.`, {
        kept: 'Nothing was changed.',
        todo: 'Delete the connections that hold them first, or keep the vault as it is.',
      });
    }
    await proveCustody(context, passphrase);
    store.write((w) => {
      if (countSealed(w) > 0) throw changedMeanwhile();
      discardSealed(w);
    });
  }
  store.write(makeSessionRows);
  hold(context, { kind: 'session', key: newMasterKey(1) });
}

/**
 * Makes a new master key, keeps it, and seals every secret with it.
 * The new key is kept, under a name of its own, before one transaction moves record and secrets; a crash at any point
 * leaves a store whose record names a key that exists. An earlier key stays in the keychain, where backups may need it.
 */
async function replaceKey(context: VaultContext, keeping: Keeping): Promise<void> {
  const { store, keychain, cost } = context;
  const before = readKeyRecord(store.read);
  if (context.held.kind !== 'stored' && countSealed(store.read) > 0) throw lockedFault(store.read);
  const vaultId = before?.vaultId ?? uuidv7();
  const key = newMasterKey((before?.version ?? 0) + 1);
  try {
    const custody = await keepKey(keychain, keeping, { vaultId, key, cost });
    await commitKey(context, { before, vaultId, key, custody });
  } catch (error) {
    wipe(key);
    throw error;
  }
  hold(context, { kind: 'stored', key, vaultId, method: keeping.method });
  store.checkpoint();
}

interface Replacement {
  readonly before: KeyRecord | null;
  readonly vaultId: string;
  readonly key: MasterKey;
  readonly custody: Custody;
}

async function commitKey(context: VaultContext, { before, vaultId, key, custody }: Replacement): Promise<void> {
  const record = { vaultId, version: key.version, check: keyCheck(key, vaultId), custody };
  try {
    context.store.write((w) => {
      writeKeyRecord(w, record, before, context.clock.now());
      moveSecrets(w, context, key);
    });
  } catch (error) {
    if (custody.method === 'keychain') await context.keychain.delete(custody.account).catch(() => {});
    throw error;
  }
}

/** Seals with `key` what the key in memory opens. */
function moveSecrets(w: Writer, { held }: VaultContext, key: MasterKey): void {
  const to = { rows: secrets, key };
  if (held.kind === 'stored') resealAll(w, { rows: secrets, key: held.key }, to);
  else if (countSealed(w) > 0) throw changedMeanwhile();
  else if (held.kind === 'session') resealAll(w, { rows: sessionSecrets, key: held.key }, to);
}

/** Opens the stored vault; secrets that were kept in memory meanwhile are then stored too. */
export async function unlockVault(context: VaultContext, passphrase: string | undefined): Promise<void> {
  const { store, keychain } = context;
  if (context.held.kind === 'stored') return;
  const record = readKeyRecord(store.read);
  if (!record) {
    throw vaultFaults.fault('NOT_SET_UP', 'The vault isn’t set up yet.', {
      todo: 'Choose a method first.',
    });
  }
  const key = await fetchKey(keychain, record, passphrase);
  try {
    if (formatOf(key, record.vaultId, record.check) === 'former') sealAnew(context, record, key);
    else completeIndex({ store, place: { rows: secrets, key } });
    const { held } = context;
    if (held.kind === 'session') {
      const from = { rows: sessionSecrets, key: held.key };
      store.write((w) => resealAll(w, from, { rows: secrets, key }));
    }
  } catch (error) {
    wipe(key);
    throw error;
  }
  hold(context, { kind: 'stored', key, vaultId: record.vaultId, method: record.custody.method });
}

/**
 * Seals what a version before this one sealed in the way of now, once, in one transaction: with it the vault vouches for each secret
 * and its settings. Another process may have been first.
 */
function sealAnew({ store, clock }: VaultContext, { vaultId }: KeyRecord, key: MasterKey): void {
  const place = { rows: secrets, key };
  store.write((w) => {
    const record = readKeyRecord(w);
    if (record === null || formatOf(key, vaultId, record.check) !== 'former') return;
    resealAll(w, place, place, 'former');
    writeKeyRecord(w, { ...record, check: keyCheck(key, vaultId) }, record, clock.now());
  });
  store.checkpoint();
}

/** Replaces the master key, kept as the one before. A passphrase vault needs its passphrase. */
export async function rekeyVault(context: VaultContext, passphrase: string | undefined): Promise<void> {
  const { held, store, keychain } = context;
  if (held.kind === 'session') return rekeySession(context, held.key);
  const record = readKeyRecord(store.read);
  if (held.kind === 'none' || !record) throw lockedFault(store.read);
  await demandProof(keychain, record, { passphrase, field: 'passphrase' });
  if (record.custody.method === 'keychain') return replaceKey(context, { method: 'keychain' });
  return replaceKey(context, { method: 'passphrase', passphrase: passphrase ?? '' });
}

function rekeySession(context: VaultContext, before: MasterKey): void {
  const key = newMasterKey(before.version + 1);
  const rows = sessionSecrets;
  context.store.write((w) => resealAll(w, { rows, key: before }, { rows, key }));
  hold(context, { kind: 'session', key });
}

/** Puts the same master key under another passphrase. Works while locked too, and leaves it locked. */
export async function changePassphrase(context: VaultContext, current: string, next: string): Promise<void> {
  const { store, clock, cost } = context;
  const record = readKeyRecord(store.read);
  if (record?.custody.method !== 'passphrase') {
    throw vaultFaults.fault('NOT_SET_UP', 'The vault has no passphrase.', { todo: 'Change to a passphrase first.' });
  }
  demandStrength(next);
  const key = await unwrapKey(record.custody.wrapped, record.vaultId, record.version, current);
  const wrapped = await wrapKey(key, record.vaultId, next, cost).finally(() => wipe(key));
  const changed: KeyRecord = { ...record, custody: { method: 'passphrase', wrapped } };
  store.write((w) => writeKeyRecord(w, changed, record, clock.now()));
  store.checkpoint();
}

/** Gives up the sealed secrets of a vault that cannot be opened any more. `sealed` repeats how many they are. */
export function discardVault(context: VaultContext, sealed: number): void {
  const { held, store } = context;
  store.write((w) => {
    const now = countSealed(w);
    if (held.kind !== 'stored' && now === sealed) return discardSealed(w);
    throw vaultFaults.fault(
      'WOULD_LOSE',
      `The vault holds ${now} sealed secrets${held.kind === 'stored' ? ' and is open' : ''}.`,
      {
        kept: 'Nothing was discarded.',
        todo: held.kind === 'stored' ? 'Delete the connections that are not needed.' : 'Look at the number again.',
      },
    );
  });
  store.checkpoint();
  context.trouble = undefined;
  context.changed();
}
