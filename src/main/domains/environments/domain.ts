import { eq } from 'drizzle-orm';
import type { EnvironmentId, GroupId } from '#contract/common.ts';
import type { Environment, Variable, VariableOwner } from '#contract/environments.ts';
import type { PortableEnvironment, PortableVariable } from '#core/collections/portable.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { EnvironmentsContext, EnvironmentsPorts, SetValues, Standpoint } from './context.ts';
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
import { importEnvironment, importVariables } from './importing.ts';
import { readValues } from './readValues.ts';
import { effectiveVariables, type VariableScope, variableScope } from './scope.ts';
import {
  environmentFacts,
  environments,
  requireEnvironment,
  type VariableRow,
  variableFacts,
  variables,
} from './table.ts';
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
  scope(r: Reader, actor: Actor, standpoint: Standpoint, set?: SetValues): VariableScope;
  /** Opens and reads the values of the named ones that do not stand in the store. Throws what `readValues` throws. */
  readValues(scope: VariableScope, names: Iterable<string>, signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Writes a variable in the caller's transaction. Throws VARIABLE_EXISTS, INVALID or VAULT_LOCKED. */
  writeVariable(w: Writer, actor: Actor, input: VariableInput): VariableRow;
  /** Writes variables of another tool. @returns what was left out, a sentence each. Throws VAULT_LOCKED */
  importVariables(
    w: Writer,
    actor: Actor,
    owner: VariableOwner,
    given: readonly PortableVariable[],
    keepSecrets: boolean,
  ): string[];
  /** Makes an environment of another tool's. Throws VAULT_LOCKED. */
  importEnvironment(
    w: Writer,
    actor: Actor,
    environment: PortableEnvironment,
    keepSecrets: boolean,
  ): { name: string; notes: string[] };
  /** The variables of an environment or group as they may be shown. Throws NOT_FOUND. */
  listVariables(actor: Actor, owner: VariableOwner): Variable[];
  /** An environment with its variables as they may be shown. Throws NOT_FOUND. */
  listEnvironment(
    actor: Actor,
    id: EnvironmentId,
  ): Pick<Environment, 'name' | 'color' | 'isGlobal'> & { variables: Variable[] };
  /** Copies an owner's variables with their secrets. Throws VAULT_LOCKED. */
  copyVariables(w: Writer, actor: Actor, from: VariableOwner, to: VariableOwner): void;
  /** Removes the secrets of a group that is about to go for good. */
  removeSecretsOfGroup(w: Writer, tenantId: string, id: GroupId): void;
}

/** A name that can be written in a template. */
const renamed = { rename: 'name', numbered: (name: string, number: number) => `${name}_${number}` };

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
      effective: (actor, input) => effectiveVariables(context, actor, input, ports.setValues(actor, input)),
    },
    api: {
      scope: (r, actor, standpoint, set) => variableScope(context, r, actor, standpoint, set),
      readValues: (scope, names, signal) => readValues(context, scope, names, signal),
      writeVariable: (w, actor, input) => writeVariable(context, w, actor, input),
      listVariables: (actor, owner) => listVariables(context, actor, owner),
      listEnvironment: (actor, id) => ({
        ...requireEnvironment(store.read, actor, id),
        variables: listVariables(context, actor, { kind: 'environment', id }),
      }),
      importVariables: (...call) => importVariables(context, ...call),
      importEnvironment: (...call) => importEnvironment(context, ...call),
      copyVariables: (w, actor, from, to) => copyVariables(context, w, actor, from, to),
      removeSecretsOfGroup: (w, tenantId, id) => removeSecrets(context, w, tenantId, eq(variables.groupId, id)),
    },
    tables: [
      {
        table: environments,
        travels: 'all',
        kept: 'untilDeleted',
        past: [{ at: environments.deletedAt }],
        merge: {
          latest: ['updated_at'],
          mend: { environments_name: { rename: 'name' } },
          shown: { thing: 'environment', name: 'name', path: (id) => `/requests/environments/${id}` },
        },
      },
      {
        table: variables,
        travels: 'all',
        kept: 'withParent',
        refersTo: { environment_id: 'environments', group_id: 'request_groups' },
        merge: {
          latest: ['updated_at'],
          mend: { variables_of_environment: renamed, variables_of_group: renamed },
          shown: { thing: 'variable', name: 'name' },
        },
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
