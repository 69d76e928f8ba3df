import { useQuery } from '@tanstack/react-query';
import type { AssistantId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';

/** One assistant in full. */
export function useAssistant(id: AssistantId) {
  return useQuery(orpc.assistants.get.queryOptions({ input: { id } }));
}
