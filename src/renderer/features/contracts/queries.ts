import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { IntegrationId } from '#contract/common.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { saveText } from '#renderer/ui/files.ts';

const pollMs = 1_000;
const mostConnections = 500;

/** The mock server of an integration, with its last calls while it runs. */
export function useMock(integrationId: IntegrationId) {
  return useQuery(
    orpc.contracts.mock.queryOptions({
      input: { integrationId },
      refetchInterval: ({ state }) => (state.data == null ? false : pollMs),
    }),
  );
}

/** The check that runs and the last report; asked again while one runs. */
export function useContractReport(integrationId: IntegrationId) {
  return useQuery(
    orpc.contracts.report.queryOptions({
      input: { integrationId },
      refetchInterval: ({ state }) => (state.data?.running ? pollMs : false),
    }),
  );
}

/** The connections that a check can send with. */
export function useConnections(integrationId: IntegrationId) {
  return useQuery(orpc.connections.list.queryOptions({ input: { integrationId, limit: mostConnections } }));
}

/** What changes mock servers and checks; what is shown of them is asked again after each. */
export function useContractActions() {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.contracts.key() });
  return {
    startMock: useMutation(orpc.contracts.startMock.mutationOptions({ onSuccess: refresh })),
    stopMock: useMutation(orpc.contracts.stopMock.mutationOptions({ onSuccess: refresh })),
    check: useMutation(orpc.contracts.check.mutationOptions({ onSuccess: refresh })),
    cancel: useMutation(orpc.contracts.cancelCheck.mutationOptions({ onSuccess: refresh })),
  };
}

/** Hands the last report to the person as a file. */
export async function saveReport(integrationId: IntegrationId, format: 'json' | 'junit' | 'text'): Promise<void> {
  const file = await client.contracts.exportReport({ integrationId, format });
  if (file !== null) saveText(file.name, file.text, file.mediaType);
}
