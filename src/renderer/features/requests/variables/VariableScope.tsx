import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { EnvironmentId, GroupId } from '#contract/common.ts';
import type { EffectiveVariable } from '#contract/environments.ts';
import { CodeVariables } from '#renderer/ui/code/index.ts';
import { offeredNames } from './names.ts';

interface Standpoint {
  readonly environmentId: EnvironmentId | null;
  readonly groupId: GroupId | null;
}

const standpoint = createContext<Standpoint>({ environmentId: null, groupId: null });

/** Where the fields of this place stand, which says where their variables are kept. */
export const useStandpoint = (): Standpoint => useContext(standpoint);

interface VariableScopeProps extends Standpoint {
  /** Null until they are known. */
  variables: readonly EffectiveVariable[] | null;
  children: ReactNode;
}

/** Offers variables to all fields and editors in it. */
export function VariableScope({ environmentId, groupId, variables, children }: VariableScopeProps) {
  const offered = useMemo(() => offeredNames(variables), [variables]);
  const place = useMemo(() => ({ environmentId, groupId }), [environmentId, groupId]);
  return (
    <standpoint.Provider value={place}>
      <CodeVariables value={offered}>{children}</CodeVariables>
    </standpoint.Provider>
  );
}
