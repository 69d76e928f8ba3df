import { Button, Group, Text } from '@mantine/core';
import { IconMinus, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Assistant } from '#contract/assistants.ts';
import { counted } from '#renderer/ui/format.ts';
import { AddManyModal } from './AddManyModal.tsx';
import { RemoveManyModal } from './RemoveManyModal.tsx';
import type { ChosenRows } from './useChosenRows.ts';

/** As many as main changes in one step, all or nothing. */
const most = 1_000;

interface BulkBarProps {
  assistant: Assistant;
  editable: boolean;
  chosen: ChosenRows;
}

/** Adding and removing all chosen integrations; it stands where the filters were. */
export function BulkBar({ assistant, editable, chosen }: BulkBarProps) {
  const [opened, setOpened] = useState<'add' | 'remove' | null>(null);
  const rows = [...chosen.rows.values()];
  const close = () => setOpened(null);
  const done = () => {
    close();
    chosen.clear();
  };
  const attached = rows.filter((row) => row.attachment !== null);
  const addable = rows.filter((row) => row.attachment === null);
  const icon = { size: 15, 'aria-hidden': true } as const;
  return (
    <Group gap="xs" role="toolbar" aria-label="Chosen integrations" mih={36}>
      <Text size="sm" fw={600} role="status">
        {counted(rows.length, 'integration')} chosen
      </Text>
      <Button
        variant="default"
        disabled={!editable || addable.length === 0 || addable.length > most}
        leftSection={<IconPlus {...icon} />}
        onClick={() => setOpened('add')}
      >
        Add {addable.length.toLocaleString('en')}
      </Button>
      <Button
        variant="default"
        disabled={!editable || attached.length === 0 || attached.length > most}
        leftSection={<IconMinus {...icon} />}
        onClick={() => setOpened('remove')}
      >
        Remove {attached.length.toLocaleString('en')}
      </Button>
      {Math.max(addable.length, attached.length) > most && (
        <Text size="sm" c="dimmed">
          {most.toLocaleString('en')} at most at once.
        </Text>
      )}
      <Button variant="subtle" ml="auto" leftSection={<IconX {...icon} />} onClick={chosen.clear}>
        Clear the choice
      </Button>
      {opened === 'add' && <AddManyModal assistant={assistant} rows={addable} onClose={close} onDone={done} />}
      {opened === 'remove' && <RemoveManyModal assistant={assistant} rows={attached} onClose={close} onDone={done} />}
    </Group>
  );
}
