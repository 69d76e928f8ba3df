import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { IntegrationId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';

const longestText = 200;

/** One integration in full; null asks for none. */
export function useIntegration(id: IntegrationId | null) {
  return useQuery(orpc.integrations.get.queryOptions({ input: id === null ? skipToken : { id } }));
}

/** Integrations whose names hold `text`, for pickers and the palette; the ones before stay until they are there. */
export function useFoundIntegrations(text: string, limit: number, enabled = true) {
  const input = { text: text.slice(0, longestText), limit };
  return useQuery(orpc.integrations.list.queryOptions({ input, enabled, placeholderData: keepPreviousData }));
}
