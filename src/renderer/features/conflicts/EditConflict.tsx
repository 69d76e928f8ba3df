import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import type { Conflict } from '#contract/sync.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { conflictName } from './words.ts';

/** Opens what takes another value than both. */
export function openEdit(conflict: Conflict): void {
  openDialog((close) => (
    <Dialog title={`${conflict.name}: ${conflict.field ?? 'another value'}`} size="lg" onClose={close}>
      <EditForm conflict={conflict} onClose={close} />
    </Dialog>
  ));
}

interface EditFormProps {
  conflict: Conflict;
  onClose(): void;
}

const schema = z.object({ value: z.string().max(1_000_000, 'This text is too long.') });

function EditForm({ conflict, onClose }: EditFormProps) {
  const { id, mine, theirs, by } = conflict;
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { value: mine?.text ?? '' },
    schema,
    save: ({ value }) => client.sync.decide({ decisions: [{ id, choose: 'edit', value }] }),
    onSaved: (left) => {
      queries.setQueryData(orpc.sync.conflicts.queryKey(), left);
      void queries.invalidateQueries({ queryKey: orpc.sync.status.key() });
      toastDone(`Decided: ${conflictName(conflict)}`);
      onClose();
    },
  });
  return (
    <Form form={form}>
      <Stack gap="sm">
        <Group gap="xs">
          <Text size="sm">Start from</Text>
          <Button size="compact-sm" variant="default" onClick={() => form.set({ value: mine?.text ?? '' })}>
            mine
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => form.set({ value: theirs?.text ?? '' })}>
            {`that of ${by}`}
          </Button>
        </Group>
        <Textarea
          label="Value"
          data-autofocus
          autosize
          minRows={3}
          maxRows={16}
          {...form.fields.getInputProps('value')}
        />
        <FormFault form={form} title="Nothing was decided" />
        <FormActions form={form} action="Use this value" onCancel={onClose} />
      </Stack>
    </Form>
  );
}
