import { useQuery } from '@tanstack/react-query';
import type { IntegrationId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';

/** One integration in full. */
export function useIntegration(id: IntegrationId) {
  return useQuery(orpc.integrations.get.queryOptions({ input: { id } }));
}

/** The providers that come with a logo, fields and defaults. */
export function usePresets() {
  return useQuery(orpc.integrations.presets.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
}
