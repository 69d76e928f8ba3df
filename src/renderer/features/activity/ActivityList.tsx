import { Button, Skeleton, Stack } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { actionWords, type EventRun, eventRuns } from '#renderer/entities/activity/events.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { dayWords, sameDay } from '#renderer/ui/time.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { useVirtualRows } from '#renderer/ui/virtualList/index.ts';
import { ActivityRun } from './ActivityLine.tsx';
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
  const runs = useMemo(() => eventRuns(entries), [entries]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  // A search looks back a piece at a time, and a piece may hold nothing.
  useEffect(() => {
    if (runs.length < nearEnd && !pages.isError) onEnd();
  }, [runs.length, pages.isError, onEnd]);
  const rows = useVirtualRows({
    count: runs.length,
    rowHeight: lineHeight,
    overscan: 12,
    keyOf: (index) => runs[index]?.newest.id ?? index,
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
          const run = runs[index];
          if (run === undefined) return null;
          const { newest } = run;
          const times = run.entries.length > 1 ? `, ${run.entries.length} times` : '';
          return (
            <article
              key={key}
              ref={rows.measure}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={hasNextPage ? -1 : runs.length}
              aria-label={`${actionWords(newest)} ${newest.subject}${times}`}
              className={classes.entry}
              style={{ transform: `translateY(${start}px)` }}
            >
              {startsDay(runs, index) && <DayHead at={newest.at} />}
              <ActivityRun
                run={run}
                open={open.has(newest.id)}
                withIntegration={filter.integrationId === undefined}
                onToggle={() => toggle(newest.id)}
              />
            </article>
          );
        })}
      </div>
    </div>
  );
}

function startsDay(runs: readonly EventRun[], index: number): boolean {
  const [above, run] = [runs[index - 1], runs[index]];
  return run !== undefined && (above === undefined || !sameDay(above.newest.at, run.newest.at));
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
