import type { QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { AssistantIntegration } from '#contract/assistants.ts';
import type { AssistantId } from '#contract/common.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { usePagedSource } from '#renderer/ui/table/index.ts';
import { type FilterState, toFilter } from './filterState.ts';

type Answer = Awaited<ReturnType<typeof client.assistants.integrations>>;

const largestPage = 500;

/** The tenant's integrations as the assistant sees them, asked for as they come into view. */
export function useIntegrationRows(assistantId: AssistantId, state: FilterState) {
  const page = useCallback(
    (offset: number, limit: number) =>
      orpc.assistants.integrations.queryOptions({ input: { assistantId, ...toFilter(state), offset, limit } }),
    [assistantId, state],
  );
  return usePagedSource<AssistantIntegration, Answer>(page);
}

/** Every row that the filter matches, also what was never on the screen. */
export async function matchingRows(assistantId: AssistantId, state: FilterState): Promise<AssistantIntegration[]> {
  const rows: AssistantIntegration[] = [];
  for (;;) {
    const input = { assistantId, ...toFilter(state), offset: rows.length, limit: largestPage };
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
