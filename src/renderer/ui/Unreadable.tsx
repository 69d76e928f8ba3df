import { Alert, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

/** What main says of a row that cannot be read: which it is, and what to do; undefined of every other row. */
export function unreadableIn(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !('unreadable' in row)) return undefined;
  return typeof row.unreadable === 'string' ? row.unreadable : undefined;
}

export function Unreadable({ text }: { text: string }) {
  return (
    <Group gap={6} wrap="nowrap" title={text}>
      <IconAlertTriangle size={14} color="var(--mantine-color-red-text)" aria-hidden />
      <Text size="sm" truncate>
        {text}
      </Text>
    </Group>
  );
}

const mostShown = 5;

/** Above a list whose rows have no room for it: which of them cannot be read. Nothing where all can. */
export function UnreadableRows({ rows }: { rows: readonly unknown[] }) {
  const texts = rows.flatMap((row) => unreadableIn(row) ?? []);
  if (texts.length === 0) return null;
  return (
    <Alert role="status" variant="outline" color="red" icon={<IconAlertTriangle aria-hidden />}>
      <Stack gap={4}>
        {texts.slice(0, mostShown).map((text) => (
          <Text key={text} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {text}
          </Text>
        ))}
        {texts.length > mostShown ? <Text size="sm">And {texts.length - mostShown} more.</Text> : null}
      </Stack>
    </Alert>
  );
}
