import { Button, Group, Text } from '@mantine/core';
import { IconTrash, IconX } from '@tabler/icons-react';
import { useMay } from '#renderer/session/session.ts';
import { counted } from '#renderer/ui/format.ts';
import { useAssistantActions } from '../useAssistantActions.ts';

interface BulkBarProps {
  chosen: ReadonlySet<string>;
  onClear: () => void;
}

const most = 500;

/** What can be done with all chosen assistants. */
export function BulkBar({ chosen, onClear }: BulkBarProps) {
  const actions = useAssistantActions();
  const may = useMay('editor');
  // A failure was told by a toast, and then the choice stays.
  const remove = () => void actions.remove([...chosen]).then(onClear, () => undefined);
  return (
    <Group gap="xs" role="toolbar" aria-label="Chosen assistants" mih={36}>
      <Text size="sm" fw={600} role="status">
        {counted(chosen.size, 'assistant')} chosen
      </Text>
      <Button
        variant="outline"
        color="red"
        disabled={!may || chosen.size > most}
        leftSection={<IconTrash size={15} aria-hidden />}
        onClick={remove}
      >
        Delete
      </Button>
      <Button variant="subtle" ml="auto" leftSection={<IconX size={15} aria-hidden />} onClick={onClear}>
        Clear the choice
      </Button>
    </Group>
  );
}
