import { Stack, Text } from '@mantine/core';
import type { SyncProblem } from '#contract/sync.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';

/** What stands in the way of the sync, since when, what was kept, and what to do. */
export function ProblemNotice({ problem }: { problem: SyncProblem }) {
  return (
    <Notice color="orange" title={problem.message}>
      <Stack gap={4}>
        <Text size="sm" c="dimmed">
          Since <RelativeTime at={problem.at} />
        </Text>
        {problem.kept === null ? null : <Text size="sm">{problem.kept}</Text>}
        {problem.todo === null ? null : <Text size="sm">{problem.todo}</Text>}
      </Stack>
    </Notice>
  );
}
