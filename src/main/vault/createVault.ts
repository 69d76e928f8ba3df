import { isDeepStrictEqual } from 'node:util';
import { Fault } from '#contract/fault.ts';
import { type VaultSetup, type VaultState, vaultFaults } from '#contract/vault.ts';
import type { Clock, Reader, Store, Writer } from '#main/store/index.ts';
import { type After, createAutoLock, describeVault, lockedFault, lockStored, type VaultContext } from './context.ts';
import { changePassphrase, discardVault, rekeyVault, setUpVault, unlockVault } from './keyChanges.ts';
import { boundedKeychain, type KeychainAdapter, watchedKeychain } from './keychain.ts';
import { isCurrent, readKeyRecord } from './keyRecord.ts';
import { defaultCost, type ScryptCost } from './passphrase.ts';
import { lookAt, type SecretPlace } from './sealedIndex.ts';
import {
  findSecret,
  hasSecrets,
  openListed,
  putSecret,
  removeSecret,
  removeSecretsOf,
  secretHint,
  secretMissing,
  setSecretsAside,
  settingsAltered,
  takeSettingsBack,
  unreadable,
  vouchForSettings,
} from './sealedSecrets.ts';
import { type MasterKey, wipe } from './sealing.ts';
import { type Rows, type SecretOwner, type SecretRow, secrets, sessionSecrets, settingsOf } from './table.ts';

/** Timers of the machine that do not keep the process alive. */
const systemAfter: After = (ms, run) => {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
};

export interface VaultOptions {
  readonly store: Pick<Store, 'read' | 'write' | 'checkpoint'>;
  readonly keychain: KeychainAdapter;
  readonly clock: Clock;
  /** Called after every change of the state. */
  readonly onChange?: (state: VaultState) => void;
  readonly after?: After;
  /** Milliseconds that no setting of the clock changes. */
  readonly steady?: () => number;
  /** What a new passphrase costs; existing ones keep theirs. */
  readonly scryptCost?: ScryptCost;
  /** Longest wait for one answer of the keychain, in milliseconds. */
  readonly keychainMs?: number;
}

/**
 * Keeps secrets sealed in the store under one master key. Changes of the key run one after the other.
 * Faults are those of `vaultFaults`, and VAULT_LOCKED.
 */
export interface Vault {
  /** Asks for the key once; on a new store it makes one in the keychain. Never throws for a keychain that fails: the state says so. */
  start(): Promise<VaultState>;
  state(): VaultState;
  /** What reading and sending need of the state. It is known in memory while the vault is open, where `state` counts all secrets. */
  standing(): Pick<VaultState, 'status' | 'method'>;
  setUp(setup: VaultSetup): Promise<VaultState>;
  unlock(passphrase?: string): Promise<VaultState>;
  /** Forgets the key. Throws WOULD_LOSE where the secrets are in memory only. */
  lock(): VaultState;
  changePassphrase(current: string, next: string): Promise<VaultState>;
  rekey(passphrase?: string): Promise<VaultState>;
  setAutoLock(minutes: number | null): VaultState;
  discard(sealed: number): Promise<VaultState>;
  /** The person did something: the automatic lock begins to count again. */
  touch(): void;
  /** Seals a secret in the caller's transaction and answers what may be shown of it. */
  seal(w: Writer, owner: SecretOwner, secret: string): string;
  open(r: Reader, owner: SecretOwner): string;
  /** Changes settings of a row that has secrets, or makes it, in the caller's transaction: the vault vouches for where they may go. */
  changeSettings<T>(w: Writer, row: SecretRow, change: () => T): T;
  /** Removes a secret, also while locked; one that is not there is fine. */
  remove(w: Writer, owner: SecretOwner): void;
  /** Removes every secret of a row, also while locked. */
  removeAll(w: Writer, row: SecretRow): void;
  /** The same for a row that is deleted and may come back: its settings are vouched for on. Call it while the row stands. */
  setAside(w: Writer, row: SecretRow): void;
  /** Whether a row that was set aside came back with the settings that are vouched for. Throws VAULT_LOCKED. */
  takeBack(w: Writer, row: SecretRow): boolean;
  /** Called whenever the stored vault is found locked, so that what was opened is let go. @returns what ends that */
  onLocked(work: () => void): () => void;
  /** Forgets the key and the timers; secrets that were in memory only are gone. */
  close(): void;
}

function createContext(options: VaultOptions, whenLocked: ReadonlySet<() => void>): VaultContext {
  const { store, clock, onChange, after = systemAfter, steady = () => performance.now() } = options;
  const bounded = boundedKeychain(options.keychain, options.keychainMs ?? 5_000);
  const context: VaultContext = {
    store,
    clock,
    cost: options.scryptCost ?? defaultCost,
    keychain: watchedKeychain(bounded, (status) => {
      context.keychainStatus = status;
    }),
    autoLock: createAutoLock({ clock, after, steady, onIdle: () => lockStored(context) }),
    held: { kind: 'none' },
    keychainStatus: 'unavailable',
    trouble: undefined,
    changed: () => {
      const state = describeVault(context);
      if (state.status === 'locked') for (const work of whenLocked) work();
      onChange?.(state);
    },
  };
  return context;
}

/** Runs a step; a keychain that fails becomes the reason in the state, and the caller's fault. */
async function recordingTrouble(context: VaultContext, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (isKeychainFault(error) && context.held.kind === 'none') {
      context.trouble = [error.message, error.data.todo].filter(Boolean).join(' ');
      context.changed();
    }
    throw error;
  }
}

const isKeychainFault = (error: unknown): error is Fault =>
  error instanceof Fault && error.code.startsWith('KEYCHAIN_');

/** Makes a vault in the keychain of a new store, or opens the one that another process made in the meantime. */
async function makeFirst(context: VaultContext): Promise<void> {
  try {
    await setUpVault(context, { method: 'keychain' });
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'VAULT_CHANGED')) throw error;
    await unlockVault(context, undefined);
  }
}

/** The first step of a start. A keychain that fails does not stop it. */
async function begin(context: VaultContext): Promise<void> {
  const record = readKeyRecord(context.store.read);
  if (record?.custody.method === 'passphrase') {
    await context.keychain.probe();
    return;
  }
  try {
    await recordingTrouble(context, () => (record ? unlockVault(context, undefined) : makeFirst(context)));
  } catch (error) {
    if (!isKeychainFault(error)) throw error;
  }
}

function lock(context: VaultContext): void {
  if (context.held.kind !== 'session') {
    lockStored(context);
    return;
  }
  throw vaultFaults.fault('WOULD_LOSE', 'These secrets are for this session only; locking would delete them.', {
    kept: 'Nothing was changed.',
    todo: 'Change to a passphrase first; secrets move with it.',
  });
}

const elsewhere = 'Another Patchbay gave the vault a new key. Unlock it again.';

/** Where the key in memory seals, or null where there is none. */
function heldPlace(context: VaultContext): SecretPlace | null {
  if (context.autoLock.expired()) lockStored(context);
  const { held } = context;
  if (held.kind === 'none') return null;
  return { rows: held.kind === 'session' ? sessionSecrets : secrets, key: held.key };
}

/** Where secrets go now, or null while locked. Gives up a key in the place of which another process has put a new one. */
function currentPlace(r: Reader, context: VaultContext): SecretPlace | null {
  const place = heldPlace(context);
  const { held } = context;
  if (held.kind !== 'stored' || isCurrent(r, { vaultId: held.vaultId, version: held.key.version })) return place;
  lockStored(context, elsewhere);
  return null;
}

/** The same. Throws VAULT_LOCKED. */
function requirePlace(r: Reader, context: VaultContext): SecretPlace {
  const place = currentPlace(r, context);
  if (!place) throw lockedFault(r);
  return place;
}

/** Seals a secret for its owner and answers what may be shown of it. Throws VAULT_LOCKED or SETTINGS_ALTERED. */
function sealSecret(w: Writer, context: VaultContext, owner: SecretOwner, secret: string): string {
  const to = requirePlace(w, context);
  const plain = Buffer.from(secret, 'utf8');
  putSecret(w, to, owner, plain, context.clock.now());
  plain.fill(0);
  return secretHint(secret);
}

/** Opens a secret. Throws SECRET_MISSING, VAULT_LOCKED, SECRET_UNREADABLE or SETTINGS_ALTERED. */
function openSecret(r: Reader, context: VaultContext, owner: SecretOwner): string {
  const from = heldPlace(context);
  // A new key seals every secret again, so what the key in memory opens tells that it is the current one. Another process may write
  // between two reads; what is still so at a second look was altered.
  const look = () => from && openListed(r, from, owner);
  const first = look();
  const plain = first === null || first === 'altered' ? look() : first;
  if (plain === 'altered') throw settingsAltered(owner);
  if (!plain) throw whyClosed(r, context, owner);
  const secret = plain.toString('utf8');
  plain.fill(0);
  return secret;
}

/**
 * Changes settings of a row in the caller's transaction. Those that decide where its secrets go are vouched for from then on, so that
 * they must be the known ones before, and cannot change while the vault is locked. Throws VAULT_LOCKED or SETTINGS_ALTERED.
 */
function changeSettings<T>(w: Writer, context: VaultContext, row: SecretRow, change: () => T): T {
  const place = currentPlace(w, context);
  const before = settingsOf(w, row);
  const look = place && before.settings !== null ? lookAt(w, place, row) : null;
  if (look?.isKnown && !look.isAsGiven) throw settingsAltered(row);
  const result = change();
  if (isDeepStrictEqual(settingsOf(w, row), before)) return result;
  if (place) vouchForSettings(w, place, row);
  const isElsewhere = context.held.kind !== 'stored' && hasSecrets(w, secrets, row);
  if (before.settings !== null && (!place || isElsewhere)) throw lockedFault(w);
  return result;
}

function whyClosed(r: Reader, context: VaultContext, owner: SecretOwner): Fault {
  const place = currentPlace(r, context);
  const row = place && findSecret(r, place.rows, owner);
  if (row) return unreadable(row);
  return findSecret(r, secrets, owner) ? lockedFault(r) : secretMissing(owner);
}

/** Works in each table in which secrets may stand, also while locked: then there is no key. */
function inPlaces(w: Writer, context: VaultContext, work: (rows: Rows, key: MasterKey | null) => void): void {
  const place = currentPlace(w, context);
  const all = context.held.kind === 'session' ? [secrets, sessionSecrets] : [secrets];
  for (const rows of all) work(rows, place?.rows === rows ? place.key : null);
}

export function createVault(options: VaultOptions): Vault {
  const whenLocked = new Set<() => void>();
  const context = createContext(options, whenLocked);
  let last: Promise<unknown> = Promise.resolve();
  let started: Promise<VaultState> | undefined;
  const inTurn = (step: () => Promise<void>): Promise<VaultState> => {
    const run = last.then(() => recordingTrouble(context, step)).then(() => describeVault(context));
    last = run.catch(() => {});
    return run;
  };
  const now = (step: () => void): VaultState => {
    step();
    return describeVault(context);
  };
  return {
    start: () => {
      started ??= inTurn(() => begin(context));
      return started;
    },
    state: () => describeVault(context),
    standing: () => {
      const { held } = context;
      if (held.kind === 'none') return describeVault(context);
      return { status: 'unlocked', method: held.kind === 'session' ? 'session' : held.method };
    },
    setUp: (setup) => inTurn(() => setUpVault(context, setup)),
    unlock: (passphrase) => inTurn(() => unlockVault(context, passphrase)),
    lock: () => now(() => lock(context)),
    changePassphrase: (current, next) => inTurn(() => changePassphrase(context, current, next)),
    rekey: (passphrase) => inTurn(() => rekeyVault(context, passphrase)),
    setAutoLock: (minutes) => now(() => context.autoLock.set(minutes)),
    discard: (sealed) =>
      inTurn(async () => {
        discardVault(context, sealed);
        if (context.held.kind === 'none') await begin(context);
      }),
    touch: () => context.autoLock.touch(),
    seal: (w, owner, secret) => sealSecret(w, context, owner, secret),
    open: (r, owner) => openSecret(r, context, owner),
    changeSettings: (w, row, change) => changeSettings(w, context, row, change),
    remove: (w, owner) => inPlaces(w, context, (rows, key) => removeSecret(w, rows, key, owner)),
    removeAll: (w, row) => inPlaces(w, context, (rows, key) => removeSecretsOf(w, rows, key, row)),
    setAside: (w, row) => inPlaces(w, context, (rows, key) => setSecretsAside(w, rows, key, row)),
    takeBack: (w, row) => takeSettingsBack(w, requirePlace(w, context), row),
    onLocked: (work) => {
      whenLocked.add(work);
      return () => void whenLocked.delete(work);
    },
    close: () => {
      context.autoLock.stop();
      if (context.held.kind !== 'none') wipe(context.held.key);
      context.held = { kind: 'none' };
    },
  };
}
