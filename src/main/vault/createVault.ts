import { Fault } from '#contract/fault.ts';
import { type VaultSetup, type VaultState, vaultFaults } from '#contract/vault.ts';
import type { Clock, Reader, Store, Writer } from '#main/store/index.ts';
import { type After, createAutoLock, systemAfter } from './autoLock.ts';
import { lockStored, type VaultContext } from './context.ts';
import { changePassphrase, discardVault, rekeyVault, setUpVault, unlockVault } from './keyChanges.ts';
import { boundedKeychain, type KeychainAdapter, watchedKeychain } from './keychain.ts';
import { countSealed, type KeyRecord, readKeyRecord } from './keyRecord.ts';
import { defaultCost, type ScryptCost } from './passphrase.ts';
import {
  forgetSecret,
  forgetSecretsOf,
  openSecret,
  type SecretOwner,
  type SecretRow,
  sealSecret,
} from './sealedSecrets.ts';
import { wipe } from './sealing.ts';

export interface VaultOptions {
  readonly store: Pick<Store, 'read' | 'write' | 'checkpoint'>;
  readonly keychain: KeychainAdapter;
  readonly clock: Clock;
  /** Called after every change of the state. */
  readonly onChange?: (state: VaultState) => void;
  readonly after?: After;
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
  setUp(setup: VaultSetup): Promise<VaultState>;
  unlock(passphrase?: string): Promise<VaultState>;
  /** Forgets the key. Throws WOULD_LOSE where the secrets are in memory only. */
  lock(): VaultState;
  changePassphrase(current: string, next: string): Promise<VaultState>;
  rekey(passphrase?: string): Promise<VaultState>;
  setAutoLock(minutes: number | null): VaultState;
  discard(sealed: number): Promise<VaultState>;
  /** The person did something: the automatic lock begins to count anew. */
  touch(): void;
  /** Seals a secret in the caller's transaction and answers what may be shown of it. */
  seal(w: Writer, owner: SecretOwner, secret: string): string;
  open(r: Reader, owner: SecretOwner): string;
  remove(w: Writer, owner: SecretOwner): void;
  removeAll(w: Writer, row: SecretRow): void;
  /** Forgets the key and the timers; secrets that were in memory only are gone. */
  close(): void;
}

function createContext(options: VaultOptions): VaultContext {
  const { store, clock, onChange, after = systemAfter } = options;
  const bounded = boundedKeychain(options.keychain, options.keychainMs ?? 5_000);
  const context: VaultContext = {
    store,
    clock,
    cost: options.scryptCost ?? defaultCost,
    keychain: watchedKeychain(bounded, (status) => {
      context.keychainStatus = status;
    }),
    autoLock: createAutoLock({ clock, after, onIdle: () => lockStored(context) }),
    held: { kind: 'none' },
    keychainStatus: 'unavailable',
    trouble: undefined,
    changed: () => onChange?.(describeVault(context)),
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

/** Makes a vault in the keychain of a new store, or opens the one that another process made meanwhile. */
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
  throw vaultFaults.fault('WOULD_LOSE', 'These secrets are in memory only, and locking would lose them.', {
    kept: 'Nothing was changed.',
    todo: 'Change to a passphrase first; the secrets move along.',
  });
}

export function createVault(options: VaultOptions): Vault {
  const context = createContext(options);
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
    remove: (w, owner) => forgetSecret(w, context, owner),
    removeAll: (w, row) => forgetSecretsOf(w, context, row),
    close: () => {
      context.autoLock.stop();
      if (context.held.kind !== 'none') wipe(context.held.key);
      context.held = { kind: 'none' };
    },
  };
}

const choose = 'Choose a passphrase to keep secrets, or keep them only until Patchbay ends.';

function sessionReason(sealed: number): string {
  const stored = sealed === 1 ? '1 stored secret stays' : `${sealed} stored secrets stay`;
  const rest = sealed === 0 ? '' : ` ${stored} sealed until the vault is unlocked.`;
  return `Secrets are kept in memory and are gone when Patchbay ends.${rest}`;
}

function lockedReason({ trouble }: VaultContext, record: KeyRecord): string {
  if (trouble) return trouble;
  return record.custody.method === 'passphrase'
    ? 'Enter the passphrase to use the stored secrets.'
    : 'Unlock the vault to use the stored secrets.';
}

/** How the vault stands, in words for a person where something is to be done. */
function describeVault(context: VaultContext): VaultState {
  const { held, store, keychainStatus: keychain, autoLock, trouble } = context;
  const record = readKeyRecord(store.read);
  const common = { keychain, sealed: countSealed(store.read), autoLockMinutes: autoLock.minutes };
  if (held.kind === 'session') {
    return { ...common, status: 'unlocked', method: 'session', reason: sessionReason(common.sealed) };
  }
  if (!record) {
    return { ...common, status: 'setup', method: null, reason: trouble ? `${trouble} ${choose}` : choose };
  }
  const { method } = record.custody;
  if (held.kind === 'stored') return { ...common, status: 'unlocked', method };
  return { ...common, status: 'locked', method, reason: lockedReason(context, record) };
}
