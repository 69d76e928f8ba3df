import type { Actor } from '#main/kernel/actor.ts';
import type { SecretMaterial } from './credentials/credentialKind.ts';
import type { ConnectionsDeps } from './deps.ts';
import { needsSignIn } from './faults.ts';
import { type Part, partsOf } from './partsOf.ts';
import { openPart } from './secrets.ts';
import type { ConnectionRow } from './table.ts';

export type MaterialDeps = Pick<ConnectionsDeps, 'store' | 'vault' | 'tokens'>;

/**
 * Opens the secrets of every part, in the order of the parts; tokens come fresh, renewed ahead of their end.
 * Throws VAULT_LOCKED, NO_SECRET, NEEDS_SIGN_IN, REFRESH_FAILED or a network fault.
 */
export async function prepareMaterial(
  deps: MaterialDeps,
  actor: Actor,
  connection: ConnectionRow,
): Promise<SecretMaterial[]> {
  const materials: SecretMaterial[] = [];
  for (const part of partsOf(connection)) materials.push(await materialOf(deps, actor, connection, part));
  return materials;
}

async function materialOf(deps: MaterialDeps, actor: Actor, connection: ConnectionRow, part: Part) {
  if (part.kind !== 'oauth2') return openPart(deps, deps.store.read, connection, part.index, part);
  if (deps.tokens === undefined) throw needsSignIn(connection.name);
  const { accessToken: secret, tokenType } = await deps.tokens.fresh(actor, connection, part.index);
  return { secret, username: null, tokenType };
}
