import type { KeychainStatus } from '#contract/vault.ts';
import type { Clock, Store } from '#main/store/index.ts';
import type { AutoLock } from './autoLock.ts';
import type { KeychainAdapter } from './keychain.ts';
import type { ScryptCost } from './passphrase.ts';
import { type MasterKey, wipe } from './sealing.ts';

/** The key that stands in memory: none, that of the stored vault, or one that ends with this process. */
export type Held =
  | { readonly kind: 'none' }
  | { readonly kind: 'stored'; readonly key: MasterKey; readonly vaultId: string }
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
