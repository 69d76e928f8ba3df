import { Button, Group, Stack, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection } from '#contract/connections.ts';
import { allSentAs, sentAs } from '#renderer/entities/connection/sentAs.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { ExpiryField, HostsField, PlacementFields, VisibilityField } from './fields.tsx';

/** Opens the connection's form in a modal. */
export function openEditConnection(connection: Connection): void {
  const modalId = `connection-${connection.id}`;
  modals.open({
    modalId,
    title: `${connection.editable ? 'Edit' : 'Look at'} ${connection.name}`,
    size: 'lg',
    children: <EditForm connection={connection} onClose={() => modals.close(modalId)} />,
  });
}

function EditForm({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const [name, setName] = useState(connection.name);
  const [placement, setPlacement] = useState(connection.placement);
  const [allowedHosts, setHosts] = useState(connection.allowedHosts);
  const [visibility, setVisibility] = useState(connection.visibility);
  const [expiresAt, setExpiresAt] = useState(connection.expiresAt);
  const update = useMutation(
    orpc.connections.update.mutationOptions({
      meta: { quiet: true },
      onSuccess: (saved) => {
        toastDone(`${saved.name} is saved.`);
        onClose();
      },
    }),
  );
  const byHand = connection.schemeKey === null && connection.kind === 'apiKey';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const dated = expiresAt === connection.expiresAt ? {} : { expiresAt };
        const changes = { name, allowedHosts, visibility, ...dated, ...(byHand ? { placement } : {}) };
        update.mutate({ id: connection.id, changes });
      }}
    >
      <fieldset disabled={!connection.editable} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Stack gap="md">
          <TextInput
            label="Name"
            description={`Sent as ${byHand ? sentAs({ ...connection, placement }) : allSentAs(connection)}`}
            required
            maxLength={120}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {byHand ? <PlacementFields value={placement} onChange={setPlacement} /> : null}
          {connection.kind === 'oauth2' || connection.kind === 'mutualTls' ? null : (
            <ExpiryField value={expiresAt} onChange={setExpiresAt} />
          )}
          <HostsField value={allowedHosts} onChange={setHosts} />
          <VisibilityField value={visibility} onChange={setVisibility} />
        </Stack>
      </fieldset>
      {update.isError ? <ErrorNotice error={update.error} /> : null}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {connection.editable ? 'Cancel' : 'Close'}
        </Button>
        {connection.editable ? (
          <Button type="submit" loading={update.isPending} disabled={name.trim() === ''}>
            Save
          </Button>
        ) : null}
      </Group>
    </form>
  );
}
