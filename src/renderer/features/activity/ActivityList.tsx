import { Button, Skeleton, Stack } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { ActivityEntry } from '#contract/activity.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { dayWords, sameDay } from '#renderer/ui/time.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { useVirtualRows } from '#renderer/ui/virtualList/index.ts';
import { ActivityLine } from './ActivityLine.tsx';
import classes from './activity.module.css';
import type { ActivityFilter } from './filterState.ts';
import { useActivity } from './queries.ts';

const lineHeight = 39;
const nearEnd = 20;

interface ActivityListProps {
  filter: ActivityFilter;
  empty: ReactNode;
}

/** The log, newest first. At the top it is live; further down new entries wait behind a button. */
export function ActivityList({ filter, empty }: ActivityListProps) {
  const { entries, pages, newCount, manyNew, showNew } = useActivity(filter);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  // A search looks back a piece at a time, and a piece may hold nothing.
  useEffect(() => {
    if (entries.length < nearEnd && !pages.isError) onEnd();
  }, [entries.length, pages.isError, onEnd]);
  const rows = useVirtualRows({
    count: entries.length,
    rowHeight: lineHeight,
    overscan: 12,
    keyOf: (index) => entries[index]?.id ?? index,
    onEnd,
    nearEnd,
  });
  const live = rows.offset < lineHeight && open.size === 0;
  useEffect(() => {
    if (live && newCount > 0) showNew();
  });
  const toggle = (id: string) =>
    setOpen((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id])));
  if (pages.isError) return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (pages.isPending) return <ListSkeleton />;
  if (entries.length === 0) return hasNextPage ? <ListSkeleton label="Looking further back" /> : empty;
  const goToTop = () => {
    setOpen(new Set());
    showNew();
    rows.scrollToTop();
  };
  return (
    <div ref={rows.frame} className={classes.list}>
      <UnreadableRows rows={entries} />
      <div className={classes.fresh} role="status">
        {newCount > 0 && !live ? (
          <Button size="compact-sm" radius="xl" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={goToTop}>
            {manyNew ? `more than ${newCount} new` : `${newCount} new`}
          </Button>
        ) : null}
      </div>
      <div
        className={classes.canvas}
        role="feed"
        aria-label="Activity"
        aria-busy={isFetchingNextPage}
        style={{ height: rows.height }}
      >
        {rows.items.map(({ index, start, key }) => {
          const entry = entries[index];
          return entry === undefined ? null : (
            <article
              key={key}
              ref={rows.measure}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={hasNextPage ? -1 : entries.length}
              aria-label={`${entry.action} ${entry.subject}`}
              className={classes.entry}
              style={{ transform: `translateY(${start}px)` }}
            >
              {startsDay(entries, index) && <DayHead at={entry.at} />}
              <ActivityLine
                entry={entry}
                open={open.has(entry.id)}
                withIntegration={filter.integrationId === undefined}
                onToggle={() => toggle(entry.id)}
              />
            </article>
          );
        })}
      </div>
    </div>
  );
}

function startsDay(entries: readonly ActivityEntry[], index: number): boolean {
  const [above, entry] = [entries[index - 1], entries[index]];
  return entry !== undefined && (above === undefined || !sameDay(above.at, entry.at));
}

function ListSkeleton({ label = 'Loading' }: { label?: string }) {
  return (
    <Stack gap="xs" role="status" aria-busy aria-label={label}>
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <Skeleton key={key} h={30} />
      ))}
    </Stack>
  );
}

/** The day of the entries below it; `at` is in milliseconds UTC. */
function DayHead({ at }: { at: number }) {
  return <div className={classes.day}>{dayWords(at, Date.now())}</div>;
}
