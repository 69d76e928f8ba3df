import { Button, Checkbox, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { OperationRow } from '#contract/definitions.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';

interface EditOperationModalProps {
  integrationId: IntegrationId;
  operation: OperationDetail;
  row: OperationRow & { hidden: boolean };
  onClose: () => void;
}

/** Own words for an operation of the definition; they stay when the definition is imported again. */
export function EditOperationModal({ integrationId, operation, row, onClose }: EditOperationModalProps) {
  const [summary, setSummary] = useState(operation.summary ?? '');
  const [description, setDescription] = useState(operation.description ?? '');
  const [hidden, setHidden] = useState(row.hidden);
  const edit = useMutation(
    orpc.definitions.editOperation.mutationOptions({ meta: { quiet: true }, onSuccess: onClose }),
  );
  const { key } = operation;
  const save = (event: React.FormEvent) => {
    event.preventDefault();
    edit.mutate({ integrationId, key, edit: { ...changed(operation, summary, description), hidden } });
  };
  return (
    <Modal opened onClose={onClose} title={`Edit ${key}`} size="lg">
      <form onSubmit={save}>
        <Stack gap="sm">
          <TextInput
            label="Summary"
            data-autofocus
            maxLength={500}
            value={summary}
            onChange={(event) => setSummary(event.currentTarget.value)}
          />
          <Textarea
            label="Description"
            autosize
            minRows={4}
            maxRows={14}
            maxLength={10_000}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Checkbox
            label="Hide it from the list"
            checked={hidden}
            onChange={(event) => setHidden(event.currentTarget.checked)}
          />
          {edit.error !== null && <ErrorNotice error={edit.error} />}
          <Group justify="flex-end" gap="xs">
            {row.origin === 'edited' && (
              <Button variant="default" mr="auto" onClick={() => edit.mutate({ integrationId, key, edit: null })}>
                Back to the definition
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={edit.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function changed(operation: OperationDetail, summary: string, description: string) {
  return {
    ...(summary !== (operation.summary ?? '') && { summary }),
    ...(description !== (operation.description ?? '') && { description }),
  };
}
