import { Anchor, Box, Group, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ActivityEntry } from '#contract/activity.ts';
import { useActorName } from '#renderer/session/session.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { AttentionCards, attentionCards } from './attention.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { HealthStrips } from './HealthStrips.tsx';
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
    return <FirstSteps integration={rows[0]} connected={(connections.data?.total ?? 0) > 0} />;
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

const results: Record<ActivityEntry['result'], { tone: Tone; label: string }> = {
  ok: { tone: 'good', label: 'OK' },
  failed: { tone: 'bad', label: 'Failed' },
  cancelled: { tone: 'idle', label: 'Cancelled' },
  info: { tone: 'info', label: 'Note' },
};

/** What happened last, one line each. */
export function LatestActivity({ entries }: { entries: readonly ActivityEntry[] }) {
  const actorName = useActorName();
  if (entries.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No activity yet.
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      {entries.map((entry) => (
        <Group key={entry.id} gap="sm" wrap="nowrap">
          <Text size="xs" c="dimmed" w={92} flex="none">
            <RelativeTime at={entry.at} />
          </Text>
          <Text size="sm" flex={1} miw={0} truncate>
            {actorName(entry.actor)} {entry.action} {entry.subject}
          </Text>
          <StatusBadge {...results[entry.result]} />
        </Group>
      ))}
      <Anchor component={Link} to="/activity" size="sm">
        All activity
      </Anchor>
    </Stack>
  );
}
