import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { givenName } from '#contract/common.ts';
import { createJudge } from '#core/http/secretJudge.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { Form, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { withoutSecrets } from '../draft/keptDraft.ts';
import { useWorkbench } from '../workbench.ts';

const fields = z.object({ name: givenName, asNew: z.boolean() });

/** Saves the request under a name; values that look like secrets are left out. */
export function SaveDraft() {
  const [opened, popover] = useDisclosure();
  return (
    <Popover
      opened={opened}
      onChange={(to) => (to ? popover.open() : popover.close())}
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
          onClick={popover.toggle}
          style={{ flex: 'none' }}
        >
          Save
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <NameForm onSaved={popover.close} />
      </Popover.Dropdown>
    </Popover>
  );
}

function NameForm({ onSaved }: { onSaved: () => void }) {
  const { draft, judge, saved, detail } = useWorkbench();
  const kept = useMemo(() => withoutSecrets(draft, judge ?? createJudge()), [draft, judge]);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: saved?.name ?? detail?.summary ?? detail?.operationId ?? '', asNew: saved === null },
    schema: fields,
    save: ({ name, asNew }) =>
      client.requests.save({
        name,
        draft: kept.draft,
        ...(saved !== null && !asNew && { id: saved.id }),
      }),
    onSaved: ({ id, name }) => {
      onSaved();
      toastDone(`Saved as ${name}.`);
      void queries.invalidateQueries({ queryKey: orpc.requests.saved.key() }).then(() => {
        void navigate(`/requests?saved=${id}`);
      });
    },
    fieldOf: () => 'name',
  });
  const empty = form.values.name.trim() === '';
  const saveAsNew = () => {
    form.set({ asNew: true });
    form.submit();
  };
  return (
    <Form form={form}>
      <Stack gap="sm">
        <TextInput label="Name" required maxLength={120} {...form.fields.getInputProps('name')} />
        {kept.hidden.length === 0 ? null : (
          <Text size="xs" c="dimmed">
            Saved without {kept.hidden.join(', ')}: secrets are entered again, or kept in a connection.
          </Text>
        )}
        <Group gap="xs" justify="flex-end">
          {saved === null ? null : (
            <Button variant="default" size="xs" disabled={empty} onClick={saveAsNew}>
              Save as new
            </Button>
          )}
          <Button
            type="submit"
            size="xs"
            loading={form.pending}
            disabled={empty}
            onClick={() => form.set({ asNew: saved === null })}
          >
            Save
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}
