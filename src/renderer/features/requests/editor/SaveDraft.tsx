import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { z } from 'zod';
import { requestGroup, type SavedRequest } from '#contract/collections.ts';
import { givenName, groupId } from '#contract/common.ts';
import { createJudge } from '#core/http/secretJudge.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { useOfferActions } from '#renderer/session/pageActions.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { GroupSelect } from '../collections/GroupDialogs.tsx';
import { withoutSecrets, writeDraft } from '../draft/keptDraft.ts';
import { isFree, keyAt, type LoadedDraft, noAddress } from '../draft/loadedDraft.ts';
import { useWorkbench } from '../workbench.ts';

const fields = z.object({
  name: givenName,
  description: requestGroup.shape.description,
  groupId: groupId.nullable(),
  asNew: z.boolean(),
  over: z.boolean(),
});

/** What was in a saved request when the draft began from it. Its place is the list's, and no edit of the draft. */
const expectedOf = (seen: LoadedDraft['seen'], saved: SavedRequest) =>
  seen === null ? {} : { expected: { ...seen, draft: { ...seen.draft, groupId: saved.draft.groupId } } };

/** Saves the request under a name; values that look like secrets are left out. */
export function SaveDraft() {
  const [opened, dialog] = useDisclosure();
  const { draft, judge, saved, seen, see } = useWorkbench();
  const queries = useQueryClient();
  const save = useMutation(
    orpc.collections.save.mutationOptions({
      onSuccess: async ({ name, draft: stored }) => {
        see({ name, draft: stored });
        toastDone(`${name} saved`);
        await queries.invalidateQueries({ queryKey: orpc.collections.key() });
      },
      // Where it was changed elsewhere, the form says so and asks.
      onError: dialog.open,
    }),
  );
  const saveAgain = () => {
    if (saved === null || judge === null) return dialog.open();
    const kept = withoutSecrets(draft, judge).draft;
    save.mutate({ id: saved.id, name: saved.name, draft: kept, ...expectedOf(seen, saved) });
  };
  useHotkeys([['mod+S', saveAgain]], [], true);
  useOfferActions('save', [
    {
      id: 'request save',
      label: 'Save request',
      keys: 'mod+S',
      icon: <IconDeviceFloppy size={18} aria-hidden />,
      onClick: saveAgain,
    },
    ...(saved === null
      ? []
      : [
          {
            id: 'request save as',
            label: 'Save request as…',
            finds: 'new name rename description folder',
            icon: <IconDeviceFloppy size={18} aria-hidden />,
            onClick: dialog.open,
          },
        ]),
  ]);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<IconDeviceFloppy size={14} aria-hidden />}
        onClick={dialog.open}
        style={{ flex: 'none' }}
      >
        Save
      </Button>
      {opened ? (
        <Dialog title="Save request" onClose={dialog.close}>
          <NameForm onSaved={dialog.close} />
        </Dialog>
      ) : null}
    </>
  );
}

function NameForm({ onSaved }: { onSaved: () => void }) {
  const { key, draft, judge, saved, detail, seen, see, open, replace, exchangeId } = useWorkbench();
  const kept = useMemo(() => withoutSecrets(draft, judge ?? createJudge()), [draft, judge]);
  const queries = useQueryClient();
  const form = useForm({
    initialValues: {
      name: saved?.name ?? detail?.summary ?? detail?.operationId ?? '',
      description: saved?.description ?? '',
      groupId: draft.groupId,
      asNew: saved === null,
      over: false,
    },
    schema: fields,
    save: ({ name, description, groupId: into, asNew, over }) =>
      client.collections.save({
        name,
        description,
        draft: { ...kept.draft, groupId: into },
        ...(saved !== null && !asNew && { id: saved.id, ...expectedOf(over ? saved : seen, saved) }),
      }),
    onSaved: ({ id, name, draft: stored }) => {
      see({ name, draft: stored });
      onSaved();
      toastDone(`Saved as ${name}`);
      void queries.invalidateQueries({ queryKey: orpc.collections.key() }).then(() => {
        const address = { ...noAddress, saved: id };
        // What came back stays beside it.
        const left = { draft: stored, exchangeId, seen: null };
        if (exchangeId !== null) writeDraft(keyAt(key, address), left, judge ?? createJudge());
        // What belonged to nothing becomes the saved one; of anything else that is another request.
        (isFree(key) ? replace : open)(address);
      });
    },
    fieldOf: ({ code }) => (code === 'CHANGED_MEANWHILE' ? 'draft' : 'name'),
  });
  const empty = form.values.name.trim() === '';
  const overwrite = () => {
    form.set({ over: true });
    form.submit();
  };
  const saveAsNew = () => {
    form.set({ asNew: true });
    form.submit();
  };
  return (
    <Form form={form}>
      <Stack gap="sm">
        <TextInput label="Name" required maxLength={120} {...form.fields.getInputProps('name')} />
        <GroupSelect
          label="Collection or folder"
          value={form.values.groupId}
          onChange={(into) => form.set({ groupId: into })}
        />
        <Textarea
          label="Description"
          description="Markdown is kept as it is written."
          autosize
          minRows={2}
          maxRows={8}
          {...form.fields.getInputProps('description')}
        />
        {form.error === null || form.faultField !== undefined ? null : <ErrorNotice error={form.error} />}
        {form.fault?.code === 'CHANGED_MEANWHILE' && saved !== null ? (
          <Stack gap={4}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              Saved: {saved.name}, {saved.draft.method} {saved.draft.url}. Yours: {draft.method} {draft.url}.
            </Text>
            <Button variant="default" size="xs" onClick={overwrite}>
              Overwrite
            </Button>
          </Stack>
        ) : null}
        {kept.hidden.length === 0 ? null : (
          <Text size="xs" c="dimmed">
            Saved without {kept.hidden.join(', ')}: secrets are entered again, or kept in a connection.
          </Text>
        )}
        <Group gap="xs" justify="flex-end">
          {saved === null ? null : (
            <Button variant="default" disabled={empty} onClick={saveAsNew}>
              Save as new
            </Button>
          )}
          <Button
            type="submit"
            loading={form.pending}
            disabled={empty}
            onClick={() => form.set({ asNew: saved === null, over: false })}
          >
            Save
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}
