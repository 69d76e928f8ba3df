import { Button, Group, Text, UnstyledButton } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { SentRequestRow } from '#contract/requests.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { orpc } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { VirtualList } from '#renderer/ui/virtualList/index.ts';
import type { SidebarProps } from '../draft/loadedDraft.ts';
import { useHistory } from '../queries.ts';
import classes from '../requests.module.css';

/** What was sent, the newest first; a click opens the request with its response. */
export function HistoryList({ search, address, onOpen }: SidebarProps & { search: string }) {
  const history = useHistory(search);
  const rows = useMemo(() => history.data?.pages.flatMap((page) => page.rows) ?? [], [history.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = history;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (history.isError) return <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />;
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        {history.isPending ? 'Loading…' : search === '' ? 'No requests yet.' : `No results for “${search}”.`}
      </Text>
    );
  }
  return (
    <>
      <UnreadableRows rows={rows} />
      <VirtualList
        items={rows}
        itemHeight={48}
        onEnd={more}
        render={(row, style) => (
          <UnstyledButton
            key={row.id}
            className={classes.item}
            style={style}
            aria-current={row.id === address.exchange}
            onClick={() => onOpen({ exchange: row.id })}
          >
            <HistoryLine row={row} />
          </UnstyledButton>
        )}
      />
      <ClearHistory total={history.data?.pages[0]?.total ?? 0} />
    </>
  );
}

function HistoryLine({ row }: { row: SentRequestRow }) {
  return (
    <div style={{ minWidth: 0, flex: 1 }}>
      <Group gap={6} wrap="nowrap">
        <MethodBadge method={row.method} />
        <span className={classes.itemText}>{pathOf(row)}</span>
        <Text
          size="xs"
          fw={600}
          {...(row.status !== null && row.status < 400 && row.faultCode === null
            ? {}
            : { c: 'var(--mantine-color-error)' })}
        >
          {outcomeOf(row)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" truncate>
        <RelativeTime at={row.at} />
        {` · ${row.integrationName ?? hostOf(row)}`}
      </Text>
    </div>
  );
}

/** Where a request that belongs to no integration went. */
function hostOf({ url }: SentRequestRow): string {
  return URL.parse(url)?.host ?? 'no address';
}

/** The status, and what ended the request where something did: "200 cancelled". */
function outcomeOf({ status, faultCode }: SentRequestRow): string {
  const ended = faultCode === 'CANCELLED' ? 'cancelled' : status === null ? 'failed' : 'incomplete';
  return [status, ...(faultCode === null && status !== null ? [] : [ended])].filter((part) => part !== null).join(' ');
}

function pathOf({ url }: SentRequestRow): string {
  const parsed = URL.parse(url);
  return parsed === null ? url : parsed.pathname + parsed.search;
}

function ClearHistory({ total }: { total: number }) {
  const queries = useQueryClient();
  const clear = useMutation(
    orpc.requests.clearHistory.mutationOptions({
      onSuccess: async ({ removed }) => {
        toastDone(`${removed.toLocaleString()} requests deleted from the history`);
        await queries.invalidateQueries({ queryKey: orpc.requests.key() });
      },
    }),
  );
  const confirmAndClear = async () => {
    const yes = await confirm({
      title: 'Clear history?',
      body: `${total.toLocaleString()} sent requests and their responses are deleted. Saved requests stay.`,
      action: 'Clear history',
    });
    if (yes) clear.mutate({});
  };
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      m={6}
      loading={clear.isPending}
      onClick={() => void confirmAndClear()}
    >
      Clear history…
    </Button>
  );
}
