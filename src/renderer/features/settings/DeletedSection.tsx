import { Button, Skeleton, Table, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { AssistantId, IntegrationId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { Block } from './Block.tsx';

interface DeletedRow {
  readonly id: string;
  readonly name: string;
  readonly kind: 'Integration' | 'Assistant';
  /** Milliseconds UTC. */
  readonly deletedAt: number;
  restore(): void;
}

/** What was deleted in the last 30 days, with a way to bring it back. */
export function DeletedSection() {
  const { rows, isPending, error, retry } = useDeleted();
  const may = useMay('editor');
  if (error !== null) return <ErrorNotice error={error} onRetry={retry} />;
  if (isPending) return <Skeleton h={160} />;
  if (rows.length === 0) {
    return (
      <EmptyState icon={<IconTrash size={24} />} title="Nothing deleted">
        Deleted integrations and assistants stay here for 30 days. Secrets of deleted connections are gone at once.
      </EmptyState>
    );
  }
  return (
    <Block title="Last 30 days" description="Integrations come back with their connections, operations and settings.">
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
                  {row.kind}
                </Text>
              </Table.Td>
              <Table.Td>
                <RelativeTime at={row.deletedAt} />
              </Table.Td>
              <Table.Td ta="end">
                {may ? (
                  <Button size="xs" variant="default" aria-label={`Restore ${row.name}`} onClick={row.restore}>
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
  const integrations = useQuery(orpc.integrations.deleted.queryOptions());
  const assistants = useQuery(orpc.assistants.deleted.queryOptions());
  const restoreIntegrations = useMutation(orpc.integrations.restore.mutationOptions({ meta: { quiet: true } }));
  const restoreAssistants = useMutation(orpc.assistants.restore.mutationOptions({ meta: { quiet: true } }));
  const back = (name: string) => ({
    onSuccess: () => toastDone(`${name} restored`),
    onError: (error: unknown) => toastFault(error, `${name} was not restored`),
  });
  const rows: DeletedRow[] = [
    ...(integrations.data ?? []).map((row) => ({
      ...row,
      kind: 'Integration' as const,
      restore: () => restoreIntegrations.mutate({ ids: [row.id as IntegrationId] }, back(row.name)),
    })),
    ...(assistants.data ?? []).map((row) => ({
      ...row,
      kind: 'Assistant' as const,
      restore: () => restoreAssistants.mutate({ ids: [row.id as AssistantId] }, back(row.name)),
    })),
  ].sort((a, b) => b.deletedAt - a.deletedAt);
  return {
    rows,
    isPending: integrations.isPending || assistants.isPending,
    error: integrations.error ?? assistants.error,
    retry: () => void Promise.all([integrations.refetch(), assistants.refetch()]),
  };
}
