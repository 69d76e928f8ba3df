import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { IntegrationId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';

/** How an integration did in the last `hours`, its schedule, and its last checks. */
export function useHealthReport(integrationId: IntegrationId, hours: number) {
  const input = { integrationId, hours };
  return useQuery(orpc.health.report.queryOptions({ input, placeholderData: keepPreviousData }));
}
