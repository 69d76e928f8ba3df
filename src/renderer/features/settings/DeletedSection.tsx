import { Button, Skeleton, Table, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { CollectionItem } from '#contract/collections.ts';
import { assistantId, connectionId, environmentId, groupId, integrationId, savedRequestId } from '#contract/common.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone, toastFault, toastNote } from '#renderer/ui/toasts.tsx';
import { Block } from './Block.tsx';

/** A kind of thing that can be brought back. */
interface Kind {
  readonly noun: string;
  readonly restore: (id: string) => Promise<{ ids: readonly string[] }>;
  /** What is left to do after that. */
  readonly todo?: string;
}

const restoreItem = async (item: CollectionItem) => {
  const { items } = await client.collections.restore({ items: [item] });
  return { ids: items.map(({ id }) => id) };
};

const kinds = {
  integration: {
    noun: 'Integration',
    restore: (id) => client.integrations.restore({ ids: [integrationId.parse(id)] }),
  },
  connection: {
    noun: 'Connection',
    restore: (id) => client.connections.restore({ ids: [connectionId.parse(id)] }),
    todo: 'Enter its secret again.',
  },
  assistant: { noun: 'Assistant', restore: (id) => client.assistants.restore({ ids: [assistantId.parse(id)] }) },
  savedRequest: {
    noun: 'Saved request',
    restore: (id) => restoreItem({ kind: 'request', id: savedRequestId.parse(id) }),
  },
  group: {
    noun: 'Collection or folder',
    restore: (id) => restoreItem({ kind: 'group', id: groupId.parse(id) }),
  },
  environment: {
    noun: 'Environment',
    restore: (id) => client.environments.restore({ ids: [environmentId.parse(id)] }),
  },
} satisfies Record<string, Kind>;

interface DeletedRow {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  /** Milliseconds UTC. */
  readonly deletedAt: number;
  readonly restorable: boolean;
}

const secretsGone = 'Secrets of deleted connections are gone at once; enter them again after a restore.';

/** What was deleted in the last 30 days, with a way to bring it back. */
export function DeletedSection() {
  const { rows, isPending, error, retry } = useDeleted();
  const restore = useRestore();
  if (error !== null) return <ErrorNotice error={error} onRetry={retry} />;
  if (isPending) return <Skeleton h={160} />;
  if (rows.length === 0) {
    return (
      <EmptyState icon={<IconTrash size={24} />} title="Nothing deleted">
        What you delete stays here for 30 days: integrations, connections, assistants, saved requests, collections and
        environments. {secretsGone}
      </EmptyState>
    );
  }
  return (
    <Block
      title="Last 30 days"
      description={`Integrations come back with their connections, operations and settings. ${secretsGone}`}
    >
      <Table aria-label="Recently deleted">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th>Deleted</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{row.name}</Table.Td>
              <Table.Td>
                <Text size="sm" c="dimmed">
                  {row.kind.noun}
                </Text>
              </Table.Td>
              <Table.Td>
                <RelativeTime at={row.deletedAt} />
              </Table.Td>
              <Table.Td ta="end">
                {row.restorable ? (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Restore ${row.kind.noun.toLowerCase()} ${row.name}`}
                    onClick={() => restore(row)}
                  >
                    Restore
                  </Button>
                ) : null}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Block>
  );
}

function useDeleted() {
  const lists = [
    { kind: kinds.integration, list: useQuery(orpc.integrations.deleted.queryOptions()) },
    { kind: kinds.connection, list: useQuery(orpc.connections.deleted.queryOptions()) },
    { kind: kinds.assistant, list: useQuery(orpc.assistants.deleted.queryOptions()) },
    { kind: kinds.savedRequest, list: useQuery(orpc.collections.deletedRequests.queryOptions()) },
    { kind: kinds.group, list: useQuery(orpc.collections.deletedGroups.queryOptions()) },
    { kind: kinds.environment, list: useQuery(orpc.environments.deleted.queryOptions()) },
  ];
  const rows = lists.flatMap(({ kind, list }) => (list.data ?? []).map((row): DeletedRow => ({ ...row, kind })));
  return {
    rows: rows.sort((a, b) => b.deletedAt - a.deletedAt),
    isPending: lists.some(({ list }) => list.isPending),
    error: lists.find(({ list }) => list.error !== null)?.list.error ?? null,
    retry: () => void Promise.all(lists.map(({ list }) => list.refetch())),
  };
}

function useRestore(): (row: DeletedRow) => void {
  const { mutate } = useMutation({
    meta: { quiet: true },
    mutationFn: ({ kind, id }: DeletedRow) => kind.restore(id),
    onSuccess: ({ ids }, { kind, name }) => {
      if (ids.length === 0) toastNote(`${name} was not restored`, 'It was already restored, or its 30 days are over.');
      else toastDone([`${name} restored`, kind.todo].filter((words) => words !== undefined).join('. '));
    },
    onError: (error, { name }) => toastFault(error, `${name} was not restored`),
  });
  return mutate;
}
