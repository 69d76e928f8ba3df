import { and, eq, sql } from 'drizzle-orm';
import { connectionId, type IntegrationId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Actor } from '#main/actor.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import type { ConnectionsDeps } from './deps.ts';
import { nameTaken } from './faults.ts';
import { schemes } from './schemes/index.ts';
import { type SecretInput, sealMaterial } from './secrets.ts';
import { type ConnectionRow, connections } from './table.ts';

type Settings =
  | 'integrationId'
  | 'name'
  | 'kind'
  | 'schemeKey'
  | 'placement'
  | 'allowedHosts'
  | 'visibility'
  | 'isDefault';
export type NewRow = Pick<ConnectionRow, Settings>;

/** Writes a new row and seals its secret. Throws NAME_TAKEN, INVALID or VAULT_LOCKED. */
export function insertConnection(
  deps: Pick<ConnectionsDeps, 'vault' | 'now'>,
  w: Writer,
  actor: Actor,
  row: NewRow,
  secret: SecretInput,
): ConnectionRow['id'] {
  requireFreeName(w, actor, row);
  const now = deps.now();
  const key = { tenantId: actor.tenantId, id: connectionId.parse(uuidv7(now)) };
  const hints = sealMaterial(deps, w, key, fitting(row.kind, secret));
  const rest = { createdAt: now, secretChangedAt: now, ownerId: actor.userId, state: 'unchecked' as const };
  w.insert(connections)
    .values({ ...row, ...key, ...hints, ...rest })
    .run();
  return key.id;
}

/** Throws NAME_TAKEN where another connection of the integration has the name. */
export function requireFreeName(
  r: Reader,
  actor: Actor,
  { integrationId, name }: Pick<ConnectionRow, 'integrationId' | 'name'>,
  except?: ConnectionRow['id'],
): void {
  const sameName = sql`${connections.name} = ${name} COLLATE NOCASE`;
  const taken = r
    .select({ id: connections.id })
    .from(connections)
    .where(and(inIntegration(actor, integrationId), sameName))
    .get();
  if (taken && taken.id !== except) throw nameTaken(name);
}

/** What was entered without what the kind has no place for. Throws INVALID where a user name is needed or cannot be used. */
export function fitting(kind: ConnectionRow['kind'], { secret, username }: SecretInput): SecretInput {
  if (!schemes[kind].needsUsername) return { secret };
  if (username !== undefined && username !== '' && !username.includes(':')) return { secret, username };
  const message = username?.includes(':') ? 'A user name for Basic has no colon in it.' : 'A user name is needed.';
  throw commonFaults.fault('INVALID', message, { kept: 'Nothing was changed.', field: 'username' });
}

export function inIntegration(actor: Pick<Actor, 'tenantId'>, id: IntegrationId) {
  return and(eq(connections.tenantId, actor.tenantId), eq(connections.integrationId, id));
}

export function oneRow({ tenantId, id }: Pick<ConnectionRow, 'tenantId' | 'id'>) {
  return and(eq(connections.tenantId, tenantId), eq(connections.id, id));
}
