import { useCallback } from 'react';
import type { Assistant } from '#contract/assistants.ts';
import { type client, orpc } from '#renderer/platform/client.ts';
import { usePagedSource } from '#renderer/ui/table/index.ts';
import type { FilterState } from './filterState.ts';

/** The assistants that the filter matches, asked for as they come into view. */
export function useAssistantRows({ text, sort, direction }: FilterState) {
  const page = useCallback(
    (offset: number, limit: number) =>
      orpc.assistants.list.queryOptions({
        input: { ...(text !== '' && { text: text.slice(0, 200) }), sort, direction, offset, limit },
      }),
    [text, sort, direction],
  );
  return usePagedSource<Assistant, Awaited<ReturnType<typeof client.assistants.list>>>(page);
}
