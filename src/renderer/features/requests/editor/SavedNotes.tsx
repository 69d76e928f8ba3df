import { Button, Group, List, Spoiler, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SavedRequest } from '#contract/collections.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { draftFromOperation } from '../draft/draft.ts';
import { ExamplesButton } from '../examples/Examples.tsx';
import { useWorkbench } from '../workbench.ts';

/** What a saved request says of itself: its description, and what its operation has become since. */
export function SavedNotes() {
  const { saved } = useWorkbench();
  if (saved === null) return null;
  return (
    <>
      {saved.description.trim() === '' ? null : (
        <Spoiler
          maxHeight={40}
          showLabel="Show more"
          hideLabel="Show less"
          mb={4}
          styles={{ control: { fontSize: 12 } }}
        >
          <Text size="xs" c="dimmed" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {saved.description}
          </Text>
        </Spoiler>
      )}
      <ExamplesButton saved={saved} />
      {saved.operationChanges.length === 0 ? null : <OperationChanged saved={saved} />}
    </>
  );
}

function OperationChanged({ saved }: { saved: SavedRequest }) {
  const { draft, detail, change } = useWorkbench();
  const may = useMay('editor');
  const queries = useQueryClient();
  const accept = useMutation(
    orpc.collections.acceptOperation.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: orpc.collections.key() });
        toastDone(`${saved.name} stays as it was saved`);
      },
    }),
  );
  const { integrationId, connectionId, groupId, auth } = draft;
  const begin = () => {
    if (integrationId !== null && detail !== null)
      change({ ...draftFromOperation(integrationId, detail, connectionId), groupId, auth });
  };
  return (
    <Notice color="orange" role="status" title="The operation has changed since this was saved" mb={6} p="xs">
      <List size="sm" mah={140} style={{ overflow: 'auto' }}>
        {saved.operationChanges.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      {may ? (
        <Group gap="xs" mt={6}>
          <Button
            size="compact-xs"
            variant="default"
            loading={accept.isPending}
            onClick={() => accept.mutate({ id: saved.id })}
          >
            Keep as saved
          </Button>
          <Button size="compact-xs" variant="default" disabled={detail === null} onClick={begin}>
            Start from the operation again
          </Button>
        </Group>
      ) : null}
    </Notice>
  );
}
