import { type QueryClient, useMutation, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { Assistant, AssistantIntegration } from '#contract/assistants.ts';
import { type AssistantId, assistantId } from '#contract/common.ts';
import { integrationType } from '#contract/integrations.ts';
import { counted } from '#core/counted.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { listFields } from '#renderer/ui/listPage/index.ts';
import { usePagedSource } from '#renderer/ui/table/index.ts';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { type UrlState, urlFlag, urlSet, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';

const longestText = 200;
const largestPage = 500;

/** One assistant in full. */
export function useAssistant(id: AssistantId) {
  return useQuery(orpc.assistants.get.queryOptions({ input: { id } }));
}

/** The integrations that can answer for an assistant. */
export function useProviders() {
  return useQuery(orpc.integrations.list.queryOptions({ input: { types: ['ai_provider'], limit: largestPage } }));
}

/** Filter and order of the list, kept in the address. */
export const assistantFields = listFields(['name', 'createdAt', 'updatedAt'], 'name', {});

type AssistantFilter = UrlState<typeof assistantFields>;

function listInput({ text, sort, direction }: AssistantFilter) {
  return { ...(text !== '' && { text: text.slice(0, longestText) }), sort, direction };
}

/** The assistants that the filter matches, fetched as they come into view. */
export function useAssistantRows(filter: AssistantFilter) {
  const page = useCallback(
    (offset: number, limit: number) =>
      orpc.assistants.list.queryOptions({ input: { ...listInput(filter), offset, limit } }),
    [filter],
  );
  return usePagedSource<Assistant, Awaited<ReturnType<typeof client.assistants.list>>>(page);
}

/** Every assistant that the filter matches, also what was never on the screen. */
export async function matchingAssistants(filter: AssistantFilter): Promise<AssistantId[]> {
  const { ids } = await client.assistants.ids(listInput(filter));
  return ids;
}

const integrationFields = { text: urlText, type: urlSet(integrationType.options), attached: urlFlag };

/** What the table of integrations shows, kept in the address. */
export function useIntegrationFilter() {
  return useUrlState(integrationFields);
}

export type IntegrationFilter = ReturnType<typeof useIntegrationFilter>[0];

/** The filter as main takes it: what is empty does not filter. */
export function filterInput({ text, type, attached }: IntegrationFilter) {
  return {
    ...(text !== '' && { text: text.slice(0, longestText) }),
    ...(type.length > 0 && { types: type }),
    ...(attached && { attached }),
  };
}

/** Leads back to the table without a filter. */
export const unfiltered: IntegrationFilter = { text: '', type: [], attached: false };

type Answer = Awaited<ReturnType<typeof client.assistants.integrations>>;

/** The tenant's integrations as the assistant sees them, fetched as they come into view. */
export function useIntegrationRows(assistantId: AssistantId, state: IntegrationFilter) {
  const page = useCallback(
    (offset: number, limit: number) =>
      orpc.assistants.integrations.queryOptions({ input: { assistantId, ...filterInput(state), offset, limit } }),
    [assistantId, state],
  );
  return usePagedSource<AssistantIntegration, Answer>(page);
}

/** Every row that the filter matches, also what was never on the screen. */
export async function matchingRows(
  assistantId: AssistantId,
  state: IntegrationFilter,
): Promise<AssistantIntegration[]> {
  const rows: AssistantIntegration[] = [];
  for (;;) {
    const input = { assistantId, ...filterInput(state), offset: rows.length, limit: largestPage };
    const answer = await client.assistants.integrations(input);
    rows.push(...answer.rows);
    if (answer.rows.length === 0 || rows.length >= answer.total) return rows;
  }
}

/** Puts a row that main answered with into every list that shows it, so that it is true at once. */
export function putRow(queries: QueryClient, assistantId: AssistantId, row: AssistantIntegration): void {
  const queryKey = orpc.assistants.integrations.key({ input: { assistantId } });
  queries.setQueriesData<Answer>({ queryKey }, (answer) => answer && { ...answer, rows: replaced(answer.rows, row) });
}

function replaced(rows: AssistantIntegration[], row: AssistantIntegration): AssistantIntegration[] {
  return rows.map((each) => (each.integrationId === row.integrationId ? row : each));
}

/** What can be done to assistants, each with its toast. The functions stay the same over renders. */
export function useAssistantActions() {
  const remove = useMutation(orpc.assistants.remove.mutationOptions()).mutateAsync;
  const restore = useMutation(orpc.assistants.restore.mutationOptions()).mutateAsync;
  const duplicate = useMutation(orpc.assistants.duplicate.mutationOptions()).mutateAsync;
  return useMemo(
    () => ({
      /** Deletes and offers to take it back; asks before where there are several. False where it was not done. */
      remove: async (chosen: readonly string[], name?: string) => {
        const given = chosen.map((id) => assistantId.parse(id));
        if (given.length > 1 && !(await confirmRemoval(given))) return false;
        const { ids } = await remove({ ids: given });
        toastDone(`${name ?? counted(ids.length, 'assistant')} deleted`, () => void restore({ ids }));
        return true;
      },
      duplicate: async (id: Assistant['id']) => {
        const copy = await duplicate({ id });
        toastDone(`${copy.name} created, with the same integrations`);
        return copy;
      },
    }),
    [remove, restore, duplicate],
  );
}

/** Says how many go and what goes with them. */
async function confirmRemoval(ids: AssistantId[]): Promise<boolean> {
  try {
    const { assistants, attachments } = await client.assistants.removal({ ids });
    const choices = `${counted(attachments, 'added integration')} with the choice of connection and operations`;
    return await confirm({
      title: `Delete ${counted(assistants, 'assistant')}?`,
      body: 'Integrations and connections stay. You can restore this for 30 days under Settings, Recently deleted.',
      lost: ['Their instructions and tools', ...(attachments > 0 ? [choices] : [])],
      action: `Delete ${counted(assistants, 'assistant')}`,
    });
  } catch (error) {
    toastFault(error, 'Nothing was deleted');
    return false;
  }
}
