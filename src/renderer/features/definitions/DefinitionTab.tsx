import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconFileImport, IconFileOff, IconUnlink } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Integration } from '#contract/integrations.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { type UrlField, useUrlState } from '#renderer/ui/useUrlState.ts';
import { DocumentText } from './viewer/DocumentText.tsx';
import { useDocumentLines } from './viewer/useDocumentLines.ts';

const line: UrlField<number> = {
  read: ([value]) => Math.max(0, Math.trunc(Number(value ?? 0)) || 0),
  write: (value) => (value === 0 ? [] : [String(value)]),
};
const fields = { line };

/** The document itself. */
export function DefinitionTab({ integration }: { integration: Integration }) {
  const { importDefinition } = useAppActions();
  if (integration.definition !== null)
    return <DocumentView key={integration.definition.id} integration={integration} />;
  return (
    <EmptyState
      icon={<IconFileOff size={24} />}
      title="No definition yet"
      actions={<Button onClick={() => importDefinition(integration.id)}>Import definition</Button>}
    >
      With an OpenAPI definition, Patchbay knows the operations and which authentication they need.
    </EmptyState>
  );
}

function DocumentView({ integration }: { integration: Integration }) {
  const [{ line: marked }] = useUrlState(fields);
  const { lines, query, total, format } = useDocumentLines(integration.id, marked);
  const { hasNextPage, isFetching, fetchNextPage, error, refetch } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  if (error !== null) {
    return <ErrorNotice error={error} title="The definition could not be read" onRetry={() => void refetch()} />;
  }
  return (
    <Stack h="100%" gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          {format?.toUpperCase()} · {formatBytes(total)} · imported{' '}
          <RelativeTime at={integration.definition?.importedAt ?? null} />
          {integration.definition?.sourceUrl !== null && ` from ${integration.definition?.sourceUrl}`}
        </Text>
        <DocumentActions integration={integration} />
      </Group>
      {query.isPending ? <Skeleton flex={1} /> : <DocumentText lines={lines} marked={marked} onEnd={more} />}
    </Stack>
  );
}

function DocumentActions({ integration: { id, displayName } }: { integration: Integration }) {
  const { importDefinition } = useAppActions();
  const detach = useMutation(
    orpc.definitions.detach.mutationOptions({ onSuccess: () => toastDone('The definition was taken off.') }),
  );
  const ask = async () => {
    const yes = await confirm({
      title: `Take the definition off ${displayName}?`,
      body: 'Its operations and its authentication go with it. Connections and operations written by hand stay.',
      action: 'Take off',
    });
    if (yes) detach.mutate({ integrationId: id });
  };
  if (!useMay('editor')) return null;
  const icon = { size: 14, 'aria-hidden': true } as const;
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" leftSection={<IconUnlink {...icon} />} onClick={() => void ask()}>
        Take off
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconFileImport {...icon} />}
        onClick={() => importDefinition(id)}
      >
        Import again
      </Button>
    </Group>
  );
}
