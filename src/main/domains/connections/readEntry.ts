import type { ConnectionKind, PartConfig, Placement } from '#contract/connections.ts';
import type { CredentialValues, FormField } from '#contract/credentialForms.ts';
import { commonFaults } from '#contract/fault.ts';
import { type EnteredForm, type Entry, filled, textOf } from './credentials/credentialKind.ts';
import { credentialKinds } from './credentials/kinds.ts';
import type { SecretInput } from './secrets.ts';

/** What was entered for a part, without what the kind has no place for. Throws INVALID where something is missing or wrong. */
export function readEntry(
  kind: ConnectionKind,
  config: PartConfig | null,
  { secret, username }: Omit<SecretInput, 'values'>,
): Entry {
  const module = credentialKinds[kind];
  if (secret === undefined && !module.optionalSecret) throw invalid('Enter the secret.', 'secret');
  if (module.needsUsername && !username) throw invalid('A user name is needed.', 'username');
  requireOwn(kind, config);
  // A passphrase comes as a user name too; kinds that keep none take it out.
  const entered = { config, secret: secret ?? null, username: username || null };
  const entry = module.read?.(entered) ?? entered;
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
  const asEntered = { secret: filled(textOf(values, 'secret')), username: filled(textOf(values, 'username')) };
  return {
    ...(fromForm?.(values, stored?.config ?? null) ?? asEntered),
    placement: typeof placement === 'object' && 'prefix' in placement ? placement : undefined,
  };
}

/** A placement has its default, so none is ever missing. */
function isEmpty({ type, name }: FormField, values: CredentialValues): boolean {
  const value = values[name];
  if (type === 'placement') return false;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value)
    ? !value.some((pair) => pair.name.trim() !== '' && pair.value !== '')
    : value === undefined;
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
