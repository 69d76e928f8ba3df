import { ActionIcon, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconBookmarkPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import type { SavedRequest } from '#contract/collections.ts';
import { givenName } from '#contract/common.ts';
import type { SentRequest } from '#contract/requests.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { useWorkbench } from '../workbench.ts';

interface KeepExampleProps {
  sent: SentRequest;
  response: NonNullable<SentRequest['response']>;
}

/** Keeps a response with its saved request. Nothing for a request that is not saved. */
export function KeepExample(props: KeepExampleProps) {
  const { saved } = useWorkbench();
  return saved === null ? null : <KeepButton saved={saved} {...props} />;
}

function KeepButton({ saved, sent, response }: KeepExampleProps & { saved: SavedRequest }) {
  if (!useMay('editor')) return null;
  return (
    <Tooltip label="Keep as example">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Keep as example"
        onClick={() =>
          openDialog((close) => <KeepDialog saved={saved} sent={sent} response={response} onClose={close} />)
        }
      >
        <IconBookmarkPlus size={16} />
      </ActionIcon>
    </Tooltip>
  );
}

const fields = z.object({ name: givenName });

interface KeepDialogProps extends KeepExampleProps {
  saved: SavedRequest;
  onClose: () => void;
}

function KeepDialog({ saved, sent, response, onClose }: KeepDialogProps) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: `${response.status} ${response.statusText}`.trim() },
    schema: fields,
    save: ({ name }) => client.collections.keepExample({ id: saved.id, exchangeId: sent.id, name }),
    onSaved: ({ name }) => {
      void queries.invalidateQueries({ queryKey: orpc.collections.examples.key() });
      toastDone(`${name} kept as an example`);
      onClose();
    },
  });
  return (
    <Dialog title="Keep as example" onClose={onClose}>
      <Form form={form}>
        <Stack gap="sm">
          <Text size="sm">
            The response is kept with {saved.name}, as the history shows it: what is hidden there stays hidden.
          </Text>
          <TextInput label="Name" required maxLength={120} {...form.fields.getInputProps('name')} />
          <FormFault form={form} title="Couldn’t keep it" />
          <FormActions form={form} action="Keep" onCancel={onClose} />
        </Stack>
      </Form>
    </Dialog>
  );
}
