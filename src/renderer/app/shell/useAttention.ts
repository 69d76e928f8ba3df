import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import type { AttentionKey } from './navigation.ts';

/** How many integrations and connections need a person. */
export function useAttention(): Record<AttentionKey, number> {
  const placeholderData = keepPreviousData;
  const integrations = useQuery(orpc.integrations.list.queryOptions({ input: { limit: 1 }, placeholderData }));
  const connections = useQuery(orpc.connections.list.queryOptions({ input: { limit: 1 }, placeholderData }));
  return { integrations: integrations.data?.attention ?? 0, connections: connections.data?.attention ?? 0 };
}
