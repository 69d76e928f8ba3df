import { ActionIcon, Button, Group, Text, UnstyledButton } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { SentRequestRow } from '#contract/requests.ts';
import { counted } from '#core/counted.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { orpc } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { dayWords, RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone, toastFault } from '#renderer/ui/toasts.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { VirtualList } from '#renderer/ui/virtualList/index.ts';
import type { SidebarProps } from '../draft/loadedDraft.ts';
import { useHistory } from '../queries.ts';
import classes from '../requests.module.css';

/** What was sent, the newest first; a click opens the request with its response. */
export function HistoryList({ search, address, onOpen }: SidebarProps & { search: string }) {
  const history = useHistory(search);
  const rows = useMemo(() => history.data?.pages.flatMap((page) => page.rows) ?? [], [history.data]);
  const lines = useMemo(() => withDays(rows), [rows]);
  const queries = useQueryClient();
  const remove = useMutation(
    orpc.requests.clearHistory.mutationOptions({
      meta: { quiet: true },
      onSuccess: async (_, { id }) => {
        if (id === address.exchange) onOpen({});
        await queries.invalidateQueries({ queryKey: orpc.requests.key() });
      },
      onError: (error) => toastFault(error, 'The request was not deleted'),
    }),
  );
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
        items={lines}
        itemHeight={48}
        onEnd={more}
        render={(line, style) =>
          typeof line === 'string' ? (
            <h3 key={line} className={classes.day} style={style}>
              {line}
            </h3>
          ) : (
            <div key={line.id} className={classes.item} style={style} aria-current={line.id === address.exchange}>
              <UnstyledButton className={classes.itemText} onClick={() => onOpen({ exchange: line.id })}>
                <HistoryLine row={line} />
              </UnstyledButton>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                className={classes.onHover}
                aria-label={`Delete ${line.method} ${pathOf(line)}`}
                onClick={() => remove.mutate({ id: line.id })}
              >
                <IconTrash size={14} />
              </ActionIcon>
            </div>
          )
        }
      />
      <ClearHistory total={history.data?.pages[0]?.total ?? 0} />
    </>
  );
}

/** The rows, each day's below its name. */
function withDays(rows: readonly SentRequestRow[]): (SentRequestRow | string)[] {
  const now = Date.now();
  return rows.flatMap((row, index) => {
    const day = dayWords(row.at, now);
    const before = rows[index - 1];
    return before !== undefined && dayWords(before.at, now) === day ? [row] : [day, row];
  });
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
        toastDone(`${counted(removed, 'request')} deleted from the history`);
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
