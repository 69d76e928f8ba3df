import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';

/** The settings of this machine's console. */
export function useSettings() {
  return useQuery(orpc.settings.get.queryOptions());
}

/** Changes a part of the settings; what main answers is shown at once. Faults are shown by the form. */
export function useUpdateSettings() {
  const queries = useQueryClient();
  return useMutation(
    orpc.settings.update.mutationOptions({
      meta: { quiet: true },
      onSuccess: (saved) => {
        queries.setQueryData(orpc.settings.get.queryKey(), saved);
      },
    }),
  );
}
