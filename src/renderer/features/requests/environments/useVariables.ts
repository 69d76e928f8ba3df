import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { VariableId } from '#contract/common.ts';
import type { Variable, VariableKind, VariableOwner } from '#contract/environments.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import type { PastedVariable } from './pastedVariables.ts';

/** What a person writes of a variable. `secret` is what was typed for one; empty leaves the kept one. */
export interface VariableFields {
  readonly name: string;
  readonly kind: VariableKind;
  readonly value: string;
  readonly secret: string;
  readonly enabled: boolean;
  readonly description: string;
}

export const fieldsOf = ({ name, kind, value, enabled, description }: Variable): VariableFields => ({
  name,
  kind,
  value,
  secret: '',
  enabled,
  description,
});

const sent = ({ secret, ...fields }: VariableFields) => ({
  ...fields,
  ...(fields.kind === 'secret' && secret !== '' && { secret }),
});

interface Variables {
  /** Undefined until they are read. */
  readonly rows: readonly Variable[] | undefined;
  readonly error: unknown;
  retry(): void;
  /** Throws what refuses it. */
  save(fields: VariableFields, before: Variable | null): Promise<Variable>;
  /** One after the other; those whose name is there already get the value. */
  paste(pasted: readonly PastedVariable[]): Promise<void>;
  move(id: VariableId, before: VariableId | null): void;
  remove(variable: Variable): Promise<void>;
  allow(variable: Variable): void;
}

/** The variables of an environment, collection or folder, and what can be done with them. */
export function useVariables(owner: VariableOwner): Variables {
  const queries = useQueryClient();
  const query = useQuery(orpc.environments.variables.queryOptions({ input: owner }));
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.environments.key() });
  const rows = query.data;
  const move = useMutation(orpc.environments.moveVariable.mutationOptions({ onSuccess: refresh }));
  const allow = useMutation(orpc.environments.allowCommand.mutationOptions({ onSuccess: refresh }));
  const save = async (fields: VariableFields, before: Variable | null) => {
    const guard = before === null ? {} : { id: before.id, expected: { ...sent(fieldsOf(before)) } };
    const saved = await client.environments.setVariable({ owner, ...sent(fields), ...guard });
    await refresh();
    return saved;
  };
  /** What was deleted comes back where it stood. A secret is gone. */
  const restore = async (variable: Variable) => {
    const following = rows?.[rows.findIndex(({ id }) => id === variable.id) + 1];
    const made = await client.environments.setVariable({ owner, ...sent(fieldsOf(variable)) });
    if (following !== undefined) await client.environments.moveVariable({ id: made.id, before: following.id });
    await refresh();
  };
  return {
    rows,
    error: query.error,
    retry: () => void query.refetch(),
    save,
    paste: async (pasted) => {
      for (const { name, value } of pasted) {
        const before = rows?.find((row) => row.name === name) ?? null;
        const fields = before === null ? { ...blankFields, name } : fieldsOf(before);
        const given = fields.kind === 'secret' ? { secret: value } : { value };
        await client.environments.setVariable({
          owner,
          ...sent({ ...fields, ...given }),
          ...(before && { id: before.id }),
        });
      }
      await refresh();
    },
    move: (id, before) => move.mutate({ id, before }),
    remove: async (variable) => {
      await client.environments.removeVariable({ id: variable.id });
      await refresh();
      const undo = () => void restore(variable).catch((error: unknown) => toastFault(error));
      toastDone(`${variable.name} is deleted`, variable.kind === 'secret' ? undefined : undo);
    },
    allow: (variable) => allow.mutate({ id: variable.id, command: variable.value }),
  };
}

export const blankFields: VariableFields = {
  name: '',
  kind: 'plain',
  value: '',
  secret: '',
  enabled: true,
  description: '',
};
