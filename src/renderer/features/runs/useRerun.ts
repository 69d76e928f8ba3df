import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Run, RunInput } from '#contract/runs.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { confirmRun } from './confirmRun.ts';

/** Runs again as before: all of it, or what failed. What is not kept of a run is asked for first. */
export function useRerun({ id, name }: Run) {
  const { startRun } = useAppActions();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (what: 'all' | 'failed') => {
      const { target: before, options } = await client.runs.plan({ id });
      const target: RunInput['target'] = what === 'all' ? before : { kind: 'failed', of: id };
      if (options.data !== null || Object.keys(options.variables).length > 0) {
        startRun({ name: what === 'all' ? name : `what failed in ${name}`, target, options });
        return null;
      }
      const confirmed = await confirmRun(options.environmentId);
      return confirmed === undefined ? null : client.runs.start({ target, options: { ...options, confirmed } });
    },
    onSuccess: (run) => {
      if (run === null) return;
      void queries.invalidateQueries({ queryKey: orpc.runs.key() });
      void navigate(`/requests/runs/${run.id}`);
    },
  });
}
