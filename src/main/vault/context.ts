import { commonFaults, type Fault } from '#contract/fault.ts';
import type { KeychainStatus, VaultState } from '#contract/vault.ts';
import { counted } from '#core/counted.ts';
import type { Clock, Reader, Store } from '#main/store/index.ts';
import type { KeychainAdapter } from './keychain.ts';
import { type Custody, countSealed, type KeyRecord, readKeyRecord } from './keyRecord.ts';
import type { ScryptCost } from './passphrase.ts';
import { type MasterKey, wipe } from './sealing.ts';

/** Locks the stored vault once the person did nothing for as long as was set. */
export interface AutoLock {
  readonly minutes: number | null;
  /** Null never locks. Counts from now. */
  set(minutes: number | null): void;
  /** The person did something. Locks instead where the time was over before: the computer slept in the meantime. */
  touch(): void;
  /** Counts from now. */
  restart(): void;
  /** Whether the time is over; timers sleep with the computer, this does not. */
  expired(): boolean;
  stop(): void;
}

/** Runs something after a time in milliseconds; the answer cancels it. */
export type After = (ms: number, run: () => void) => () => void;

interface AutoLockOptions {
  readonly clock: Clock;
  readonly after: After;
  /** Milliseconds that no setting of the clock changes. */
  readonly steady: () => number;
  readonly onIdle: () => void;
}

/** Calls `onIdle` once the person did nothing for as long as was set. */
export function createAutoLock({ clock, after, steady, onIdle }: AutoLockOptions): AutoLock {
  let minutes: number | null = null;
  const time = () => ({ clock: clock.now(), steady: steady() });
  let lastUse = time();
  let cancel = () => {};
  // The clock counts while the computer sleeps; the steady time goes on where the clock is set back.
  const unusedMs = () => Math.max(clock.now() - lastUse.clock, steady() - lastUse.steady);
  const left = () => (minutes === null ? Number.POSITIVE_INFINITY : minutes * 60_000 - unusedMs());
  const check = (): void => {
    if (minutes === null) return;
    if (left() > 0) cancel = after(left(), check);
    else onIdle();
  };
  const restart = (): void => {
    cancel();
    lastUse = time();
    check();
  };
  return {
    get minutes() {
      return minutes;
    },
    set: (next) => {
      minutes = next;
      restart();
    },
    touch: () => {
      if (left() <= 0) onIdle();
      else lastUse = time();
    },
    restart,
    expired: () => left() <= 0,
    stop: () => cancel(),
  };
}

/** The key that is in memory: none, that of the stored vault, or one that ends with this process. */
export type Held =
  | { readonly kind: 'none' }
  | { readonly kind: 'stored'; readonly key: MasterKey; readonly vaultId: string; readonly method: Custody['method'] }
  | { readonly kind: 'session'; readonly key: MasterKey };

/** What the parts of the vault share. */
export interface VaultContext {
  readonly store: Pick<Store, 'read' | 'write' | 'checkpoint'>;
  readonly keychain: KeychainAdapter;
  readonly clock: Clock;
  readonly cost: ScryptCost;
  readonly autoLock: AutoLock;
  held: Held;
  keychainStatus: KeychainStatus;
  /** Why the stored vault could not be opened, for a person. */
  trouble: string | undefined;
  /** Tells listeners that the state is another one. */
  readonly changed: () => void;
}

/** Puts another key in the place of the one in memory, which is overwritten. */
export function hold(context: VaultContext, held: Held): void {
  const before = context.held;
  context.held = held;
  if (before.kind !== 'none') wipe(before.key);
  if (held.kind !== 'none') {
    context.trouble = undefined;
    context.autoLock.restart();
  }
  context.changed();
}

/** Forgets the stored vault's key; a session's key stays, since its secrets would be gone with it. */
export function lockStored(context: VaultContext, why?: string): void {
  if (context.held.kind !== 'stored') return;
  context.trouble = why;
  hold(context, { kind: 'none' });
}

/** The fault of everything that needs a key where there is none. */
export function lockedFault(r: Reader): Fault {
  const kept = 'The secrets stay sealed, and none is lost.';
  return readKeyRecord(r)
    ? commonFaults.fault('VAULT_LOCKED', 'The vault is locked.', { kept, todo: 'Unlock it, then try again.' })
    : commonFaults.fault('VAULT_LOCKED', 'The vault isn’t set up yet.', {
        kept: 'Nothing was stored.',
        todo: 'Set up the vault under Settings, then try again.',
      });
}

const choose = 'Choose a passphrase to keep secrets, or keep them only until Patchbay quits.';

function sessionReason(sealed: number): string {
  const stored = counted(sealed, 'stored secret stays', 'stored secrets stay');
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
export function describeVault(context: VaultContext): VaultState {
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
