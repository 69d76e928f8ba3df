import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection } from '#contract/connections.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { useMembers } from './queries.ts';

/** Opens a dialog that gives the connection to another member. */
export function openReassign(connection: Connection): void {
  const modalId = `reassign-${connection.id}`;
  modals.open({
    modalId,
    title: `Give ${connection.name} to someone else`,
    children: <Reassign connection={connection} onClose={() => modals.close(modalId)} />,
  });
}

function Reassign({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const members = useMembers();
  const [chosen, setChosen] = useState<string | null>(null);
  const reassign = useMutation(
    orpc.connections.reassign.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ name, owner }) => {
        toastDone(`${name} belongs to ${owner.name} now.`);
        onClose();
      },
    }),
  );
  const others = members.data?.filter((member) => member.userId !== connection.owner.id) ?? [];
  const next = others.find((member) => member.userId === chosen);
  return (
    <Stack gap="md">
      <Text size="sm">
        {connection.orphaned ? `${connection.owner.name} is no longer a member. ` : ''}
        The new owner can change, replace and delete it. A private one is then visible to the new owner alone.
      </Text>
      {members.isError ? <ErrorNotice error={members.error} onRetry={() => void members.refetch()} /> : null}
      <Select
        label="New owner"
        required
        searchable
        data-autofocus
        placeholder={others.length === 0 ? 'There is nobody else' : 'Choose a member'}
        data={others.map(({ userId, name }) => ({ value: userId, label: name }))}
        value={chosen}
        onChange={setChosen}
      />
      {reassign.isError ? <ErrorNotice error={reassign.error} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          loading={reassign.isPending}
          disabled={next === undefined}
          onClick={() => next !== undefined && reassign.mutate({ id: connection.id, userId: next.userId })}
        >
          Reassign
        </Button>
      </Group>
    </Stack>
  );
}
