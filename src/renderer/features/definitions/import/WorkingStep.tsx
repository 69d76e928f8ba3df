import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useProgress } from '#renderer/platform/progress.ts';
import { formatBytes } from '#renderer/ui/format.ts';

interface WorkingStepProps {
  job: string;
  name: string;
  /** Bytes. */
  sent: number;
  size: number;
  onCancel: () => void;
}

/** How far the document is, and the way to stop. */
export function WorkingStep({ job, name, sent, size, onCancel }: WorkingStepProps) {
  const progress = useProgress(job);
  const uploading = sent < size;
  const known = uploading ? sent / size : progress?.total ? progress.done / progress.total : null;
  const label = uploading ? `Reading the file, ${formatBytes(sent)} of ${formatBytes(size)}` : progress?.label;
  return (
    <Stack gap="sm" py="xl">
      <Text fw={600} truncate>
        {name}
      </Text>
      <Progress
        value={known === null ? 100 : known * 100}
        animated={known === null}
        aria-label="Progress"
        transitionDuration={150}
      />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {label ?? 'Reading the definition'}
        </Text>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}
