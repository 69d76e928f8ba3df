import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Assistant, AssistantIntegration } from '#contract/assistants.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { counted } from '#renderer/ui/format.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';

const named = 12;

interface ManyModalProps {
  assistant: Assistant;
  rows: readonly AssistantIntegration[];
  onClose: () => void;
  onDone: () => void;
}

/** Names what the assistant would lose, before all of it is removed in one step. */
export function RemoveManyModal({ assistant, rows, onClose, onDone }: ManyModalProps) {
  const more = rows.length - named;
  const remove = useMutation(
    orpc.assistants.changeAttachments.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ detached }) => {
        toastDone(`${counted(detached, 'integration')} removed from ${assistant.name}.`);
        onDone();
      },
    }),
  );
  return (
    <Modal opened onClose={onClose} title={`Remove from ${assistant.name}?`}>
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
    </Modal>
  );
}
