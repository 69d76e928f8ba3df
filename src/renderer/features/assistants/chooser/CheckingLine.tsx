import { Progress, Stack, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

const tickMs = 500;

/** Says that the check is under way, and for how long. */
export function CheckingLine({ name, checks }: { name: string; checks: boolean }) {
  const [since] = useState(Date.now);
  const [now, setNow] = useState(since);
  useInterval(() => setNow(Date.now()), tickMs, { autoInvoke: true });
  const seconds = Math.floor((now - since) / 1_000);
  return (
    <Stack gap={4}>
      <Text size="sm" role="status">
        {checks ? `Asking ${name} whether it takes the connection…` : 'Saving…'}
      </Text>
      <Progress value={100} animated size="sm" aria-label="The check is under way" />
      {seconds >= 2 && (
        <Text size="xs" c="dimmed">
          {seconds} s
        </Text>
      )}
    </Stack>
  );
}
