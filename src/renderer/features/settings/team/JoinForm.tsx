import { Stack, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { syncContract } from '#contract/sync.ts';
import { UnlockForFault } from '#renderer/entities/vault/UnlockForFault.tsx';
import { client, inputOf } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';

/** Opens what takes an invitation. */
export function openJoin(): void {
  openDialog((close) => (
    <Dialog title="Join a team" onClose={close} closeOnClickOutside={false}>
      <JoinForm onClose={close} />
    </Dialog>
  ));
}

/** Takes an invitation, and goes to the tenant that it leads to. */
function JoinForm({ onClose }: { onClose(): void }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { invitation: '' },
    schema: inputOf(syncContract.join),
    save: (input) => client.sync.join(input),
    onSaved: async ({ tenant }) => {
      onClose();
      toastDone(`You are in ${tenant.name}`);
      await navigate('/settings/team');
      // All that the page holds is of the tenant before.
      await queries.resetQueries();
    },
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        <Text size="sm">
          An admin of the team gives you an invitation. It works once. The team’s tenant comes to this computer beside
          your other tenants, which stay as they are.
        </Text>
        <Textarea
          label="Invitation"
          required
          data-autofocus
          autosize
          minRows={3}
          maxRows={6}
          autoComplete="off"
          spellCheck={false}
          styles={{
            input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12, overflowWrap: 'anywhere' },
          }}
          {...form.fields.getInputProps('invitation')}
        />
        <FormFault form={form} title="You have not joined" />
        {form.error === null ? null : <UnlockForFault error={form.error} onUnlocked={() => form.submit()} />}
        <FormActions form={form} action="Join" onCancel={onClose} disabled={form.values.invitation.trim() === ''} />
      </Stack>
    </Form>
  );
}
