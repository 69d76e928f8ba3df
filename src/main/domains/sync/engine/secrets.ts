import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '#contract/fault.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { openBytes, type SecretRow, sealBytes, settingsOf, type Vault } from '#main/vault/index.ts';
import type { SyncTable } from './registry.ts';
import { keyOf } from './rows.ts';
import type { WireRow } from './values.ts';

/** The key that a tenant's secrets are sealed with on their way, and which of its keys it is. */
export interface TenantKey {
  readonly generation: number;
  readonly bytes: Uint8Array;
}

/** Whether secrets of a tenant can be sealed and opened here: the vault may be locked, or the key not have come yet. */
export type KeyState = 'off' | 'locked' | 'noKey' | 'ready';

export interface SecretKeys {
  state(tenantId: string): KeyState;
  /** The key of now. Throws where the state is not `ready`. */
  current(tenantId: string): TenantKey;
  /** Undefined where this store does not have it. */
  ofGeneration(tenantId: string, generation: number): TenantKey | undefined;
}

/** A secret on its way: sealed under the tenant's key, with a digest of the settings that say where it may go. */
const wireSecret = z.object({ g: z.int(), n: z.base64(), s: z.base64() });
const payload = z.object({ value: z.string(), settings: z.string().nullable() });

/** The reason of what waits for a person to unlock the vault. */
export const waitsForVault = 'The vault is locked.';

/** Why a secret stays where it is for now. */
export class SecretWaits extends Error {
  override readonly name = 'SecretWaits';
}

interface Owner extends SecretRow {
  readonly field: string;
}

/** The secret of the vault that a row of secrets stands for. */
export const secretOwner = (table: SyncTable, tenantId: string, rowId: string): Owner => {
  const [owner, id, field] = keyOf(table, rowId).map(String);
  return { tenantId, table: owner ?? '', id: id ?? '', field: field ?? '' };
};

const contextOf = ({ tenantId, table, id, field }: Owner, generation: number) => [
  'patchbay.team-secret.v1',
  tenantId,
  table,
  id,
  field,
  String(generation),
];

/** What decides where the secrets of a row may go, as a digest; null where nothing does. */
function digestOf(r: Reader, owner: Owner): string | null {
  const { settings } = settingsOf(r, owner);
  return settings === null ? null : createHash('sha256').update(settings).digest('base64');
}

/** Secrets between this store's vault and a team. The database sees what no key of its own opens. */
export class TravellingSecrets {
  readonly #vault: Vault;
  readonly #keys: SecretKeys;

  constructor(vault: Vault, keys: SecretKeys) {
    this.#vault = vault;
    this.#keys = keys;
  }

  /** Whether secrets of this store can be read and replaced. */
  get isOpen(): boolean {
    return this.#vault.standing().status === 'unlocked';
  }

  state(tenantId: string): KeyState {
    return this.#keys.state(tenantId);
  }

  /** Opens a secret of the vault and seals it for the team. Undefined where it is gone, or its settings were altered. */
  toTeam(r: Reader, table: SyncTable, tenantId: string, rowId: string): WireRow | undefined {
    const owner = secretOwner(table, tenantId, rowId);
    const key = this.#keys.current(tenantId);
    const value = this.#open(r, owner);
    if (value === undefined) return undefined;
    const plain = Buffer.from(JSON.stringify({ value, settings: digestOf(r, owner) }), 'utf8');
    const { nonce, sealed } = sealBytes(key.bytes, plain, contextOf(owner, key.generation));
    plain.fill(0);
    return { g: key.generation, n: Buffer.from(nonce).toString('base64'), s: Buffer.from(sealed).toString('base64') };
  }

  #open(r: Reader, owner: Owner): string | undefined {
    try {
      return this.#vault.open(r, owner);
    } catch (error) {
      if (error instanceof Fault && error.code !== 'VAULT_LOCKED') return undefined;
      throw error;
    }
  }

  /** What decides where a secret may go, as it stands in the store. */
  digest(r: Reader, table: SyncTable, tenantId: string, rowId: string): string | null {
    return digestOf(r, secretOwner(table, tenantId, rowId));
  }

  /**
   * Opens what the team has and seals it in the vault.
   * @param teamDigest of the settings that the team has, where those here were changed and are not sent yet
   * @throws SecretWaits while the vault is locked or the key is missing
   */
  fromTeam(
    w: Writer,
    table: SyncTable,
    tenantId: string,
    rowId: string,
    data: Readonly<Record<string, unknown>>,
    teamDigest?: string | null,
  ): void {
    const owner = secretOwner(table, tenantId, rowId);
    const { value, settings } = this.#read(owner, data);
    if (settings !== digestOf(w, owner) && (teamDigest === undefined || settings !== teamDigest))
      throw new SecretWaits('The secret was given for other settings than those that the connection has.');
    try {
      this.#vault.seal(w, owner, value);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'SETTINGS_ALTERED') throw error;
      // Whoever changed the settings held the team's key, and sealed the secret for the new ones.
      this.#vault.removeAll(w, owner);
      this.#vault.seal(w, owner, value);
    }
  }

  #read(owner: Owner, data: Readonly<Record<string, unknown>>): z.infer<typeof payload> {
    const { g, n, s } = wireSecret.parse(data);
    const state = this.#keys.state(owner.tenantId);
    if (state === 'locked') throw new SecretWaits(waitsForVault);
    const key = this.#keys.ofGeneration(owner.tenantId, g);
    if (!key) throw new SecretWaits('The key of the team has not arrived yet.');
    const sealed = { nonce: Buffer.from(n, 'base64'), sealed: Buffer.from(s, 'base64') };
    const plain = openBytes(key.bytes, sealed, contextOf(owner, g));
    if (!plain) throw new Error('The secret was altered on its way, or sealed with another key.');
    return payload.parse(JSON.parse(plain.toString('utf8')));
  }

  /** The settings that say where secrets of a row go; null for a row that is not there. */
  settingsOf(r: Reader, row: SecretRow): string | null {
    return settingsOf(r, row).settings;
  }

  /** Secrets of a row whose settings somebody else changed are entered again. Waits for the vault, which vouches for the settings of before. */
  forget(w: Writer, row: SecretRow): void {
    if (!this.isOpen) throw new SecretWaits(waitsForVault);
    this.#vault.removeAll(w, row);
  }

  remove(w: Writer, table: SyncTable, tenantId: string, rowId: string): void {
    this.#vault.remove(w, secretOwner(table, tenantId, rowId));
  }

  /** The ids of the secrets of a row. */
  static idsOf(rowIds: readonly string[], owner: string, id: string): string[] {
    return rowIds.filter((rowId) => {
      const [table, of] = JSON.parse(rowId) as string[];
      return table === owner && of === id;
    });
  }
}
