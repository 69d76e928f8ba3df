import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useState } from 'react';
import type { AssistantIntegration } from '#contract/assistants.ts';
import type { AssistantId, IntegrationId } from '#contract/common.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { putRow } from '../queries.ts';

/** What the cells of a row need of the page around them. */
export interface Attaching {
  editable: boolean;
  workOf: (id: IntegrationId) => RowProgress;
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

/** What goes on in one row: work that has no answer yet, or the failure of the last one until it is read. */
interface RowProgress {
  busy: 'adding' | 'removing' | null;
  fault: unknown;
}

const idle: RowProgress = { busy: null, fault: null };

/** Adding and removing, each row for itself: several may be at work, and each keeps its own failure. */
export function useRowProgress(assistantId: AssistantId) {
  const queries = useQueryClient();
  const [works, setWorks] = useState<ReadonlyMap<IntegrationId, RowProgress>>(new Map());
  const [announcement, announce] = useState('');
  const set = useCallback(
    (id: IntegrationId, work: RowProgress) => setWorks((before) => new Map(before).set(id, work)),
    [],
  );
  const run = useCallback(
    async (id: IntegrationId, busy: 'adding' | 'removing', call: () => Promise<AssistantIntegration>) => {
      set(id, { busy, fault: null });
      try {
        const row = await call();
        putRow(queries, assistantId, row);
        announce(`${row.displayName} ${busy === 'adding' ? 'added' : 'removed'}`);
        set(id, idle);
        return true;
      } catch (fault) {
        set(id, { busy: null, fault });
        // The row may no longer be what the person saw when the button was pressed.
        void queries.invalidateQueries({ queryKey: orpc.assistants.integrations.key({ input: { assistantId } }) });
        return false;
      }
    },
    [queries, assistantId, set],
  );
  const addDirect = useCallback(
    ({ integrationId }: AssistantIntegration) => {
      const input = { assistantId, integrationId, connectionId: null, validate: false };
      return run(integrationId, 'adding', () => client.assistants.attach(input));
    },
    [assistantId, run],
  );
  const remove = useCallback(
    async (row: AssistantIntegration) => {
      const { integrationId } = row;
      const done = await run(integrationId, 'removing', () => client.assistants.detach({ assistantId, integrationId }));
      if (done && hadChoices(row)) toastDone(`${row.displayName} removed`, () => void putBack(assistantId, row));
    },
    [assistantId, run],
  );
  const workOf = useCallback((id: IntegrationId) => works.get(id) ?? idle, [works]);
  const dismiss = useCallback((id: IntegrationId) => set(id, idle), [set]);
  return { workOf, announcement, addDirect, remove, dismiss };
}

/** A removal that loses a connection or chosen operations can be taken back. */
function hadChoices({ attachment }: AssistantIntegration): boolean {
  return attachment !== null && (attachment.connection !== null || attachment.operations !== null);
}

async function putBack(
  assistantId: AssistantId,
  { integrationId, attachment, displayName }: AssistantIntegration,
): Promise<void> {
  try {
    const connectionId = attachment?.connection?.id ?? null;
    await client.assistants.attach({ assistantId, integrationId, connectionId, validate: false });
    if (attachment === null || attachment.operations === null) return;
    await client.assistants.setOperations({ assistantId, integrationId, operations: attachment.operations });
  } catch (error) {
    toastFault(error, `${displayName} could not be added again`);
  }
}
