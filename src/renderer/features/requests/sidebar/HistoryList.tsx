import { Button, Group, Text, UnstyledButton } from '@mantine/core';
import { IconPin } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
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
import { HistoryFilters, historyFilterOf, isNarrowed, wholeHistory } from './HistoryFilters.tsx';
import { HistoryMenu } from './historyMarks.tsx';

/** What was sent, the newest first; a click opens the request with its response. */
export function HistoryList({ search, address, onOpen }: SidebarProps & { search: string }) {
  const [chosen, setChosen] = useState(wholeHistory);
  const [minute, setMinute] = useState(Date.now);
  const filter = useMemo(() => historyFilterOf(chosen, search, minute), [chosen, search, minute]);
  const history = useHistory(filter);
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
  const filters = (
    <HistoryFilters
      chosen={chosen}
      onChange={(next) => {
        setMinute(Date.now());
        setChosen(next);
      }}
    />
  );
  if (rows.length === 0) {
    return (
      <>
        {search === '' && !isNarrowed(chosen) ? null : filters}
        <Text size="sm" c="dimmed" p="sm">
          {history.isPending ? 'Loading…' : emptyWords(search, isNarrowed(chosen))}
        </Text>
      </>
    );
  }
  return (
    <>
      {filters}
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
              <span className={classes.onHover}>
                <HistoryMenu
                  row={line}
                  name={`${line.method} ${pathOf(line)}`}
                  onDelete={() => remove.mutate({ id: line.id })}
                />
              </span>
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
        {row.pinned ? <IconPin size={11} aria-label="Pinned" style={{ marginInlineEnd: 4 }} /> : null}
        {row.note === null ? (
          <>
            <RelativeTime at={row.at} />
            {` · ${row.integrationName ?? hostOf(row)}`}
          </>
        ) : (
          <i title={row.note}>{row.note}</i>
        )}
      </Text>
    </div>
  );
}

function emptyWords(search: string, narrowed: boolean): string {
  if (search !== '') return `No results for “${search}”.`;
  return narrowed ? 'No request passes these filters.' : 'No requests yet.';
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
      body: `${total.toLocaleString()} sent requests and their responses are deleted. What is pinned stays, and so do saved requests.`,
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
