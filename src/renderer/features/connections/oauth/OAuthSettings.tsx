import { Button, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection, ConnectionPart } from '#contract/connections.ts';
import { client } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { PartFields } from '../connect/kinds/PartFields.tsx';
import { type PartDraft, partReady } from '../connect/partDraft.ts';
import { partInput } from '../connect/partInput.ts';
import { draftOfPart } from '../secret/NewSecret.tsx';

/** Opens the OAuth2 settings of a connection whose first part is OAuth2. */
export function openOAuthSettings(connection: Connection): void {
  const [part] = connection.parts;
  if (part === undefined) return;
  const modalId = `oauth-${connection.id}`;
  modals.open({
    modalId,
    title: `OAuth2 settings of ${connection.name}`,
    size: 'lg',
    closeOnClickOutside: false,
    children: <Settings connection={connection} part={part} onClose={() => modals.close(modalId)} />,
  });
}

async function save({ id }: Connection, draft: PartDraft): Promise<void> {
  const { config, secret } = partInput(draft);
  // In one call: an address elsewhere is only taken together with the secret.
  const entered = secret === undefined ? {} : { secret };
  if (config !== undefined) await client.connections.update({ id, changes: { config }, ...entered });
  else if (secret !== undefined) await client.connections.replaceSecret({ id, part: 0, secret });
}

interface SettingsProps {
  connection: Connection;
  part: ConnectionPart;
  onClose(): void;
}

function Settings({ connection, part, onClose }: SettingsProps) {
  const [draft, setDraft] = useState(() => draftOfPart(part, connection));
  const saving = useMutation({
    mutationFn: (next: PartDraft) => save(connection, next),
    meta: { quiet: true },
    onSuccess: () => {
      toastDone('The settings are saved. Sign in again to use them.');
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate(draft);
      }}
    >
      <Stack gap="md">
        <Text size="sm">Tokens belong to the settings that they were fetched with: sign in again afterwards.</Text>
        <PartFields integrationId={connection.integrationId} draft={draft} stored onChange={setDraft} />
        {saving.isError ? <ErrorNotice error={saving.error} title="The settings were not saved" /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={!connection.editable || !partReady(draft, true)}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
