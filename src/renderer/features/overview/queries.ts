import { useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';

const latest = 8;
const strips = 500;

/** Everything that the overview shows; each part comes when it is there. */
export function useOverview() {
  return {
    integrations: useQuery(orpc.integrations.list.queryOptions({ input: { limit: strips, sort: 'name' } })),
    failing: useQuery(orpc.integrations.list.queryOptions({ input: { limit: 1, statuses: ['error'] } })),
    connections: useQuery(orpc.connections.list.queryOptions({ input: { limit: 1 } })),
    refused: useQuery(
      orpc.connections.list.queryOptions({ input: { limit: 1, states: ['refused', 'failing', 'missing'] } }),
    ),
    health: useQuery(orpc.activity.health.queryOptions()),
    activity: useQuery(orpc.activity.list.queryOptions({ input: { limit: latest } })),
  };
}

export type Overview = ReturnType<typeof useOverview>;
