import { eq } from 'drizzle-orm';
import type { GroupId } from '#contract/common.ts';
import type { VariableOwner } from '#contract/environments.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { EnvironmentsContext, EnvironmentsPorts } from './context.ts';
import {
  createEnvironment,
  deletedEnvironments,
  duplicateEnvironment,
  listEnvironments,
  makeGlobal,
  moveEnvironment,
  purgeEnvironments,
  removeEnvironment,
  restoreEnvironments,
  updateEnvironment,
} from './environments.ts';
import { readValues } from './readValues.ts';
import { effectiveVariables, type Standpoint, type VariableScope, variableScope } from './scope.ts';
import { environmentFacts, environments, type VariableRow, variableFacts, variables } from './table.ts';
import {
  allowCommand,
  copyVariables,
  listVariables,
  moveVariable,
  removeSecrets,
  removeVariable,
  setVariable,
  type VariableInput,
  writeVariable,
} from './variables.ts';

export interface EnvironmentsApi {
  /** All variables that count from a standpoint. Throws NOT_FOUND. */
  scope(r: Reader, actor: Actor, standpoint: Standpoint): VariableScope;
  /** Opens and reads the values of the named ones that do not stand in the store. Throws what `readValues` throws. */
  readValues(scope: VariableScope, names: Iterable<string>, signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Writes a variable in the caller's transaction. Throws VARIABLE_EXISTS, INVALID or VAULT_LOCKED. */
  writeVariable(w: Writer, actor: Actor, input: VariableInput): VariableRow;
  /** Copies an owner's variables with their secrets. Throws VAULT_LOCKED. */
  copyVariables(w: Writer, actor: Actor, from: VariableOwner, to: VariableOwner): void;
  /** Removes the secrets of a group that is about to go for good. */
  removeSecretsOfGroup(w: Writer, tenantId: string, id: GroupId): void;
}

/** Values that requests are filled in with: environments, and the variables of collections and folders. */
export function createEnvironments(kernel: Kernel, ports: EnvironmentsPorts): Domain<'environments', EnvironmentsApi> {
  const { store, facts, vault, now } = kernel;
  const context: EnvironmentsContext = {
    store,
    facts,
    vault,
    now,
    ...ports,
    processValues: process.env,
    commandMs: 30_000,
  };
  return {
    name: 'environments',
    routes: {
      list: (actor) => {
        makeGlobal(context, actor);
        return listEnvironments(store.read, actor);
      },
      create: (actor, input) => createEnvironment(context, actor, input),
      update: (actor, input) => updateEnvironment(context, actor, input),
      move: (actor, input) => moveEnvironment(context, actor, input),
      duplicate: (actor, input) => duplicateEnvironment(context, actor, input),
      remove: (actor, input) => removeEnvironment(context, actor, input),
      restore: (actor, input) => restoreEnvironments(context, actor, input),
      deleted: (actor) => deletedEnvironments(store.read, actor),
      variables: (actor, owner) => listVariables(context, actor, owner),
      setVariable: (actor, input) => setVariable(context, actor, input),
      moveVariable: (actor, input) => moveVariable(context, actor, input),
      removeVariable: (actor, input) => removeVariable(context, actor, input),
      allowCommand: (actor, input) => allowCommand(context, actor, input),
      effective: (actor, input) => effectiveVariables(context, actor, input),
    },
    api: {
      scope: (r, actor, standpoint) => variableScope(context, r, actor, standpoint),
      readValues: (scope, names, signal) => readValues(context, scope, names, signal),
      writeVariable: (w, actor, input) => writeVariable(context, w, actor, input),
      copyVariables: (w, actor, from, to) => copyVariables(context, w, actor, from, to),
      removeSecretsOfGroup: (w, tenantId, id) => removeSecrets(context, w, tenantId, eq(variables.groupId, id)),
    },
    tables: [
      { table: environments, travels: 'all', kept: 'untilDeleted', past: [{ at: environments.deletedAt }] },
      {
        table: variables,
        travels: 'all',
        kept: 'withParent',
        refersTo: { environment_id: 'environments', group_id: 'request_groups' },
      },
    ],
    facts: [...Object.values(environmentFacts), ...Object.values(variableFacts)],
    jobs: [],
    cleanUp: async () => {
      await purgeEnvironments(context);
      return {};
    },
  };
}
