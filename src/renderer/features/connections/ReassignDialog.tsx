import { Select, Stack, Text } from '@mantine/core';
import { z } from 'zod';
import { userId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { useMembers } from '#renderer/entities/tenant/queries.ts';
import { client } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';

/** Opens a dialog that gives the connection to another member. */
export function openReassign(connection: Connection): void {
  openDialog((close) => (
    <Dialog title={`Reassign ${connection.name}`} onClose={close}>
      <Reassign connection={connection} onClose={close} />
    </Dialog>
  ));
}

const chosenMember = z.object({ userId });

function Reassign({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const members = useMembers();
  const form = useForm({
    initialValues: { userId: null as string | null },
    schema: chosenMember,
    save: (input) => client.connections.reassign({ id: connection.id, userId: input.userId }),
    onSaved: ({ name, owner }) => {
      toastDone(`${name} now belongs to ${owner.name}`);
      onClose();
    },
  });
  const others = members.data?.filter((member) => member.userId !== connection.owner.id) ?? [];
  return (
    <Form form={form}>
      <Stack gap="md">
        <Text size="sm">
          {connection.orphaned ? `${connection.owner.name} is no longer a member. ` : ''}
          The new owner can change, replace and delete it. A private connection becomes visible to the new owner only.
        </Text>
        {members.isError ? <ErrorNotice error={members.error} onRetry={() => void members.refetch()} /> : null}
        <Select
          label="New owner"
          required
          searchable
          data-autofocus
          placeholder={others.length === 0 ? 'No other members' : 'Choose a member'}
          data={others.map(({ userId: value, name }) => ({ value: value as string, label: name }))}
          {...form.fields.getInputProps('userId')}
        />
        <FormFault form={form} />
        <FormActions form={form} action="Reassign" disabled={form.values.userId === null} onCancel={onClose} />
      </Stack>
    </Form>
  );
}
