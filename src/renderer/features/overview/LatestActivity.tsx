import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { ActivityEntry } from '#contract/activity.ts';
import { useActorName } from '#renderer/session/session.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';

const results: Record<ActivityEntry['result'], { tone: Tone; label: string }> = {
  ok: { tone: 'good', label: 'Done' },
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
        Nothing has happened yet.
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
