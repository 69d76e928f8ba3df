import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { type Team, useSyncActions } from './queries.ts';
import { progressWords } from './words.ts';

/** How far a download or upload is, and the way to stop it. */
export function SyncProgress({ progress }: { progress: NonNullable<Team['progress']> }) {
  const { cancel } = useSyncActions();
  const { done, total } = progress;
  return (
    <Stack gap={6}>
      <Progress
        value={total === null || total === 0 ? 100 : (done / total) * 100}
        animated={total === null}
        aria-label="Progress of the sync"
        transitionDuration={150}
      />
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          {progressWords(progress)}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          aria-label="Cancel the sync"
          onClick={() => cancel.mutate(undefined)}
        >
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}
