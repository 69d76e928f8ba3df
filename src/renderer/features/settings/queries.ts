import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Job } from '#contract/jobs.ts';
import type { Edit } from '#core/edit/edit.ts';
import { type client, orpc } from '#renderer/platform/client.ts';

/** The settings of this machine's console. */
export function useSettings() {
  return useQuery(orpc.settings.get.queryOptions());
}

/** What was seen in the fields of a group, as main takes it. */
export function ofGroup(group: 'retention' | 'network', { expected }: Edit<object>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(expected).map(([name, value]) => [`${group}.${name}`, value]));
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

/** What the console does by itself; dead ones first. */
export function useJobs() {
  return useQuery(orpc.jobs.list.queryOptions());
}

/** Changes of a job; the list that main answers with is shown at once. */
export function useJobChanges() {
  const queries = useQueryClient();
  const onSuccess = (jobs: Job[]) => queries.setQueryData(orpc.jobs.list.queryKey(), jobs);
  return {
    runNow: useMutation(orpc.jobs.runNow.mutationOptions({ onSuccess })),
    discard: useMutation(orpc.jobs.discard.mutationOptions({ onSuccess })),
  };
}

/** Sizes of what is kept, and the backups. */
export type DataSizes = Awaited<ReturnType<typeof client.system.dataUse>>;

/** How much is kept now. */
export function useDataUse() {
  return useQuery(orpc.system.dataUse.queryOptions({ staleTime: 0 }));
}
