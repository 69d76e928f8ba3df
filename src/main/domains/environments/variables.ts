import { and, eq, ne, type SQL } from 'drizzle-orm';
import { type TenantId, type VariableId, variableId } from '#contract/common.ts';
import { environmentFaults, type Variable, type VariableKind, type VariableOwner } from '#contract/environments.ts';
import { commonFaults } from '#contract/fault.ts';
import { isOneCommand } from '#core/curl/shellWords.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { positionBefore, positionsOfMoved } from '#main/kernel/order.ts';
import { type Reader, readRows, uuidv7, type Writer } from '#main/store/index.ts';
import type { SecretOwner } from '#main/vault/index.ts';
import type { EnvironmentsContext } from './context.ts';
import { ownedBy, requireEnvironment, type VariableRow, variableFacts, variables } from './table.ts';

type Context = Pick<EnvironmentsContext, 'store' | 'facts' | 'now' | 'vault'>;
type OwnerContext = Context & Pick<EnvironmentsContext, 'groupsAbove'>;

export interface VariableInput {
  readonly owner: VariableOwner;
  readonly id?: VariableId | undefined;
  readonly name: string;
  readonly kind: VariableKind;
  readonly value: string;
  /** The new value of a secret one; without it the kept one stays. */
  readonly secret?: string | undefined;
  readonly enabled: boolean;
  readonly description: string;
  readonly expected?: Expected;
}

/** The variables of an environment or group, in their order. Throws NOT_FOUND. */
export function listVariables(context: OwnerContext, actor: Actor, owner: VariableOwner): Variable[] {
  const r = context.store.read;
  requireOwner(context, r, actor, owner);
  const query = r
    .select()
    .from(variables)
    .where(ownedBy(actor.tenantId, owner))
    .orderBy(variables.position, variables.id);
  return readRows(
    () => query.all(),
    (row) => shownVariable(context, row),
  );
}

/** What may be shown of a variable: of a secret its hint. */
function shownVariable({ store, vault }: Pick<Context, 'store' | 'vault'>, row: VariableRow): Variable {
  const { id, name, kind, enabled, value, secretHint, description } = row;
  const allowed = kind === 'command' && isAllowed({ store, vault }, row);
  return { id, name, kind, enabled, value, secretHint, allowed, description };
}

/** Makes a variable, last of its owner's, or changes it. Throws NOT_FOUND, VARIABLE_EXISTS, CHANGED_MEANWHILE, INVALID or VAULT_LOCKED. */
export function setVariable(context: OwnerContext, actor: Actor, input: VariableInput): Variable {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    requireOwner(context, w, actor, input.owner);
    return shownVariable(context, writeVariable(context, w, actor, input));
  });
}

/** The same in a transaction, for an owner that is known to be there. */
export function writeVariable(context: Context, w: Writer, actor: Actor, input: VariableInput): VariableRow {
  const { owner, id, name, kind, value, secret, enabled, description, expected } = input;
  const before = id === undefined ? null : requireVariable(w, actor, id, owner);
  const changes = { name, kind, value: kind === 'secret' ? '' : value, enabled, description };
  if (before) requireUnchanged(before.name, before, changes, expected);
  requireUsable(input, before);
  refuseTakenName(w, actor, owner, name, id);
  const at = context.now();
  const row: VariableRow = {
    tenantId: actor.tenantId,
    id: id ?? variableId.parse(uuidv7(at)),
    environmentId: owner.kind === 'environment' ? owner.id : null,
    groupId: owner.kind === 'group' ? owner.id : null,
    secretHint: kind === 'secret' ? (before?.secretHint ?? null) : null,
    position: before?.position ?? positionBefore(siblings(w, actor.tenantId, owner), null),
    ...changes,
    updatedAt: at,
  };
  if (kind === 'secret' && secret !== undefined) row.secretHint = context.vault.seal(w, secretOf(row), secret);
  if (before && kind !== 'secret' && before.kind === 'secret') context.vault.remove(w, secretOf(row));
  if (before?.kind === 'command' && (kind !== 'command' || value !== before.value))
    context.vault.remove(w, permissionOf(row));
  w.insert(variables)
    .values(row)
    .onConflictDoUpdate({ target: [variables.tenantId, variables.id], set: row })
    .run();
  const entity = { id: row.id, name };
  const after = { name, kind };
  if (before)
    context.facts.emit(w, variableFacts.changed, {
      actor,
      entity,
      before: { name: before.name, kind: before.kind },
      after,
    });
  else context.facts.emit(w, variableFacts.created, { actor, entity, after });
  return row;
}

function requireUsable({ kind, value, secret, name }: VariableInput, before: VariableRow | null): void {
  const problem =
    kind === 'secret' && secret === undefined && before?.kind !== 'secret'
      ? 'Enter the secret.'
      : kind === 'process' && !/^[^=\0]+$/.test(value)
        ? 'Enter the name of an environment variable.'
        : kind === 'command' && value.trim() === ''
          ? 'Enter the command that prints the value.'
          : kind === 'command' && !isOneCommand(value)
            ? 'The command runs without a shell: enter one program with its arguments, without pipes, redirections or a second command. Put signs of a shell that are meant as they are into quotes.'
            : null;
  if (problem === null) return;
  throw commonFaults.fault('INVALID', problem, {
    kept: `${name} was not changed.`,
    field: kind === 'secret' ? 'secret' : 'value',
  });
}

/** Places a variable before another of its owner, or last. Throws NOT_FOUND. */
export function moveVariable(
  { store, facts }: Context,
  actor: Actor,
  { id, before }: { id: VariableId; before: VariableId | null },
): { id: VariableId } {
  requireRole(actor, 'editor');
  store.write((w) => {
    const row = requireVariable(w, actor, id);
    const [position = row.position] = positionsOfMoved(siblings(w, actor.tenantId, ownerOf(row)), [id], before);
    w.update(variables).set({ position }).where(one(actor, id)).run();
    facts.emit(w, variableFacts.changed, { actor, entity: row });
  });
  return { id };
}

/** Deletes a variable with its secret. Throws NOT_FOUND. */
export function removeVariable(
  { store, facts, vault }: Context,
  actor: Actor,
  { id }: { id: VariableId },
): { id: VariableId } {
  requireRole(actor, 'editor');
  store.write((w) => {
    // Its name alone, so that one whose rest cannot be read goes too.
    const row = w.select({ name: variables.name }).from(variables).where(one(actor, id)).get();
    if (!row) throw notFound('The variable');
    vault.removeAll(w, rowOf({ tenantId: actor.tenantId, id }));
    w.delete(variables).where(one(actor, id)).run();
    facts.emit(w, variableFacts.deleted, { actor, entity: { id, name: row.name }, before: row });
  });
  return { id };
}

/**
 * Lets the command of a variable run on this computer, as the person saw it: the permission is sealed with its text, so that a command that
 * was changed elsewhere is asked about again. Throws NOT_FOUND, CHANGED_MEANWHILE or VAULT_LOCKED.
 */
export function allowCommand(
  context: Context,
  actor: Actor,
  { id, command }: { id: VariableId; command: string },
): Variable {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = requireVariable(w, actor, id);
    if (row.kind !== 'command' || row.value !== command)
      throw commonFaults.fault('CHANGED_MEANWHILE', `The command of ${row.name} was changed.`, {
        kept: 'Nothing was allowed.',
        todo: 'Read it again, then allow it.',
      });
    context.vault.seal(w, permissionOf(row), command);
    context.facts.emit(w, variableFacts.allowed, { actor, entity: row, after: { name: row.name, kind: row.kind } });
    return shownVariable(context, row);
  });
}

/** Whether somebody allowed the command as it stands. Nobody can tell while the vault is locked, and nothing runs then. */
export function isAllowed({ store, vault }: Pick<Context, 'store' | 'vault'>, row: VariableRow): boolean {
  if (vault.standing().status !== 'unlocked') return false;
  try {
    return vault.open(store.read, permissionOf(row)) === row.value;
  } catch {
    return false;
  }
}

/** Copies the variables of an owner with their secrets, in a transaction. Permissions of commands are not copied. Throws VAULT_LOCKED. */
export function copyVariables(context: Context, w: Writer, actor: Actor, from: VariableOwner, to: VariableOwner): void {
  const rows = w.select().from(variables).where(ownedBy(actor.tenantId, from)).orderBy(variables.position).all();
  for (const row of rows) {
    const secret = row.secretHint === null ? undefined : context.vault.open(w, secretOf(row));
    if (row.kind === 'secret' && secret === undefined) continue;
    writeVariable(context, w, actor, { ...row, id: undefined, owner: to, secret });
  }
}

/** Removes the secrets of variables that are about to go with their owner. */
export function removeSecrets({ vault }: Pick<Context, 'vault'>, w: Writer, tenantId: string, of: SQL): void {
  const { id } = variables;
  for (const row of w
    .select({ id })
    .from(variables)
    .where(and(eq(variables.tenantId, tenantId as TenantId), of))
    .all())
    vault.removeAll(w, rowOf({ tenantId: tenantId as TenantId, id: row.id }));
}

type Key = Pick<VariableRow, 'tenantId' | 'id'>;

const rowOf = ({ tenantId, id }: Key) => ({ tenantId, table: 'variables', id });
/** Where the vault keeps the value of a secret variable. */
export const secretOf = (key: Key): SecretOwner => ({ ...rowOf(key), field: 'value' });
const permissionOf = (key: Key): SecretOwner => ({ ...rowOf(key), field: 'allowed' });

const one = (actor: Actor, id: VariableId) => and(eq(variables.tenantId, actor.tenantId), eq(variables.id, id));

function ownerOf({ environmentId, groupId }: VariableRow): VariableOwner {
  if (environmentId !== null) return { kind: 'environment', id: environmentId };
  if (groupId !== null) return { kind: 'group', id: groupId };
  throw new Error('A variable belongs to nothing');
}

const siblings = (r: Reader, tenantId: TenantId, owner: VariableOwner) =>
  r
    .select({ id: variables.id, position: variables.position })
    .from(variables)
    .where(ownedBy(tenantId, owner))
    .orderBy(variables.position, variables.id)
    .all();

function requireOwner({ groupsAbove }: OwnerContext, r: Reader, actor: Actor, owner: VariableOwner): void {
  if (owner.kind === 'environment') requireEnvironment(r, actor, owner.id);
  else groupsAbove(r, actor, owner.id);
}

function requireVariable(r: Reader, actor: Actor, id: VariableId, owner?: VariableOwner): VariableRow {
  const found = r.select().from(variables).where(one(actor, id)).get();
  if (!found || (owner !== undefined && ownerOf(found).id !== owner.id)) throw notFound('The variable');
  return found;
}

function refuseTakenName(
  r: Reader,
  actor: Actor,
  owner: VariableOwner,
  name: string,
  id: VariableId | undefined,
): void {
  const same = and(
    ownedBy(actor.tenantId, owner),
    eq(variables.name, name),
    id === undefined ? undefined : ne(variables.id, id),
  );
  if (r.select({ id: variables.id }).from(variables).where(same).get() === undefined) return;
  throw environmentFaults.fault('VARIABLE_EXISTS', `A variable named ${name} already exists here.`, {
    kept: 'Nothing was changed.',
    todo: 'Choose another name, or change the one that is there.',
    field: 'name',
  });
}
