import { ActionIcon, Anchor, Group, NavLink, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RequestExample, SavedRequest } from '#contract/collections.ts';
import { counted } from '#core/counted.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { CodeViewer, languageOfMediaType } from '#renderer/ui/code/index.ts';
import { confirm, Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { HeaderList } from '../response/HeaderList.tsx';
import classes from './examples.module.css';

const useExamples = ({ id }: SavedRequest) => useQuery(orpc.collections.examples.queryOptions({ input: { id } }));

/** Leads to the responses that are kept with a saved request. Nothing where there are none. */
export function ExamplesButton({ saved }: { saved: SavedRequest }) {
  const count = useExamples(saved).data?.length ?? 0;
  if (count === 0) return null;
  return (
    <Anchor
      component="button"
      type="button"
      size="xs"
      mb={4}
      style={{ alignSelf: 'flex-start' }}
      onClick={() => openDialog((close) => <ExamplesDialog saved={saved} onClose={close} />)}
    >
      {counted(count, 'example')}
    </Anchor>
  );
}

function ExamplesDialog({ saved, onClose }: { saved: SavedRequest; onClose: () => void }) {
  const examples = useExamples(saved);
  const rows = examples.data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = rows.find(({ id }) => id === chosen) ?? rows[0];
  return (
    <Dialog title={`Examples of ${saved.name}`} onClose={onClose} size={900}>
      {examples.isError ? <ErrorNotice error={examples.error} onRetry={() => void examples.refetch()} /> : null}
      {shown === undefined ? (
        <Text size="sm" c="dimmed">
          No example is kept any more. Send the request and choose “Keep as example” beside the response.
        </Text>
      ) : (
        <div className={classes.frame}>
          <nav aria-label="Examples" className={classes.list}>
            {rows.map(({ id, name, status }) => (
              <NavLink
                key={id}
                component="button"
                type="button"
                label={name}
                description={name.startsWith(String(status)) ? undefined : String(status)}
                active={id === shown.id}
                aria-current={id === shown.id}
                onClick={() => setChosen(id)}
              />
            ))}
          </nav>
          <Shown key={shown.id} example={shown} />
        </div>
      )}
    </Dialog>
  );
}

function Shown({ example }: { example: RequestExample }) {
  const { name, status, statusText, headers, body } = example;
  const may = useMay('editor');
  const remove = useRemoveExample();
  const mediaType = headers.find((header) => header.name.toLowerCase() === 'content-type')?.value ?? null;
  return (
    <Stack gap="sm" miw={0}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600}>
          {`${status} ${statusText}`.trim()}
        </Text>
        {may ? (
          <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${name}`} onClick={() => remove(example)}>
            <IconTrash size={16} />
          </ActionIcon>
        ) : null}
      </Group>
      <HeaderList headers={headers} />
      {body === '' ? (
        <Text size="sm" c="dimmed">
          It has no body.
        </Text>
      ) : (
        <CodeViewer label="Body" value={body} language={languageOfMediaType(mediaType)} wrap height="46vh" />
      )}
    </Stack>
  );
}

/** Deletes an example after a question: nothing brings it back. */
function useRemoveExample(): (example: RequestExample) => void {
  const queries = useQueryClient();
  const { mutateAsync } = useMutation(
    orpc.collections.removeExample.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: orpc.collections.examples.key() }),
    }),
  );
  return ({ id, name }) => {
    const question = { title: `Delete ${name}?`, body: 'The example will be lost.', action: 'Delete' };
    void confirm(question)
      .then(async (yes) => {
        if (!yes) return;
        await mutateAsync({ id });
        toastDone(`${name} is deleted`);
      })
      .catch(() => undefined);
  };
}
