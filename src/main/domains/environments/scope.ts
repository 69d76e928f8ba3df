import { and, eq, isNull } from 'drizzle-orm';
import type { EnvironmentId } from '#contract/common.ts';
import type { EffectiveVariable, VariableKind } from '#contract/environments.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { EnvironmentsContext, SetValues, Standpoint } from './context.ts';
import { environments, ownedBy, requireEnvironment, type VariableRow, variables } from './table.ts';

/** A variable that counts. */
export interface ScopedVariable {
  readonly name: string;
  readonly kind: VariableKind;
  /** Of a plain one its value. */
  readonly text: string;
  /** It is not to be shown, and neither is what it becomes a part of. */
  readonly secret: boolean;
  /** Where it comes from, in words. */
  readonly source: string;
  /** A person wrote it, and variables in it are filled in; what a script or a capture set is taken as it is. */
  readonly filledIn: boolean;
  /** What is stored of it; null where it is in no store. */
  readonly row: VariableRow | null;
}

type Level = 'globals' | 'collection' | 'environment' | 'folders';

/** All that counts from one standpoint. */
export interface VariableScope {
  /** The nearest of each name. */
  readonly variables: ReadonlyMap<string, ScopedVariable>;
  /** All of them by where they stand. */
  readonly levels: Readonly<Record<Level, ReadonlyMap<string, ScopedVariable>>>;
  /** The chosen environment; null without one. */
  readonly environment: {
    readonly id: EnvironmentId | null;
    readonly name: string;
    readonly isProduction: boolean;
  } | null;
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
  set?: SetValues,
): VariableScope {
  const chosen = environmentId === null ? null : requireEnvironment(r, actor, environmentId);
  const [collection, ...folders] = groupId === null ? [] : groupsAbove(r, actor, groupId);
  const read = (owner: Parameters<typeof ownedBy>[1], source: string) => {
    const where = and(ownedBy(actor.tenantId, owner), eq(variables.enabled, true));
    return r
      .select()
      .from(variables)
      .where(where)
      .all()
      .map((row) => scoped(row, source));
  };
  const { id, name, isGlobal } = environments;
  const isGlobals = and(eq(environments.tenantId, actor.tenantId), eq(isGlobal, true), isNull(environments.deletedAt));
  const globals = r.select({ id, name }).from(environments).where(isGlobals).all();
  return scopeOf(
    {
      globals: globals.flatMap((each) => read({ kind: 'environment', id: each.id }, each.name)),
      collection: collection ? read({ kind: 'group', id: collection.id }, `collection ${collection.name}`) : [],
      environment:
        chosen && !chosen.isGlobal ? read({ kind: 'environment', id: chosen.id }, `environment ${chosen.name}`) : [],
      folders: folders.flatMap((folder) => read({ kind: 'group', id: folder.id }, `folder ${folder.name}`)),
    },
    chosen,
    set,
  );
}

const setByScript = 'set by a script or a capture';

/** Joins the levels; within one, what comes later overrides, and what was set overrides what is stored. */
export function scopeOf(
  stored: Readonly<Record<Level, readonly ScopedVariable[]>>,
  environment: VariableScope['environment'],
  set?: SetValues,
): VariableScope {
  const level = (of: Level): ReadonlyMap<string, ScopedVariable> => {
    const found = new Map(stored[of].map((variable) => [variable.name, variable]));
    for (const [name, value] of (of === 'folders' ? undefined : set?.[of]) ?? []) {
      if (value === null) found.delete(name);
      else found.set(name, { name, kind: 'plain', ...value, source: setByScript, filledIn: false, row: null });
    }
    return found;
  };
  const levels = {
    globals: level('globals'),
    collection: level('collection'),
    environment: level('environment'),
    folders: level('folders'),
  };
  const nearest = [levels.globals, levels.collection, levels.environment, levels.folders].flatMap((each) => [...each]);
  return { variables: new Map(nearest), levels, environment };
}

function scoped(row: VariableRow, source: string): ScopedVariable {
  const { name, kind, value } = row;
  return {
    name,
    kind,
    text: kind === 'plain' ? value : '',
    secret: kind !== 'plain',
    source,
    filledIn: kind === 'plain',
    row,
  };
}

/** The same as it may be shown, by name. */
export function effectiveVariables(
  context: Pick<EnvironmentsContext, 'groupsAbove' | 'store'>,
  actor: Actor,
  standpoint: Standpoint,
  set?: SetValues,
): EffectiveVariable[] {
  const { variables: counting } = variableScope(context, context.store.read, actor, standpoint, set);
  return [...counting.values()]
    .map(({ name, kind, text, secret, source }) => ({ name, kind, value: secret ? null : text, source }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
