import { and, eq, sql } from 'drizzle-orm';
import { connectionId, type IntegrationId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import type { ConnectionsDeps } from './deps.ts';
import { endOf } from './endOf.ts';
import { nameTaken } from './faults.ts';
import type { PartDraft } from './partDraft.ts';
import { sealPart } from './secrets.ts';
import { type ConnectionRow, connections } from './table.ts';

type Settings = 'integrationId' | 'name' | 'allowedHosts' | 'visibility' | 'isDefault';
export type NewRow = Pick<ConnectionRow, Settings> & { readonly expiresAt?: number | null | undefined };

/** Writes a new row and seals its secrets. Throws NAME_TAKEN, INVALID or VAULT_LOCKED. */
export function insertConnection(
  deps: Pick<ConnectionsDeps, 'vault' | 'now'>,
  w: Writer,
  actor: Actor,
  { expiresAt, ...row }: NewRow,
  drafts: readonly PartDraft[],
): ConnectionRow['id'] {
  requireFreeName(w, actor, row);
  const now = deps.now();
  const key = { tenantId: actor.tenantId, id: connectionId.parse(uuidv7(now)) };
  const [first, ...more] = drafts.map(({ entry, ...part }, index) => ({
    ...{ ...part, config: entry.config },
    ...sealPart(deps, w, key, index, entry),
  }));
  if (first === undefined) throw new Error('A connection has at least one part');
  w.insert(connections)
    .values({
      ...{ ...row, ...key, ...first, more, ...lifeOf(drafts, expiresAt) },
      ...{ createdAt: now, secretChangedAt: now, state: 'unchecked' },
      ...{ ownerId: actor.userId, secretBy: actor.userId },
    })
    .run();
  return key.id;
}

/** What follows from the parts for the life of the connection; the end that a person gave comes before what the secrets tell. */
function lifeOf(drafts: readonly PartDraft[], given: number | null | undefined) {
  const signIn = drafts.some(({ entry: { config } }) => config?.kind === 'oauth2' && isInteractive(config.oauth.grant));
  return {
    secretsNeeded: drafts.filter(({ entry }) => entry.secret !== null).length,
    expiresAt: given ?? endOf(drafts.map(({ kind, entry: { config } }) => ({ kind, config }))),
    ...(signIn ? { halt: 'needsSignIn' as const, haltReason: 'Sign in to fetch its tokens.' } : {}),
  };
}

const isInteractive = (grant: string): boolean => grant !== 'clientCredentials' && grant !== 'password';

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

export function inIntegration(actor: Pick<Actor, 'tenantId'>, id: IntegrationId) {
  return and(eq(connections.tenantId, actor.tenantId), eq(connections.integrationId, id));
}

export function oneRow({ tenantId, id }: Pick<ConnectionRow, 'tenantId' | 'id'>) {
  return and(eq(connections.tenantId, tenantId), eq(connections.id, id));
}
