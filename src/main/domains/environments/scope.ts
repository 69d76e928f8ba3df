import { and, eq, isNull } from 'drizzle-orm';
import type { EnvironmentId, GroupId } from '#contract/common.ts';
import type { EffectiveVariable } from '#contract/environments.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { EnvironmentsContext } from './context.ts';
import { environments, ownedBy, requireEnvironment, type VariableRow, variables } from './table.ts';

/** Where a request stands: what decides which variables it is filled in with. */
export interface Standpoint {
  readonly environmentId: EnvironmentId | null;
  readonly groupId: GroupId | null;
}

/** A variable that counts, and where it comes from in words. */
export interface ScopedVariable {
  readonly row: VariableRow;
  readonly source: string;
}

/** All that counts from one standpoint. */
export interface VariableScope {
  readonly variables: ReadonlyMap<string, ScopedVariable>;
  /** The chosen environment; null without one. */
  readonly environment: { readonly id: EnvironmentId; readonly name: string; readonly isProduction: boolean } | null;
}

/**
 * The variables that count, by name. What is nearer to the request overrides: the global environment, the collection, the chosen environment,
 * then folders from the outermost to the innermost. A collection says what holds where an environment says nothing. Throws NOT_FOUND.
 */
export function variableScope(
  { groupsAbove }: Pick<EnvironmentsContext, 'groupsAbove'>,
  r: Reader,
  actor: Actor,
  { environmentId, groupId }: Standpoint,
): VariableScope {
  const chosen = environmentId === null ? null : requireEnvironment(r, actor, environmentId);
  const groups = groupId === null ? [] : groupsAbove(r, actor, groupId);
  const counting = new Map<string, ScopedVariable>();
  const add = (owner: Parameters<typeof ownedBy>[1], source: string) => {
    const where = and(ownedBy(actor.tenantId, owner), eq(variables.enabled, true));
    for (const row of r.select().from(variables).where(where).all()) counting.set(row.name, { row, source });
  };
  const { id, name, isGlobal } = environments;
  const globals = and(eq(environments.tenantId, actor.tenantId), eq(isGlobal, true), isNull(environments.deletedAt));
  for (const each of r.select({ id, name }).from(environments).where(globals).all())
    add({ kind: 'environment', id: each.id }, each.name);
  const [collection, ...folders] = groups;
  if (collection) add({ kind: 'group', id: collection.id }, `collection ${collection.name}`);
  if (chosen && !chosen.isGlobal) add({ kind: 'environment', id: chosen.id }, `environment ${chosen.name}`);
  for (const folder of folders) add({ kind: 'group', id: folder.id }, `folder ${folder.name}`);
  return { variables: counting, environment: chosen };
}

/** The same as it may be shown, by name. */
export function effectiveVariables(
  context: Pick<EnvironmentsContext, 'groupsAbove' | 'store'>,
  actor: Actor,
  standpoint: Standpoint,
): EffectiveVariable[] {
  const { variables: counting } = variableScope(context, context.store.read, actor, standpoint);
  return [...counting.values()]
    .map(({ row: { name, kind, value }, source }) => ({ name, kind, value: kind === 'plain' ? value : null, source }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
