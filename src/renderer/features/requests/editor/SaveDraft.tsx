import { Button, Group, Popover, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { orpc } from '#renderer/platform/client.ts';
import { readFault } from '#renderer/ui/readFault.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { withoutSecrets } from '../draft/withoutSecrets.ts';
import { useWorkbench } from '../WorkbenchContext.ts';

/** Saves the request under a name; values that look like secrets are left out. */
export function SaveDraft() {
  const { draft, saved, detail } = useWorkbench();
  const [opened, popover] = useDisclosure();
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const save = useMutation(
    orpc.requests.save.mutationOptions({
      meta: { quiet: true },
      onSuccess: async (result) => {
        popover.close();
        toastDone(`Saved as ${result.name}.`);
        await queries.invalidateQueries({ queryKey: orpc.requests.saved.key() });
        await navigate(`/requests?saved=${result.id}`);
      },
    }),
  );
  const open = () => {
    setName(saved?.name ?? detail?.summary ?? detail?.operationId ?? '');
    save.reset();
    popover.open();
  };
  const write = (id?: string) =>
    save.mutate({ name, draft: withoutSecrets(draft), ...(id === undefined ? {} : { id }) });
  return (
    <Popover
      opened={opened}
      onChange={(to) => (to ? open() : popover.close())}
      trapFocus
      width={300}
      position="bottom-end"
    >
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconDeviceFloppy size={14} aria-hidden />}
          onClick={opened ? popover.close : open}
          style={{ flex: 'none' }}
        >
          Save
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            write(saved?.id);
          }}
        >
          <Stack gap="sm">
            <TextInput
              label="Name"
              required
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={save.error === null ? undefined : readFault(save.error).message}
            />
            <Group gap="xs" justify="flex-end">
              {saved === null ? null : (
                <Button variant="default" size="xs" disabled={name.trim() === ''} onClick={() => write()}>
                  Save as new
                </Button>
              )}
              <Button type="submit" size="xs" loading={save.isPending} disabled={name.trim() === ''}>
                Save
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
