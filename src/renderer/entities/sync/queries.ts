import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Conflict, HeldBack, SyncStatus } from '#contract/sync.ts';
import { orpc } from '#renderer/platform/client.ts';

/** What stands between this computer and the team; the topic `sync` says when it is stale. */
export function useSyncStatus() {
  return useQuery(orpc.sync.status.queryOptions());
}

export type Team = NonNullable<SyncStatus['team']>;

/** The team that the tenant is shared with; null where it is not, undefined while that is not known. */
export function useTeam(): Team | null | undefined {
  return useSyncStatus().data?.team;
}

/** Shows a status that a route has answered with, at once. */
export function useShowStatus(): (status: SyncStatus) => void {
  const queries = useQueryClient();
  return (status) => queries.setQueryData(orpc.sync.status.queryKey(), status);
}

/** Sends and fetches now, ends what is under way, and answers a question. A fault is told by a toast. */
export function useSyncActions() {
  const onSuccess = useShowStatus();
  return {
    now: useMutation(orpc.sync.now.mutationOptions({ onSuccess })),
    cancel: useMutation(orpc.sync.cancel.mutationOptions({ onSuccess })),
    answer: useMutation(orpc.sync.answer.mutationOptions({ onSuccess })),
  };
}

/** What is not decided yet, the newest first. */
export function useConflicts() {
  return useQuery(orpc.sync.conflicts.queryOptions());
}

/** Rows that could not be sent or taken over. */
export function useHeldBack() {
  return useQuery(orpc.sync.heldBack.queryOptions());
}

/** Decides conflicts and tries held back rows again. What is left is shown at once, and the status is asked for again. */
export function useConflictChanges() {
  const queries = useQueryClient();
  const restate = () => queries.invalidateQueries({ queryKey: orpc.sync.status.key() });
  return {
    decide: useMutation(
      orpc.sync.decide.mutationOptions({
        onSuccess: (left: Conflict[]) => {
          queries.setQueryData(orpc.sync.conflicts.queryKey(), left);
          return restate();
        },
      }),
    ),
    retry: useMutation(
      orpc.sync.retryHeldBack.mutationOptions({
        onSuccess: (left: HeldBack[]) => {
          queries.setQueryData(orpc.sync.heldBack.queryKey(), left);
          return restate();
        },
      }),
    ),
  };
}
