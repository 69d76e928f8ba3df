import { Button, Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { IntegrationId } from '#contract/common.ts';
import { type OperationRow, operationEdit } from '#contract/definitions.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';

interface EditOperationModalProps {
  integrationId: IntegrationId;
  operation: OperationDetail;
  row: OperationRow & { hidden: boolean };
  onClose: () => void;
}

/** Own words for an operation of the definition; they stay when the definition is imported again. */
export function EditOperationModal({ integrationId, operation, row, onClose }: EditOperationModalProps) {
  const { key, summary = '', description = '' } = operation;
  const stored = { summary, description, hidden: row.hidden };
  const form = useForm({
    initialValues: stored,
    schema: operationEdit,
    stored,
    // What is as in the definition follows it when it is imported again.
    save: (_edit, _values, { changes, expected }) =>
      client.definitions.editOperation({ integrationId, key, edit: changes, expected }),
    onSaved: () => {
      toastDone(`${key} saved`);
      onClose();
    },
  });
  const undo = useMutation(
    orpc.definitions.editOperation.mutationOptions({ meta: { quiet: true }, onSuccess: onClose }),
  );
  const { getInputProps } = form.fields;
  return (
    <Dialog title={`Edit ${key}`} size="lg" onClose={onClose}>
      <Form form={form}>
        <Stack gap="sm">
          <TextInput label="Summary" data-autofocus maxLength={500} {...getInputProps('summary')} />
          <Textarea
            label="Description"
            autosize
            minRows={4}
            maxRows={14}
            maxLength={10_000}
            {...getInputProps('description')}
          />
          <Checkbox label="Hide from the list" {...getInputProps('hidden', { type: 'checkbox' })} />
          <FormFault form={form} />
          {undo.error !== null && <ErrorNotice error={undo.error} />}
          <Group justify={row.origin === 'edited' ? 'space-between' : 'flex-end'}>
            {row.origin === 'edited' && (
              <Button
                variant="default"
                onClick={() => undo.mutate({ integrationId, key, edit: null, expected: stored })}
              >
                Reset to the definition
              </Button>
            )}
            <FormActions form={form} action="Save" onCancel={onClose} />
          </Group>
        </Stack>
      </Form>
    </Dialog>
  );
}
