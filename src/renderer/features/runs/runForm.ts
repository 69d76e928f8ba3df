import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { EnvironmentId } from '#contract/common.ts';
import { type Run, runOptions } from '#contract/runs.ts';
import { useActiveEnvironment } from '#renderer/entities/environment/environments.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import type { RunSubject } from '#renderer/session/AppActions.tsx';
import { type SaveForm, useForm } from '#renderer/ui/form/index.ts';
import { confirmRun } from './confirmRun.ts';
import type { DataFile } from './dataFile.ts';
import type { GivenVariable } from './VariableRows.tsx';

interface RunValues {
  /** `active` is the one that is chosen beside requests, which may be known later than the dialog. */
  environmentId: EnvironmentId | 'active' | null;
  variables: GivenVariable[];
  data: DataFile | null;
  /** Empty counts as the default. */
  iterations: number | '';
  delayMs: number | '';
  concurrency: number | '';
  bail: boolean;
}

export type RunForm = SaveForm<RunValues, Run | null>;

/** What was chosen for a run; saved, it is under way and shown. */
export function useRunForm({ target, options }: RunSubject, onClose: () => void): RunForm {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const active = useActiveEnvironment().active?.id ?? null;
  const initialValues: RunValues = {
    environmentId: options === undefined ? 'active' : options.environmentId,
    variables: Object.entries(options?.variables ?? {}).map(([name, value]) => ({ name, value })),
    data: null,
    iterations: options?.iterations ?? '',
    delayMs: options?.delayMs ?? 0,
    concurrency: options?.concurrency ?? 1,
    bail: options?.bail ?? false,
  };
  return useForm<RunValues, ReturnType<typeof runOptions.parse>, Run | null>({
    initialValues,
    schema: runOptions,
    toInput: ({ environmentId, variables, data, iterations, delayMs, concurrency, ...rest }) => ({
      ...rest,
      environmentId: environmentId === 'active' ? active : environmentId,
      variables: Object.fromEntries(variables.flatMap(({ name, value }) => (name === '' ? [] : [[name, value]]))),
      data: data && { format: data.format, text: data.text },
      iterations: iterations === '' ? null : iterations,
      delayMs: delayMs === '' ? 0 : delayMs,
      concurrency: concurrency === '' ? 1 : concurrency,
    }),
    save: async (chosen) => {
      const confirmed = await confirmRun(chosen.environmentId);
      return confirmed === undefined ? null : client.runs.start({ target, options: { ...chosen, confirmed } });
    },
    onSaved: (run) => {
      if (run === null) return;
      void queries.invalidateQueries({ queryKey: orpc.runs.key() });
      onClose();
      void navigate(`/requests/runs/${run.id}`);
    },
  });
}
