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
import { useVirtualRows } from '#renderer/ui/virtualList/index.ts';
import classes from './DefinitionTab.module.css';
import type { DocumentLine } from './documentLines.ts';
import { useDocumentLines } from './queries.ts';

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
  const confirmAndDetach = async () => {
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
      <Button
        size="xs"
        variant="default"
        leftSection={<IconUnlink {...icon} />}
        onClick={() => void confirmAndDetach()}
      >
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

const lineHeight = 20;
const readAhead = 200;

interface DocumentTextProps {
  lines: readonly DocumentLine[];
  /** Line to show and mark; 0 is none. */
  marked: number;
  /** Called when the end of what is there comes into view. */
  onEnd: () => void;
}

/** A text of any length with its line numbers. */
function DocumentText({ lines, marked, onEnd }: DocumentTextProps) {
  const markedAt = marked === 0 ? -1 : lines.findIndex(({ number }) => number === marked);
  const rows = useVirtualRows<HTMLElement>({
    count: lines.length,
    rowHeight: lineHeight,
    overscan: 20,
    current: markedAt,
    align: 'center',
    onEnd,
    nearEnd: readAhead,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={rows.frame} className={classes.frame} tabIndex={0} aria-label="Text of the definition">
      <div className={classes.text} style={{ height: rows.height }}>
        {rows.items.map(({ index, start }) => (
          <div
            key={index}
            className={classes.line}
            data-marked={index === markedAt || undefined}
            style={{ transform: `translateY(${start}px)` }}
          >
            <span className={classes.number}>{lines[index]?.number ?? ''}</span>
            <span>{lines[index]?.text}</span>
          </div>
        ))}
      </div>
    </section>
  );
}
