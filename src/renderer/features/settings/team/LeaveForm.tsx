import { Button, Checkbox, List, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { counted } from '#core/counted.ts';
import { useShowStatus, useTeam } from '#renderer/entities/sync/queries.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useSession } from '#renderer/session/session.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { ActionRow } from '#renderer/ui/form/index.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';

/** Opens what ends the sharing on this computer. */
export function openLeave(): void {
  openDialog((close) => (
    <Dialog title="Leave the team?" onClose={close}>
      <LeaveForm onClose={close} />
    </Dialog>
  ));
}

/** Ends the sharing on this computer; what was not sent is given up only where the person says so. */
function LeaveForm({ onClose }: { onClose(): void }) {
  const name = useSession()?.tenant.name ?? 'The tenant';
  const unsent = useTeam()?.toSend ?? 0;
  const [agreed, setAgreed] = useState(false);
  const showStatus = useShowStatus();
  const leave = useMutation(
    orpc.sync.leave.mutationOptions({
      meta: { quiet: true },
      onSuccess: (status) => {
        showStatus(status);
        toastDone(`You have left the team. ${name} stays on this computer.`);
        onClose();
      },
    }),
  );
  return (
    <Stack gap="md">
      <List size="sm">
        <List.Item>{name} stays on this computer as it is now, with its connections and secrets.</List.Item>
        <List.Item>Changes are no longer sent, and those of others no longer arrive.</List.Item>
        <List.Item>The team keeps what was sent. To come back you need a new invitation.</List.Item>
      </List>
      {unsent === 0 ? null : (
        <Notice role="status" color="orange" title={`${counted(unsent, 'change')} not sent`}>
          <Text size="sm" mb="xs">
            The team will not get what was changed here since the last sync. It stays on this computer.
          </Text>
          <Checkbox
            label="Leave without sending"
            checked={agreed}
            onChange={(event) => setAgreed(event.currentTarget.checked)}
          />
        </Notice>
      )}
      {leave.isError ? <ErrorNotice error={leave.error} title="You have not left" /> : null}
      <ActionRow>
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color="red"
          loading={leave.isPending}
          disabled={unsent > 0 && !agreed}
          onClick={() => leave.mutate({ discardUnsent: unsent > 0 && agreed })}
        >
          Leave the team
        </Button>
      </ActionRow>
    </Stack>
  );
}
