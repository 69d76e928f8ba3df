import { and, count, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { type EnvironmentId, environmentId } from '#contract/common.ts';
import type { Environment } from '#contract/environments.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { listDeleted, purgeDeleted, restoreBlocked } from '#main/kernel/deletion.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { positionBefore, positionsOfMoved } from '#main/kernel/order.ts';
import { type Reader, readRows, uuidv7, type Writer } from '#main/store/index.ts';
import type { EnvironmentsContext } from './context.ts';
import {
  type EnvironmentRow,
  environmentFacts,
  environments,
  oneEnvironment as one,
  requireEnvironment,
  variables,
} from './table.ts';
import { copyVariables, removeSecrets } from './variables.ts';

type Context = Pick<EnvironmentsContext, 'store' | 'facts' | 'now' | 'vault'>;
type Fields = Pick<Environment, 'name' | 'color' | 'isProduction'>;
/** What is changed; what is undefined stays. */
type Changes = { readonly [K in keyof Fields]?: Fields[K] | undefined };

const globalName = 'Globals';

/** The tenant's environments in their order, the global one first. */
export function listEnvironments(r: Reader, actor: Actor): Environment[] {
  const own = eq(environments.tenantId, actor.tenantId);
  const counts = r
    .select({ id: variables.environmentId, total: count() })
    .from(variables)
    .where(and(eq(variables.tenantId, actor.tenantId), isNotNull(variables.environmentId)))
    .groupBy(variables.environmentId)
    .all();
  const totals = new Map(counts.map(({ id, total }) => [id, total]));
  const query = r
    .select()
    .from(environments)
    .where(and(own, isNull(environments.deletedAt)))
    .orderBy(sql`${environments.isGlobal} DESC`, environments.position, environments.id);
  return readRows(
    () => query.all(),
    (row) => shown(row, totals.get(row.id) ?? 0),
  );
}

const shown = (
  { id, name, color, isProduction, isGlobal, updatedAt }: EnvironmentRow,
  variablesOf: number,
): Environment => ({ id, name, color, isProduction, isGlobal, variables: variablesOf, updatedAt });

/** Makes an environment, last in the order. Throws CONFLICT where the name is taken. */
export function createEnvironment(context: Context, actor: Actor, fields: Fields): Environment {
  requireRole(actor, 'editor');
  return context.store.write((w) => shown(insert(context, w, actor, fields), 0));
}

function insert({ facts, now }: Context, w: Writer, actor: Actor, fields: Fields, isGlobal = false): EnvironmentRow {
  const at = now();
  const id = environmentId.parse(uuidv7(at));
  refuseTakenName(w, actor, fields.name, id);
  const row: EnvironmentRow = {
    tenantId: actor.tenantId,
    id,
    ...fields,
    isGlobal,
    position: positionBefore(siblings(w, actor), null),
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  };
  w.insert(environments).values(row).run();
  if (!isGlobal) facts.emit(w, environmentFacts.created, { actor, entity: row, after: told(row) });
  return row;
}

/** Makes the environment whose variables hold in every other, where there is none and the actor may. */
export function makeGlobal(context: Context, actor: Actor): void {
  const where = and(eq(environments.tenantId, actor.tenantId), eq(environments.isGlobal, true));
  const isThere = (r: Reader) => r.select({ id: environments.id }).from(environments).where(where).get() !== undefined;
  if (actor.role === 'viewer' || isThere(context.store.read)) return;
  context.store.write((w) => void requireGlobal(context, w, actor));
}

/** The environment whose variables hold in every other. */
export function requireGlobal(context: Context, w: Writer, actor: Actor): EnvironmentRow {
  const where = and(eq(environments.tenantId, actor.tenantId), eq(environments.isGlobal, true));
  const fields = { color: null, isProduction: false };
  const made = () => insert(context, w, actor, { ...fields, name: freeName(w, actor, globalName) }, true);
  return w.select().from(environments).where(where).get() ?? made();
}

/** Makes one in the caller's transaction, under its name or the first like it that is free. */
export function insertEnvironment(
  context: Context,
  w: Writer,
  actor: Actor,
  { name, color }: Pick<Fields, 'name' | 'color'>,
): EnvironmentRow {
  const plain =
    name
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, 100) || 'Environment';
  return insert(context, w, actor, { name: freeName(w, actor, plain), color, isProduction: false });
}

/** Throws NOT_FOUND, CHANGED_MEANWHILE or CONFLICT. */
export function updateEnvironment(
  context: Context,
  actor: Actor,
  { id, expected, ...given }: Changes & { id: EnvironmentId; expected?: Expected },
): Environment {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const before = requireEnvironment(w, actor, id);
    const changes = definedOf(given);
    requireUnchanged(before.name, before, changes, expected);
    const after = { ...before, ...changes, updatedAt: context.now() };
    refuseTakenName(w, actor, after.name, id);
    w.update(environments).set(after).where(one(actor, id)).run();
    context.facts.emit(w, environmentFacts.changed, { actor, entity: after, before: told(before), after: told(after) });
    return shown(after, countVariables(w, actor, id));
  });
}

/** Places an environment before another, or last. Throws NOT_FOUND. */
export function moveEnvironment(
  { store, facts }: Context,
  actor: Actor,
  { id, before }: { id: EnvironmentId; before: EnvironmentId | null },
): { id: EnvironmentId } {
  requireRole(actor, 'editor');
  store.write((w) => {
    const row = requireEnvironment(w, actor, id);
    const [position = row.position] = positionsOfMoved(siblings(w, actor), [id], before);
    w.update(environments).set({ position }).where(one(actor, id)).run();
    facts.emit(w, environmentFacts.changed, { actor, entity: row });
  });
  return { id };
}

/** A copy with all variables, its secrets too. Throws NOT_FOUND or VAULT_LOCKED. */
export function duplicateEnvironment(context: Context, actor: Actor, { id }: { id: EnvironmentId }): Environment {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const { name, color, isProduction } = requireEnvironment(w, actor, id);
    const copy = insert(context, w, actor, { name: freeName(w, actor, `${name} copy`), color, isProduction });
    copyVariables(context, w, actor, { kind: 'environment', id }, { kind: 'environment', id: copy.id });
    return shown(copy, countVariables(w, actor, copy.id));
  });
}

/** Deletes softly, with the variables. Throws NOT_FOUND, or INVALID for the global one. */
export function removeEnvironment(
  { store, facts, now }: Context,
  actor: Actor,
  { id }: { id: EnvironmentId },
): { id: EnvironmentId } {
  requireRole(actor, 'editor');
  store.write((w) => {
    const row = requireEnvironment(w, actor, id);
    if (row.isGlobal)
      throw commonFaults.fault('INVALID', `${row.name} holds in every environment and stays.`, {
        kept: 'Nothing was deleted.',
        todo: 'Delete its variables instead.',
      });
    w.update(environments).set({ deletedAt: now() }).where(one(actor, id)).run();
    facts.emit(w, environmentFacts.deleted, { actor, entity: row, before: told(row) });
  });
  return { id };
}

/** Brings deleted ones back, all of them or none. Throws CONFLICT where a name was taken in the meantime. */
export function restoreEnvironments(
  { store, facts }: Context,
  actor: Actor,
  { ids }: { ids: EnvironmentId[] },
): { ids: EnvironmentId[] } {
  requireRole(actor, 'editor');
  return store.write((w) => {
    const where = and(
      eq(environments.tenantId, actor.tenantId),
      inArray(environments.id, ids),
      isNotNull(environments.deletedAt),
    );
    const rows = w.select().from(environments).where(where).all();
    for (const row of rows) {
      if (takenBy(w, actor, row.name, row.id)) throw restoreBlocked([`Another environment is now named ${row.name}`]);
      w.update(environments)
        .set({ deletedAt: null })
        .where(and(eq(environments.tenantId, actor.tenantId), eq(environments.id, row.id)))
        .run();
      facts.emit(w, environmentFacts.restored, { actor, entity: row, after: told(row) });
    }
    return { ids: rows.map(({ id }) => id) };
  });
}

export function deletedEnvironments(r: Reader, actor: Actor) {
  const where = eq(environments.tenantId, actor.tenantId);
  return listDeleted(r, environments, { name: environments.name, where, restorable: actor.role !== 'viewer' });
}

/** Deletes for good, secrets included, what was deleted more than 30 days ago. */
export function purgeEnvironments(context: Context): Promise<number> {
  return purgeDeleted(context, {
    table: environments,
    atOnce: 5,
    alongWith: (w, { tenantId, id }) =>
      removeSecrets(context, w, tenantId, eq(variables.environmentId, environmentId.parse(id))),
  });
}

const told = ({ name, isProduction }: EnvironmentRow) => ({ name, production: isProduction });

function siblings(r: Reader, actor: Actor) {
  const { id, position } = environments;
  const where = and(eq(environments.tenantId, actor.tenantId), isNull(environments.deletedAt));
  return r.select({ id, position }).from(environments).where(where).orderBy(position, id).all();
}

function countVariables(r: Reader, actor: Actor, id: EnvironmentId): number {
  const where = and(eq(variables.tenantId, actor.tenantId), eq(variables.environmentId, id));
  return r.select({ total: count() }).from(variables).where(where).get()?.total ?? 0;
}

function takenBy(r: Reader, actor: Actor, name: string, id: EnvironmentId | null): boolean {
  const where = and(
    eq(environments.tenantId, actor.tenantId),
    isNull(environments.deletedAt),
    sql`${environments.name} = ${name} COLLATE NOCASE`,
  );
  const found = r.select({ id: environments.id }).from(environments).where(where).get();
  return found !== undefined && found.id !== id;
}

function refuseTakenName(r: Reader, actor: Actor, name: string, id: EnvironmentId): void {
  if (!takenBy(r, actor, name, id)) return;
  throw commonFaults.fault('CONFLICT', `An environment named ${name} already exists.`, {
    kept: 'Nothing was changed.',
    todo: 'Choose another name.',
    field: 'name',
  });
}

/** The name, or with the first number that is free. */
function freeName(r: Reader, actor: Actor, name: string): string {
  for (let n = 1; ; n += 1) {
    const tried = n === 1 ? name : `${name} ${n}`;
    if (!takenBy(r, actor, tried, null)) return tried;
  }
}

function definedOf<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
