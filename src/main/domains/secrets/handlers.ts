import { implement } from '@orpc/server';
import { z } from 'zod';
import { type VaultState, vaultContract } from '#contract/vault.ts';
import { readValue, writeValue } from '#main/domains/settings/index.ts';
import { type Actor, type CallContext, requireRole } from '#main/kernel/actor.ts';
import type { Events } from '#main/kernel/events.ts';
import type { Reader, Store } from '#main/store/index.ts';
import type { Vault } from '#main/vault/index.ts';

export interface SecretsDeps {
  readonly vault: Vault;
  readonly events: Events;
  readonly store: Store;
}

const autoLockRow = 'autoLockMinutes';

/** Minutes of rest after which the vault locks, as a person set them; null never locks. */
export function readAutoLock(r: Reader): number | null {
  return readValue(r, autoLockRow, z.int().positive().nullable()) ?? null;
}

/** The vault's routes. Unlocking and locking are everyone's; how secrets are kept is the admins' to decide. */
export function secretsHandlers({ vault, events, store }: SecretsDeps) {
  const os = implement(vaultContract).$context<CallContext>();
  const told = async (actor: Actor, action: string, work: () => Promise<VaultState> | VaultState) => {
    const state = await work();
    events.happened({ tenantId: actor.tenantId, actor, kind: 'vault', action, subject: 'the vault', result: 'ok' });
    return state;
  };
  const admin = (context: CallContext): Actor => {
    const actor = context.session.actor();
    requireRole(actor, 'admin');
    return actor;
  };
  return os.router({
    state: os.state.handler(() => vault.state()),
    setUp: os.setUp.handler(({ input, context }) => told(admin(context), 'set up', () => vault.setUp(input))),
    unlock: os.unlock.handler(({ input, context }) =>
      told(context.session.actor(), 'unlocked', () => vault.unlock(input.passphrase)),
    ),
    lock: os.lock.handler(({ context }) => told(context.session.actor(), 'locked', () => vault.lock())),
    changePassphrase: os.changePassphrase.handler(({ input, context }) =>
      told(admin(context), 'changed the passphrase of', () => vault.changePassphrase(input.current, input.next)),
    ),
    rekey: os.rekey.handler(({ input, context }) =>
      told(admin(context), 're-keyed', () => vault.rekey(input.passphrase)),
    ),
    setAutoLock: os.setAutoLock.handler(({ input, context }) =>
      told(admin(context), 'set automatic locking of', () => {
        store.write((w) => writeValue(w, autoLockRow, input.minutes));
        return vault.setAutoLock(input.minutes);
      }),
    ),
    discard: os.discard.handler(({ input, context }) =>
      told(admin(context), 'discarded lost secrets of', () => vault.discard(input.sealed)),
    ),
  });
}
