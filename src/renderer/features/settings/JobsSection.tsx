import { Button, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconClockCog } from '@tabler/icons-react';
import type { Job } from '#contract/jobs.ts';
import { counted } from '#core/counted.ts';
import { useMay, useSession } from '#renderer/session/session.ts';
import { StatusBadge, Tag, type Tone } from '#renderer/ui/badges.tsx';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { Block } from './Block.tsx';
import { useJobChanges, useJobs } from './queries.ts';

const stateWords: Record<Job['state'], { tone: Tone; label: string }> = {
  dead: { tone: 'bad', label: 'Failed' },
  running: { tone: 'info', label: 'Running' },
  waiting: { tone: 'idle', label: 'Waiting' },
};

/** What the console does by itself: what failed for good, what runs, and what comes next. */
export function JobsSection() {
  const known = useSession() !== undefined;
  const may = useMay('admin');
  if (known && !may) {
    return (
      <EmptyState icon={<IconClockCog size={24} />} title="Only an admin sees the background jobs">
        Ask an admin of this tenant where something that Patchbay does by itself seems to be missing.
      </EmptyState>
    );
  }
  return <Jobs />;
}

function Jobs() {
  const jobs = useJobs();
  if (jobs.isError) {
    return (
      <ErrorNotice
        error={jobs.error}
        title="The background jobs could not be read"
        onRetry={() => void jobs.refetch()}
        retrying={jobs.isFetching}
      />
    );
  }
  if (jobs.isPending) return <Loading h={200} />;
  const dead = jobs.data.filter(({ state }) => state === 'dead');
  const alive = jobs.data.filter(({ state }) => state !== 'dead');
  return (
    <>
      <UnreadableRows rows={jobs.data} />
      {dead.length === 0 ? null : (
        <Block
          title="Needs attention"
          description="These failed repeatedly and are no longer retried. Fix the cause and run them again, or discard them."
        >
          <JobTable label="Jobs that need attention" jobs={dead} />
        </Block>
      )}
      <Block title="Running and waiting" description="Health checks, retention and other scheduled work.">
        {alive.length === 0 ? (
          <EmptyState icon={<IconClockCog size={24} />} title="No jobs">
            Work that Patchbay does by itself stands here while it waits or runs. A schedule for health checks adds
            some.
          </EmptyState>
        ) : (
          <JobTable label="Jobs that run or wait" jobs={alive} />
        )}
      </Block>
    </>
  );
}

function JobTable({ label, jobs }: { label: string; jobs: readonly Job[] }) {
  return (
    <Table aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Job</Table.Th>
          <Table.Th w={120}>State</Table.Th>
          <Table.Th w={120}>{jobs.some(({ state }) => state === 'dead') ? 'Last run' : 'Next run'}</Table.Th>
          <Table.Th>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function JobRow({ job }: { job: Job }) {
  const { runNow, discard } = useJobChanges();
  const { id, state, runAt } = job;
  const isDue = state === 'running' || (state !== 'dead' && runAt <= Date.now());
  const title = job.subject === null ? job.title : `${job.title}: ${job.subject}`;
  // A callback of `mutate` is dropped when the row goes, which it may; what fails is told by a toast.
  const run = () =>
    void runNow.mutateAsync({ id }).then(
      () => toastDone(`${title} started`),
      () => undefined,
    );
  const giveUp = async () => {
    const yes = await confirm({ title: `Discard “${title}”?`, body: lossOf(job), action: 'Discard' });
    if (!yes) return;
    await discard.mutateAsync({ id }).then(
      () => toastDone(`${title} discarded`),
      () => undefined,
    );
  };
  return (
    <Table.Tr>
      <Table.Td>
        <JobText job={job} />
      </Table.Td>
      <Table.Td>
        <StatusBadge {...stateWords[state]} />
      </Table.Td>
      <Table.Td>{isDue ? 'now' : <RelativeTime at={runAt} />}</Table.Td>
      <Table.Td>
        <Group gap={4} justify="flex-end" wrap="nowrap">
          {state === 'running' ? null : (
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={`Run now: ${title}`}
              loading={runNow.isPending}
              onClick={run}
            >
              Run now
            </Button>
          )}
          {state === 'dead' ? (
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              aria-label={`Discard ${title}`}
              loading={discard.isPending}
              onClick={() => void giveUp()}
            >
              Discard
            </Button>
          ) : null}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function JobText({ job: { kind, title, subject, attempts, lastError, recurring } }: { job: Job }) {
  return (
    <Stack gap={2}>
      <Group gap={6}>
        <span title={kind}>{title}</span>
        {subject === null ? null : (
          <Text span size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {subject}
          </Text>
        )}
        {recurring ? <Tag kind="quiet">repeats</Tag> : null}
      </Group>
      {lastError === null || attempts === 0 ? null : (
        <Text size="xs" c="var(--mantine-color-error)" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
          Failed {counted(attempts, 'time')}. {lastError}
        </Text>
      )}
    </Stack>
  );
}

/** What is lost when a person gives the job up. */
function lossOf({ recurring }: Job): string {
  return recurring
    ? 'What this run was to do is not done. The job runs again at its next time.'
    : 'What it was to do is not done, and it is not tried again.';
}
