import { createContext, useContext } from 'react';
import type { AssistantIntegration } from '#contract/assistants.ts';
import type { IntegrationId } from '#contract/common.ts';
import type { RowWork } from './useRowWork.ts';

/** What the cells of a row need of the page around them. */
export interface Attaching {
  editable: boolean;
  workOf: (id: IntegrationId) => RowWork;
  add: (row: AssistantIntegration) => void;
  remove: (row: AssistantIntegration) => void;
  configure: (row: AssistantIntegration) => void;
  chooseOperations: (row: AssistantIntegration) => void;
  dismiss: (id: IntegrationId) => void;
}

export const AttachContext = createContext<Attaching | null>(null);

export function useAttaching(): Attaching {
  const attaching = useContext(AttachContext);
  if (attaching === null) throw new Error('useAttaching stands outside of the table of integrations.');
  return attaching;
}
