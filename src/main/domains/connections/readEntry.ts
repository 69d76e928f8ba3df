import type { ConnectionKind, PartConfig } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import { schemes } from './schemes/index.ts';
import type { Entry } from './schemes/scheme.ts';
import type { SecretInput } from './secrets.ts';

/** What was entered for a part, without what the kind has no place for. Throws INVALID where something is missing or wrong. */
export function readEntry(kind: ConnectionKind, config: PartConfig | null, { secret, username }: SecretInput): Entry {
  const module = schemes[kind];
  if (secret === undefined && !module.optionalSecret) throw invalid('Enter the secret.', 'secret');
  if (module.needsUsername && !username) throw invalid('A user name is needed.', 'username');
  requireOwn(kind, config);
  // A passphrase comes as a user name too; kinds that keep none take it out.
  const entered = { config, secret: secret ?? null, username: username || null };
  const entry = module.read?.(entered) ?? entered;
  return module.needsUsername ? entry : { ...entry, username: null };
}

/** Settings as they may replace those of a part. Throws INVALID. */
export function readConfig(kind: ConnectionKind, config: PartConfig): PartConfig {
  requireOwn(kind, config);
  if (kind === 'headers' || kind === 'mutualTls')
    throw invalid('These settings follow from the secret. Replace the secret instead.', 'config');
  return config;
}

function requireOwn(kind: ConnectionKind, config: PartConfig | null): void {
  if (config !== null && config.kind !== kind)
    throw invalid(`These settings are not for ${schemes[kind].title}.`, 'config');
}

function invalid(message: string, field: string) {
  return commonFaults.fault('INVALID', message, { kept: 'Nothing was changed.', field });
}
