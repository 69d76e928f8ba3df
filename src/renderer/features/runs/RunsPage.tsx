import { Anchor, Button, Menu } from '@mantine/core';
import { IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Run } from '#contract/runs.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { countOf, ListFilters, ListPage } from '#renderer/ui/listPage/index.ts';
import { RowMenu } from '#renderer/ui/RowMenu.tsx';
import { arraySource, type Column, DataTable, skeletonSource, useColumnChoice } from '#renderer/ui/table/index.ts';
import { RelativeTime, useNow } from '#renderer/ui/time.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { urlText, useUrlState } from '#renderer/ui/useUrlState.ts';
import { useRuns } from './queries.ts';
import { badgeOf, durationWords } from './runWords.ts';

const columns: Column<Run>[] = [
  { id: 'state', title: 'State', width: '170px', fixed: true, cell: (run) => <StatusBadge {...badgeOf(run)} /> },
  { id: 'name', title: 'Name', width: 'minmax(160px, 2fr)', fixed: true, cell: ({ name }) => name },
  {
    id: 'environment',
    title: 'Environment',
    width: 'minmax(110px, 1fr)',
    leastWindow: 900,
    cell: ({ environmentName }) => environmentName ?? '–',
  },
  { id: 'passed', title: 'Passed', width: '84px', align: 'end', cell: ({ passed }) => passed.toLocaleString('en') },
  { id: 'failed', title: 'Failed', width: '84px', align: 'end', cell: ({ failed }) => failed.toLocaleString('en') },
  {
    id: 'skipped',
    title: 'Skipped',
    width: '84px',
    align: 'end',
    optional: true,
    cell: ({ skipped }) => skipped.toLocaleString('en'),
  },
  { id: 'took', title: 'Took', width: '110px', align: 'end', leastWindow: 900, cell: (run) => <Took run={run} /> },
  { id: 'at', title: 'Started', width: '130px', cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
];

/** How long a run took, or is under way. */
export function Took({ run: { state, startedAt, endedAt } }: { run: Run }) {
  const now = useNow(state === 'running');
  return <>{durationWords(Math.max(0, (endedAt ?? now) - startedAt))}</>;
}

const fields = { text: urlText };

/** The runs of this person, the last first. */
export function RunsPage() {
  const navigate = useNavigate();
  const may = useMay('editor');
  const runs = useRuns();
  const choice = useColumnChoice('runs', columns);
  const [{ text }, change] = useUrlState(fields);
  const all = runs.data ?? [];
  const words = text.toLowerCase().split(/\s+/);
  const rows = all.filter((run) => {
    const said = `${run.name} ${run.environmentName ?? ''} ${badgeOf(run).label}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
  const remove = useRemove();
  const actions = useCallback(
    (run: Run) =>
      may ? (
        <RowMenu label={`Actions for ${run.name}`}>
          <Menu.Item
            color="var(--mantine-color-error)"
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={() => remove(run)}
          >
            Delete
          </Menu.Item>
        </RowMenu>
      ) : null,
    [may, remove],
  );
  return (
    <ListPage
      title="Runs"
      actions={
        <Button variant="default" component={Link} to="/requests">
          Requests
        </Button>
      }
      filters={
        all.length === 0 ? null : (
          <ListFilters
            label="Filter runs"
            text={text}
            onText={(next) => change({ text: next })}
            columns={choice}
            count={countOf({ total: rows.length, all: all.length }, 'run')}
          />
        )
      }
    >
      <UnreadableRows rows={all} />
      {runs.isError ? (
        <ErrorNotice error={runs.error} title="Couldn’t read the runs" onRetry={() => void runs.refetch()} />
      ) : (
        <DataTable
          label="Runs"
          columns={choice.shown}
          onResize={choice.resize}
          source={runs.isPending ? skeletonSource<Run>() : arraySource(rows)}
          keyOf={({ id }) => id}
          nameOf={({ name }) => name}
          onOpen={({ id }) => void navigate(`/requests/runs/${id}`)}
          actions={actions}
          empty={runs.isPending ? null : <NoRuns filtered={all.length > 0} />}
        />
      )}
    </ListPage>
  );
}

/** Deletes a run after a question that names it. */
export function useRemove(onDone?: () => void): (run: Run) => void {
  const queries = useQueryClient();
  const { mutateAsync } = useMutation(
    orpc.runs.remove.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: orpc.runs.list.key() }),
    }),
  );
  return useCallback(
    ({ id, name, state }) => {
      const question = {
        title: `Delete the run of ${name}?`,
        body:
          state === 'running' ? 'It is cancelled, and its results are lost.' : 'Its results and reports will be lost.',
        action: 'Delete',
      };
      void confirm(question)
        .then(async (yes) => {
          if (!yes) return;
          await mutateAsync({ id });
          toastDone(`The run of ${name} is deleted`);
          onDone?.();
        })
        .catch(() => undefined);
    },
    [mutateAsync, onDone],
  );
}

function NoRuns({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <EmptyState icon={<IconPlayerPlay size={24} />} title="No run has this text">
        Runs are found by their name, environment or state.
      </EmptyState>
    );
  return (
    <EmptyState icon={<IconPlayerPlay size={24} />} title="No runs yet">
      Choose “Run…” in the menu of a collection, a folder or several requests. They are sent one after the other, and
      their checks are counted here.
      <br />
      <Anchor component={Link} to="/requests" size="sm" mt={8} underline="always">
        Go to requests
      </Anchor>
    </EmptyState>
  );
}
