import { Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { IntegrationId, OperationId } from '#contract/common.ts';
import { type HandOperation, handOperation, handParameter } from '#contract/definitions.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { confirm, Dialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { HandOperationFields } from './HandOperationFields.tsx';

interface HandOperationModalProps {
  integrationId: IntegrationId;
  /** Absent for a new one. */
  existing?: { id: OperationId; operation: OperationDetail };
  onClose: () => void;
  /** Called with the key of what was saved. */
  onSaved: (key: string) => void;
  onRemoved?: () => void;
}

/** An operation written by hand. */
export function HandOperationModal({ integrationId, existing, onClose, onSaved, onRemoved }: HandOperationModalProps) {
  const form = useForm({
    initialValues: existing === undefined ? blank : written(existing.operation),
    schema: handOperation,
    stored: existing && written(existing.operation),
    save: (operation, _values, { changes, expected }) =>
      existing === undefined
        ? client.definitions.addOperation({ integrationId, operation })
        : client.definitions.updateOperation({ integrationId, id: existing.id, operation: changes, expected }),
    onSaved: ({ key }) => {
      toastDone(existing === undefined ? `${key} added` : `${key} saved`);
      onClose();
      onSaved(key);
    },
  });
  const remove = useMutation(orpc.definitions.removeOperation.mutationOptions());
  const confirmAndRemove = async ({ id, operation }: NonNullable<typeof existing>) => {
    const yes = await confirm({
      title: `Delete ${operation.key}?`,
      body: 'This also deletes its documentation.',
      action: 'Delete',
    });
    if (!yes) return;
    await remove.mutateAsync({ integrationId, id });
    onClose();
    onRemoved?.();
  };
  const title = existing === undefined ? 'Add an operation' : `Edit ${existing.operation.key}`;
  return (
    <Dialog title={title} size="xl" onClose={onClose}>
      <Form form={form}>
        <Stack gap="md">
          <HandOperationFields form={form} />
          <FormFault form={form} />
          <Group justify={existing === undefined ? 'flex-end' : 'space-between'}>
            {existing !== undefined && (
              // A failure shows in a toast.
              <Button
                variant="outline"
                color="red"
                onClick={() => void confirmAndRemove(existing).catch(() => undefined)}
              >
                Delete
              </Button>
            )}
            <FormActions form={form} action="Save" onCancel={onClose} />
          </Group>
        </Stack>
      </Form>
    </Dialog>
  );
}

const blank: HandOperation = {
  method: 'GET',
  path: '/',
  summary: '',
  description: '',
  parameters: [],
  bodyMediaType: null,
};

/** An operation that stands, as the form takes it. */
function written(operation: OperationDetail): HandOperation {
  return {
    method: operation.method,
    path: operation.path,
    summary: operation.summary ?? '',
    description: operation.description ?? '',
    parameters: operation.parameters.flatMap(({ name, in: place, required, description = '', schema }) => {
      const known = handParameter.shape.in.safeParse(place);
      // As it stands: the form shows its type alone, and must not lose the rest.
      return known.success ? [handParameter.parse({ name, in: known.data, required, description, schema })] : [];
    }),
    bodyMediaType: operation.requestBody?.contents[0]?.mediaType ?? null,
  };
}
