import { Button, Group, List, Stack, Text } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Assistant, AssistantIntegration } from '#contract/assistants.ts';
import { counted } from '#core/counted.ts';
import { orpc } from '#renderer/platform/client.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { BulkBar } from '#renderer/ui/listPage/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { AddManyModal } from './AddManyModal.tsx';
import type { ChosenRows } from './useChosenRows.ts';

/** As many as main changes in one step, all or nothing. */
const most = 1_000;

interface ChosenBarProps {
  assistant: Assistant;
  editable: boolean;
  chosen: ChosenRows;
}

/** Adding and removing all chosen integrations; it is where the filters were. */
export function ChosenBar({ assistant, editable, chosen }: ChosenBarProps) {
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
    <BulkBar
      label="Selected integrations"
      chosen={`${counted(rows.length, 'integration')} selected`}
      onClear={chosen.clear}
    >
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
      {opened === 'add' && <AddManyModal assistant={assistant} rows={addable} onClose={close} onDone={done} />}
      {opened === 'remove' && <RemoveManyModal assistant={assistant} rows={attached} onClose={close} onDone={done} />}
    </BulkBar>
  );
}

const named = 12;

interface ManyModalProps {
  assistant: Assistant;
  rows: readonly AssistantIntegration[];
  onClose: () => void;
  onDone: () => void;
}

/** Names what the assistant would lose, before all of it is removed in one step. */
function RemoveManyModal({ assistant, rows, onClose, onDone }: ManyModalProps) {
  const more = rows.length - named;
  const remove = useMutation(
    orpc.assistants.changeAttachments.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ detached }) => {
        toastDone(`${counted(detached, 'integration')} removed from ${assistant.name}`);
        onDone();
      },
    }),
  );
  return (
    <Dialog onClose={onClose} title={`Remove from ${assistant.name}?`}>
      <Stack gap="md">
        <Text size="sm">
          Their tools, the choice of their connections and of their operations are removed: all of them, or none. The
          integrations and the connections stay.
        </Text>
        <List size="sm" aria-label="What will be removed">
          {rows.slice(0, named).map((row) => (
            <List.Item key={row.integrationId}>{row.displayName}</List.Item>
          ))}
          {more > 0 && <List.Item>and {more.toLocaleString('en')} more</List.Item>}
        </List>
        {remove.error !== null && <ErrorNotice error={remove.error} title="Nothing was removed" />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() =>
              remove.mutate({ assistantId: assistant.id, detach: rows.map(({ integrationId }) => integrationId) })
            }
          >
            Remove {counted(rows.length, 'integration')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
