import { Anchor, Box, Button, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { ActivityEntry } from '#contract/activity.ts';
import { actionWords, type EventRun, eventRuns, resultWords } from '#renderer/entities/activity/events.ts';
import { useActorName } from '#renderer/session/session.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { AttentionCards, attentionCards } from './attention.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { HealthStrips } from './HealthStrips.tsx';
import classes from './overview.module.css';
import { type Overview, useHealthRows, useOverview } from './queries.ts';

/** What needs a person, whether everything works, and what happened last. */
export function OverviewPage() {
  const overview = useOverview();
  const { integrations, activity, connections } = overview;
  const failed = Object.values(overview).find((part) => part.error !== null && part.data === undefined);
  const ready = integrations.data !== undefined && activity.data !== undefined && connections.data !== undefined;
  return (
    <Page>
      <PageHead title="Overview" />
      {failed !== undefined && (
        <ErrorNotice
          error={failed.error}
          title="The overview could not be read"
          onRetry={() => void failed.refetch()}
        />
      )}
      {failed === undefined && !ready && <OverviewSkeleton />}
      {ready && <Loaded overview={overview} />}
    </Page>
  );
}

const none: NonNullable<Overview['health']['data']> = [];

function Loaded({ overview }: { overview: Overview }) {
  const { integrations, activity, connections, health } = overview;
  const strips = useHealthRows(health.data ?? none);
  const sent = overview.sent.data?.entries.length !== 0;
  const rows = integrations.data?.rows ?? [];
  if (!sent && rows.length < 3) {
    const failing = attentionCards(overview).filter(({ tone }) => tone === 'bad');
    return (
      <Stack gap="xl">
        <FirstSteps integration={rows[0]} connected={(connections.data?.total ?? 0) > 0} />
        {failing.length > 0 && (
          <Part title="Needs attention">
            <AttentionCards cards={failing} />
          </Part>
        )}
      </Stack>
    );
  }
  return (
    <Stack gap="xl">
      <Part title="Needs attention">
        <AttentionCards cards={attentionCards(overview)} />
      </Part>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl" verticalSpacing="xl">
        <Part title="Last 24 hours">
          <HealthStrips rows={strips} />
        </Part>
        <Part title="Latest activity">
          <LatestActivity entries={activity.data?.entries ?? []} />
        </Part>
      </SimpleGrid>
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="section" miw={0}>
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      {children}
    </Box>
  );
}

function OverviewSkeleton() {
  return (
    <Stack role="status" aria-busy aria-label="Loading">
      <Skeleton h={72} />
      <Skeleton h={200} />
    </Stack>
  );
}

const shownEvents = 8;

/** What happened last, one line each; the same in a row is one line with a count. */
export function LatestActivity({ entries }: { entries: readonly ActivityEntry[] }) {
  const runs = useMemo(() => eventRuns(entries).slice(0, shownEvents), [entries]);
  if (runs.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No activity yet.
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      {runs.map((run) => (
        <LatestRun key={run.newest.id} run={run} />
      ))}
      <Anchor component={Link} to="/activity" size="sm">
        All activity
      </Anchor>
    </Stack>
  );
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function LatestRun({ run: { newest, entries } }: { run: EventRun }) {
  const [open, setOpen] = useState(false);
  const actorName = useActorName();
  const words = `${actorName(newest.actor)} ${actionWords(newest)} ${newest.subject}`;
  return (
    <div>
      <div className={classes.event}>
        <Text size="xs" c="dimmed" w={92} flex="none">
          <RelativeTime at={newest.at} />
        </Text>
        <Text size="sm" flex={1} miw={0} truncate title={words}>
          {words}
        </Text>
        {entries.length > 1 && (
          <Button
            size="compact-xs"
            variant="default"
            aria-expanded={open}
            aria-label={`${entries.length} times: ${words}`}
            rightSection={open ? <IconChevronUp size={12} aria-hidden /> : <IconChevronDown size={12} aria-hidden />}
            onClick={() => setOpen(!open)}
          >
            {entries.length} times
          </Button>
        )}
        <StatusBadge {...resultWords[newest.result]} />
      </div>
      {open && (
        <ul className={classes.times} aria-label="Each time">
          {entries.map(({ id, at }) => (
            <li key={id}>{clock.format(at)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
