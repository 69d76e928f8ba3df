import { Anchor, Group, Progress, SegmentedControl, Stack, Tabs, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Link, useParams } from 'react-router';
import { type RunId, runId } from '#contract/common.ts';
import type { Run } from '#contract/runs.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { HeadSkeleton, Page, PageHead } from '#renderer/ui/Page.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { urlChoice, useUrlState } from '#renderer/ui/useUrlState.ts';
import { type ResultFilter, useRun, useRunChart } from './queries.ts';
import { ResultList } from './ResultList.tsx';
import { RunActions } from './RunActions.tsx';
import { Took } from './RunsPage.tsx';
import classes from './runs.module.css';
import { badgeOf } from './runWords.ts';

const RunCharts = lazy(() => import('./RunCharts.tsx'));

const filters = ['all', 'failed', 'skipped'] as const;
const fields = { show: urlChoice(filters, 'all'), part: urlChoice(['results', 'charts'], 'results') };

/** One run: how it stands, and what came of each request. */
export function RunPage() {
  const id = runId.safeParse(useParams().id).data;
  const run = useRun(id);
  if (id === undefined || run.isError)
    return (
      <Page>
        <PageHead title="Run" />
        {id === undefined ? (
          <Text size="sm">There is no run at this address.</Text>
        ) : (
          <ErrorNotice error={run.error} title="Couldn’t open the run" onRetry={() => void run.refetch()} />
        )}
        <AllRuns />
      </Page>
    );
  return run.data === undefined ? <HeadSkeleton /> : <Shown key={id} run={run.data} />;
}

const AllRuns = () => (
  <Anchor component={Link} to="/requests/runs" size="sm">
    All runs
  </Anchor>
);

function Shown({ run }: { run: Run }) {
  const [{ show, part }, change] = useUrlState(fields);
  const isRunning = run.state === 'running';
  const done = run.passed + run.failed + run.skipped;
  return (
    <Page wide fill>
      <PageHead title={run.name} actions={<RunActions run={run} />} />
      <Stack gap="xs" mb="sm">
        <Facts run={run} />
        <Progress.Root size="md" aria-label="Progress">
          {(['passed', 'failed', 'skipped'] as const).map((outcome) => (
            <Progress.Section
              key={outcome}
              value={shareOf(run[outcome], Math.max(run.planned, done))}
              color={colors[outcome]}
              aria-label={outcome}
            />
          ))}
        </Progress.Root>
      </Stack>
      <Tabs
        value={part}
        onChange={(next) => change({ part: next === 'charts' ? 'charts' : 'results' })}
        keepMounted={false}
        style={{ display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 }}
      >
        <Tabs.List mb="sm" aria-label="Parts of the run">
          <Tabs.Tab value="results">Results</Tabs.Tab>
          <Tabs.Tab value="charts">Charts</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="results" style={panel}>
          <OutcomeFilter run={run} show={show} onChange={(next) => change({ show: next })} />
          <ResultList key={show} id={run.id} filter={show} isRunning={isRunning} iterates={run.iterations > 1} />
        </Tabs.Panel>
        <Tabs.Panel value="charts" style={panel}>
          {isRunning ? (
            <Text size="sm" c="dimmed">
              Charts are drawn when the run has ended.
            </Text>
          ) : (
            <Charts id={run.id} />
          )}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

const panel = { display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 } as const;
const colors = { passed: 'teal.6', failed: 'red.7', skipped: 'gray.5' };
const shareOf = (count: number, whole: number): number => (whole === 0 ? 0 : (count / whole) * 100);

function Facts({ run }: { run: Run }) {
  const done = run.passed + run.failed + run.skipped;
  return (
    <Group gap="md">
      <AllRuns />
      <span role="status" style={{ display: 'inline-flex' }}>
        <StatusBadge {...badgeOf(run)} />
      </span>
      <Text size="sm">
        {done.toLocaleString('en')}
        {done === run.planned ? '' : ` of ${run.planned.toLocaleString('en')}`} requests
      </Text>
      <Text size="sm" c="dimmed">
        {run.environmentName ?? 'No environment'}
      </Text>
      <Text size="sm" c="dimmed">
        <Took run={run} />
      </Text>
      <Text size="sm" c="dimmed">
        <RelativeTime at={run.startedAt} />
      </Text>
    </Group>
  );
}

interface OutcomeFilterProps {
  run: Run;
  show: ResultFilter;
  onChange: (show: ResultFilter) => void;
}

function OutcomeFilter({ run: { passed, failed, skipped }, show, onChange }: OutcomeFilterProps) {
  const counts = { all: passed + failed + skipped, failed, skipped };
  const labels = { all: 'All', failed: 'Failed', skipped: 'Skipped' };
  return (
    <SegmentedControl
      aria-label="Results to show"
      size="xs"
      mb="xs"
      style={{ alignSelf: 'flex-start' }}
      data={filters.map((value) => ({ value, label: `${labels[value]} ${counts[value].toLocaleString('en')}` }))}
      value={show}
      onChange={onChange}
    />
  );
}

function Charts({ id }: { id: RunId }) {
  const chart = useRunChart(id);
  if (chart.isError) return <ErrorNotice error={chart.error} onRetry={() => void chart.refetch()} />;
  if (chart.data === undefined) return <Loading h={240} />;
  return (
    <div className={classes.charts}>
      <Suspense fallback={<Loading h={240} />}>
        <RunCharts chart={chart.data} />
      </Suspense>
    </div>
  );
}
