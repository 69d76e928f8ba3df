import { Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { HeldBack } from '#contract/sync.ts';
import { useConflictChanges } from '#renderer/entities/sync/queries.ts';
import { Tag } from '#renderer/ui/badges.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone, toastNote } from '#renderer/ui/toasts.tsx';
import { thingWords } from './words.ts';

const directionWords: Record<HeldBack['direction'], string> = { out: 'Not sent', in: 'Not taken over' };

interface HeldBackTableProps {
  rows: readonly HeldBack[];
  /** The person may try them again. */
  may: boolean;
}

/** What could not be sent or taken over, and why. It stops nothing else. */
export function HeldBackTable({ rows, may }: HeldBackTableProps) {
  const { retry } = useConflictChanges();
  const tryAgain = () =>
    // A callback of `mutate` is dropped when the table goes, which it may; what fails is told by a toast.
    void retry.mutateAsync(undefined).then(
      (left) => {
        if (left.length === 0) toastDone('Nothing is held back any more');
        else toastNote(`${left.length.toLocaleString('en')} still held back`, 'The reasons are in the list.');
      },
      () => undefined,
    );
  return (
    <Stack component="section" gap="sm" aria-label="Held back">
      <div>
        <Title order={2} size="h5">
          Held back
        </Title>
        <Text size="sm" c="dimmed">
          These could not be sent or taken over. Nothing is lost, and everything else goes on.
        </Text>
      </div>
      <Table aria-label="Held back">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Reason</Table.Th>
            <Table.Th>Since</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ id, thing, name, direction, reason, at }) => (
            <Table.Tr key={id}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <Group gap={6}>
                  <Tag>{thingWords(thing)}</Tag>
                  {name}
                </Group>
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {directionWords[direction]}. {reason}
              </Table.Td>
              <Table.Td>
                <RelativeTime at={at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {may ? (
        <Group>
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={retry.isPending}
            onClick={tryAgain}
          >
            Try again
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
