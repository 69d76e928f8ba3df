import { and, eq, isNull, or, type SQL } from 'drizzle-orm';
import type { AssistantId } from '#contract/common.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { type AssistantRow, assistants } from './table.ts';

type Owned = Pick<AssistantRow, 'ownerId' | 'visibility'>;

/** The assistants that the actor sees: the team's and their own, without the deleted. */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(mineOrTeams(actor), isNull(assistants.deletedAt));
}

/** The same with the deleted. */
export function mineOrTeams(actor: Actor): SQL | undefined {
  return and(
    eq(assistants.tenantId, actor.tenantId),
    or(eq(assistants.visibility, 'team'), eq(assistants.ownerId, actor.userId)),
  );
}

/** Who sees an assistant and is no viewer changes it: it belongs to the team like an integration. */
export function mayEdit(actor: Actor): boolean {
  return actor.role !== 'viewer';
}

/** Who sees it is for its owner to say, or an admin; another editor would take it from the rest. */
export function mayChangeVisibility(actor: Actor, row: Owned): boolean {
  return row.ownerId === actor.userId || actor.role === 'admin';
}

/** Throws NOT_FOUND. */
export function requireVisible(r: Reader, actor: Actor, id: AssistantId): AssistantRow {
  const row = r
    .select()
    .from(assistants)
    .where(and(eq(assistants.id, id), visibleTo(actor)))
    .get();
  if (!row) throw notFound('The assistant');
  return row;
}

/** Throws FORBIDDEN or NOT_FOUND. */
export function requireEditable(r: Reader, actor: Actor, id: AssistantId): AssistantRow {
  requireRole(actor, 'editor');
  return requireVisible(r, actor, id);
}

export function oneRow({ tenantId, id }: Pick<AssistantRow, 'tenantId' | 'id'>) {
  return and(eq(assistants.tenantId, tenantId), eq(assistants.id, id));
}
