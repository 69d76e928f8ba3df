import { Button, Skeleton, Stack } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ActivityEntry } from '#contract/activity.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { ActivityLine } from './ActivityLine.tsx';
import classes from './activity.module.css';
import { DayHead } from './DayHead.tsx';
import type { ActivityFilter } from './filterState.ts';
import { sameDay } from './sameDay.ts';
import { useActivity } from './useActivity.ts';

const lineHeight = 39;
const nearEnd = 20;

interface ActivityListProps {
  filter: ActivityFilter;
  empty: ReactNode;
}

/** The log, newest first. At the top it is live; further down new entries wait behind a button. */
export function ActivityList({ filter, empty }: ActivityListProps) {
  const { entries, pages, newCount, manyNew, showNew } = useActivity(filter);
  const frame = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => frame.current,
    estimateSize: () => lineHeight,
    getItemKey: (index) => entries[index]?.id ?? index,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  useEffect(() => {
    if (last >= entries.length - nearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, entries.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const live = (virtual.scrollOffset ?? 0) < lineHeight && open.size === 0;
  useEffect(() => {
    if (live && newCount > 0) showNew();
  });
  const toggle = (id: string) =>
    setOpen((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id])));
  if (pages.isError) return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  if (pages.isPending) return <ListSkeleton />;
  if (entries.length === 0) return empty;
  const goToTop = () => {
    setOpen(new Set());
    showNew();
    virtual.scrollToOffset(0);
  };
  return (
    <div ref={frame} className={classes.list}>
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
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map(({ index, start, key }) => {
          const entry = entries[index];
          return entry === undefined ? null : (
            <article
              key={key}
              ref={virtual.measureElement}
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

function ListSkeleton() {
  return (
    <Stack gap="xs" aria-busy aria-label="Loading">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <Skeleton key={key} h={30} />
      ))}
    </Stack>
  );
}
