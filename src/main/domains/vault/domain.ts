import { z } from 'zod';
import type { VaultState } from '#contract/vault.ts';
import { readValue, writeValue } from '#main/domains/settings/domain.ts';
import { defineFacts, type FactType } from '#main/facts/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Writer } from '#main/store/index.ts';
import { secrets, sessionIndex, sessionSecrets, vaultIndex, vaultState as vaultStateTable } from '#main/vault/table.ts';

const minutes = z.int().positive().nullable();

export const vaultFacts = defineFacts('vault', {
  setUp: { kind: 'vault', action: 'set up' },
  unlocked: { kind: 'vault', action: 'unlocked' },
  locked: { kind: 'vault', action: 'locked' },
  passphraseChanged: { kind: 'vault', action: 'changed the passphrase of' },
  rekeyed: { kind: 'vault', action: 're-keyed' },
  autoLockSet: {
    kind: 'vault',
    action: 'set automatic locking of',
    change: z.strictObject({ minutes }),
  },
  discarded: { kind: 'vault', action: 'discarded lost secrets of' },
});

/** Minutes of rest after which the vault locks, as a person set them, are in the settings under this name. */
const autoLockRow = 'autoLockMinutes';

/** The vault's routes. Unlocking and locking are everyone's; how secrets are kept is the admins' to decide. */
export function createVaultDomain({ vault, store, facts }: Kernel): Domain<'vault', null> {
  const autoLock = () => readValue(store.read, autoLockRow, minutes) ?? null;
  const emit = (w: Writer, type: FactType, actor: Actor) =>
    facts.emit(w, type, { actor, entity: { id: null, name: 'the vault' } });
  // The vault commits by itself, after the keychain has answered; what it did is noted right after.
  const noted = async (actor: Actor, type: FactType, work: () => Promise<VaultState> | VaultState) => {
    const state = await work();
    store.write((w) => emit(w, type, actor));
    return state;
  };
  const byAdmin = (actor: Actor, type: FactType, work: () => Promise<VaultState> | VaultState) => {
    requireRole(actor, 'admin');
    return noted(actor, type, work);
  };
  vault.setAutoLock(autoLock());
  return {
    name: 'vault',
    routes: {
      state: () => vault.state(),
      setUp: (actor, input) => byAdmin(actor, vaultFacts.setUp, () => vault.setUp(input)),
      unlock: (actor, input) => noted(actor, vaultFacts.unlocked, () => vault.unlock(input.passphrase)),
      lock: (actor) => noted(actor, vaultFacts.locked, () => vault.lock()),
      changePassphrase: (actor, input) =>
        byAdmin(actor, vaultFacts.passphraseChanged, () => vault.changePassphrase(input.current, input.next)),
      rekey: (actor, input) => byAdmin(actor, vaultFacts.rekeyed, () => vault.rekey(input.passphrase)),
      setAutoLock: (actor, { minutes: next }) => {
        requireRole(actor, 'admin');
        store.write((w) => {
          const before = { minutes: readValue(w, autoLockRow, minutes) ?? null };
          writeValue(w, autoLockRow, next);
          const entity = { id: null, name: 'the vault' };
          facts.emit(w, vaultFacts.autoLockSet, { actor, entity, before, after: { minutes: next } });
        });
        return vault.setAutoLock(next);
      },
      discard: (actor, input) => byAdmin(actor, vaultFacts.discarded, () => vault.discard(input.sealed)),
    },
    api: null,
    tables: [
      { table: vaultStateTable, travels: 'none', kept: 'untilDeleted' },
      {
        table: secrets,
        // Sealed anew on the way. A new key of this store's vault leaves the time of a secret as it is.
        travels: ['owner_table', 'owner_id', 'field', 'updated_at'],
        kept: 'withParent',
        merge: {
          only: (row) => `((${row}.owner_table = 'connections' AND ${row}.field NOT LIKE 'oauth:%')
            OR (${row}.owner_table = 'variables' AND ${row}.field = 'value'))`,
          shown: { thing: 'secret' },
        },
      },
      { table: sessionSecrets, travels: 'none', kept: 'withParent' },
      { table: vaultIndex, travels: 'none', kept: 'untilDeleted' },
      { table: sessionIndex, travels: 'none', kept: 'untilDeleted' },
    ],
    facts: Object.values(vaultFacts),
    jobs: [],
  };
}
