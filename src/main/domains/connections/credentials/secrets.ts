import { z } from 'zod';
import { type ConnectionId, type TenantId, userId } from '#contract/common.ts';
import {
  type ConnectionKind,
  type ConnectionPart,
  type PartConfig,
  type Placement,
  partConfig,
} from '#contract/connections.ts';
import type { CredentialValues, FormField } from '#contract/credentialForms.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import type { DefinitionServer } from '#contract/openapi.ts';
import { fillServer } from '#core/openapi/index.ts';
import { percentDecoded } from '#core/percentEncoding.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { SecretRow } from '#main/vault/index.ts';
import type { ConnectionsContext } from '../context.ts';
import { noSecret } from '../faults.ts';
import type { ConnectionRow } from '../table.ts';
import { type EnteredForm, type Entry, filled, type SecretMaterial, textOf } from './credentialKind.ts';
import { credentialKinds } from './kinds.ts';

/** Shown in the place of an empty secret. */
export const emptyHint = '(empty)';

/** What was entered for a part, without what the kind has no place for. Throws INVALID where something is missing or wrong. */
export function readEntry(
  kind: ConnectionKind,
  config: PartConfig | null,
  { secret, username }: Omit<SecretInput, 'values'>,
): Entry {
  const module = credentialKinds[kind];
  if (module.oneSuffices) {
    if (!secret && !username) throw invalid('Enter the user name, the password, or both.', 'username');
  } else {
    if (!secret && !module.optionalSecret) throw invalid('Enter the secret.', 'secret');
    if (module.needsUsername && !username) throw invalid('A user name is needed.', 'username');
  }
  requireOwn(kind, config);
  const isEmpty = module.oneSuffices && !secret;
  // A passphrase comes as a user name too; kinds that keep none take it out.
  const entered = { config, secret: isEmpty ? '' : secret || null, username: username || null };
  const read: Entry = module.read === undefined ? entered : module.read(entered);
  const entry = isEmpty ? { ...read, hint: emptyHint } : read;
  return module.needsUsername ? entry : { ...entry, username: null };
}

/**
 * What the values of a kind's form amount to, `stored` being the settings of the part that they are entered for; null is a new part.
 * Throws INVALID where a field of a new part is empty that must not be.
 */
export function readForm(
  kind: ConnectionKind,
  values: CredentialValues,
  stored: { readonly config: PartConfig | null } | null,
): EnteredForm & { placement?: Placement | undefined } {
  const { fields, fromForm } = credentialKinds[kind];
  const empty = stored === null ? fields.find((field) => field.required.new && isEmpty(field, values)) : undefined;
  if (empty !== undefined) throw invalid(`${empty.label} is missing.`, empty.name);
  const { placement } = values;
  const entered = (name: string) => {
    const isEmptied = values[name] === null && fields.some((field) => field.name === name && field.canBeEmpty);
    return isEmptied ? '' : filled(textOf(values, name));
  };
  return {
    ...(fromForm?.(values, stored?.config ?? null) ?? { secret: entered('secret'), username: entered('username') }),
    placement: typeof placement === 'object' && placement !== null && 'prefix' in placement ? placement : undefined,
  };
}

/** A placement has its default, so none is ever missing. */
function isEmpty({ type, name }: FormField, values: CredentialValues): boolean {
  const value = values[name];
  if (type === 'placement') return false;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value)
    ? !value.some((pair) => pair.name.trim() !== '' && pair.value !== '')
    : value === undefined || value === null;
}

/** Settings as they may replace those of a part. Throws INVALID. */
export function readConfig(kind: ConnectionKind, config: PartConfig): PartConfig {
  requireOwn(kind, config);
  if (credentialKinds[kind].configFollowsSecret)
    throw invalid('These settings follow from the secret. Replace the secret instead.', 'config');
  return config;
}

function requireOwn(kind: ConnectionKind, config: PartConfig | null): void {
  if (config !== null && config.kind !== kind)
    throw invalid(`These settings are not for ${credentialKinds[kind].title}.`, 'config');
}

function invalid(message: string, field: string) {
  return commonFaults.fault('INVALID', message, { kept: 'Nothing was changed.', field });
}

/** The first end among the parts, as far as their settings tell; null where none does. */
export function endOf(parts: readonly Pick<ConnectionPart, 'kind' | 'config'>[]): number | null {
  const ends = parts.map(({ kind, config }) =>
    config === null ? null : (credentialKinds[kind].endOf?.(config) ?? null),
  );
  const known = ends.filter((end) => end !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

type Vault = Pick<ConnectionsContext, 'vault'>;
type Key = { readonly tenantId: TenantId; readonly id: ConnectionId };
type Hints = { readonly secretHint: string; readonly usernameHint: string | null };

/** What a person enters: the secret as it is kept, with a user name where the kind asks for one, or the values of the kind's form. */
export interface SecretInput {
  readonly secret?: string | undefined;
  readonly username?: string | undefined;
  readonly values?: CredentialValues | undefined;
}

/** Which secret of a connection: that of a part, or the first part's before the last rotation. */
type Slot = number | 'previous';

/** The vault's field names of a part. State counts the fields that begin with `secret`, so no other may. */
export function fieldsOf(slot: Slot): { secret: string; username: string } {
  if (slot === 'previous') return { secret: 'previous:secret', username: 'previous:username' };
  return slot === 0
    ? { secret: 'secret', username: 'username' }
    : { secret: `secret:${slot}`, username: `username:${slot}` };
}

/** Seals what was entered in the caller's transaction, in the place of the one before, and answers what may be shown. */
export function sealPart({ vault }: Vault, w: Writer, key: Key, slot: Slot, entry: Omit<Entry, 'config'>): Hints {
  const row = rowOf(key);
  const fields = fieldsOf(slot);
  const put = (field: string, value: string | null): string | null => {
    if (value !== null) return vault.seal(w, { ...row, field }, value);
    vault.remove(w, { ...row, field });
    return null;
  };
  const secretHint = put(fields.secret, entry.secret) ?? '';
  return { secretHint: entry.hint ?? secretHint, usernameHint: put(fields.username, entry.username) };
}

/** Opens what is sealed of a part. Throws VAULT_LOCKED or NO_SECRET. */
export function openPart(
  { vault }: Vault,
  r: Reader,
  connection: Key & { readonly name: string },
  slot: Slot,
  { usernameHint }: Pick<Hints, 'usernameHint'>,
): SecretMaterial {
  const row = rowOf(connection);
  const fields = fieldsOf(slot);
  return inWordsOf(connection.name, () => {
    const secret = vault.open(r, { ...row, field: fields.secret });
    const username = usernameHint === null ? null : vault.open(r, { ...row, field: fields.username });
    return { secret, username };
  });
}

const closings = { SECRET_MISSING: 'missing', SECRET_UNREADABLE: 'unreadable', SETTINGS_ALTERED: 'altered' } as const;

/** What the vault refuses, said of a connection. Throws NO_SECRET. */
export function inWordsOf<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const why =
      error instanceof Fault ? Object.entries(closings).find(([code]) => code === error.code)?.[1] : undefined;
    throw why === undefined ? error : noSecret(name, why);
  }
}

/**
 * Writes a connection, in the caller's transaction: the vault vouches for its hosts, its places and whose the secrets are. Throws
 * VAULT_LOCKED where these change while it is locked, and NO_SECRET where they were changed past it before.
 */
export function writeBound<T>({ vault }: Vault, w: Writer, row: Key & { readonly name: string }, write: () => T): T {
  return inWordsOf(row.name, () => vault.changeSettings(w, rowOf(row), write));
}

export function forgetPart({ vault }: Vault, w: Writer, key: Key, slot: Slot): void {
  for (const field of Object.values(fieldsOf(slot))) vault.remove(w, { ...rowOf(key), field });
  if (slot === 'previous') vault.remove(w, { ...rowOf(key), field: previousSettings });
}

const previousSettings = 'previous:settings';

/** What decides where the secret before a rotation goes. It is beside the row's own settings, and is sealed with its secret. */
const previousSettingsSchema = z.object({ config: partConfig.nullable(), secretBy: userId.nullable() });
type PreviousSettings = z.infer<typeof previousSettingsSchema>;

export function sealPreviousSettings({ vault }: Vault, w: Writer, row: Key & PreviousSettings): void {
  const { config, secretBy } = row;
  vault.seal(w, { ...rowOf(row), field: previousSettings }, JSON.stringify({ config, secretBy }));
}

/** As they were sealed; those of now, and nobody's, where the rotation was before any were. */
export function openPreviousSettings({ vault }: Vault, r: Reader, row: ConnectionRow): PreviousSettings {
  try {
    return previousSettingsSchema.parse(JSON.parse(vault.open(r, { ...rowOf(row), field: previousSettings })));
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'SECRET_MISSING') throw error;
    return { config: row.config, secretBy: null };
  }
}

export function forgetMaterial({ vault }: Vault, w: Writer, key: Pick<SecretRow, 'tenantId' | 'id'>): void {
  vault.removeAll(w, { ...key, table: 'connections' });
}

/** Forgets the secrets of a connection that is deleted and may come back. */
export function setMaterialAside({ vault }: Vault, w: Writer, key: Key): void {
  vault.setAside(w, rowOf(key));
}

/** Whether a connection that came back goes where it went when it was deleted. Throws VAULT_LOCKED. */
export function isAsSetAside({ vault }: Vault, w: Writer, key: Key): boolean {
  return vault.takeBack(w, rowOf(key));
}

function rowOf({ tenantId, id }: Key): SecretRow {
  return { tenantId, table: 'connections', id };
}

/** A server's absolute URL; a relative one is resolved against where the document came from, else against the base URL. */
function serverUrl(
  server: DefinitionServer,
  { sourceUrl, baseUrl }: { sourceUrl: string | null; baseUrl: string },
): URL | null {
  const url = URL.parse(fillServer(server).url, sourceUrl ?? baseUrl);
  return url !== null && /^https?:$/.test(url.protocol) && !/[{}]/.test(percentDecoded(url.host)) ? url : null;
}

/** The pattern that binds a secret to a URL's host: with the port where it is not the scheme's own. */
function hostOf(url: URL): string {
  return url.host.toLowerCase();
}

/** The hosts that a secret of the integration would be bound to: the base URL's and those of its servers. */
export function hostsOf(
  baseUrl: string,
  definition: { servers: readonly DefinitionServer[]; sourceUrl: string | null } | null,
): string[] {
  const base = URL.parse(baseUrl);
  const servers = (definition?.servers ?? []).map((server) =>
    serverUrl(server, { sourceUrl: definition?.sourceUrl ?? null, baseUrl }),
  );
  return [...new Set([base, ...servers].filter((url) => url !== null).map(hostOf))];
}
