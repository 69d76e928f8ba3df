import { Button, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconListCheck } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { Link } from 'react-router';
import type { RunId } from '#contract/common.ts';
import type { RunResult } from '#contract/runs.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { TestResultsView } from '#renderer/entities/testResults/TestResultsView.tsx';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { useVirtualRows } from '#renderer/ui/virtualList/index.ts';
import { type ResultFilter, useResults } from './queries.ts';
import classes from './runs.module.css';
import { durationWords, outcomeWords } from './runWords.ts';

const lineHeight = 39;

interface ResultListProps {
  id: RunId;
  filter: ResultFilter;
  isRunning: boolean;
  /** There are several iterations, so that each result says which it is of. */
  iterates: boolean;
}

/** What came of each request, in the order that they ended; a line opens to its checks. Arrows move between lines. */
export function ResultList({ id, filter, isRunning, iterates }: ResultListProps) {
  const { source, loading, error, retry } = useResults(id, filter);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const rows = useVirtualRows({
    count: source.total,
    rowHeight: lineHeight,
    overscan: 12,
    keyOf: (index) => source.at(index)?.number ?? -1 - index,
    onRange: source.want,
  });
  if (error !== null) return <ErrorNotice error={error} title="Couldn’t read the results" onRetry={retry} />;
  if (loading) return <ListSkeleton />;
  if (source.total === 0) return <Nothing filter={filter} isRunning={isRunning} />;
  const toggle = (number: number) =>
    setOpen((now) => (now.has(number) ? new Set([...now].filter((one) => one !== number)) : new Set([...now, number])));
  return (
    <div ref={rows.frame} className={classes.list}>
      <div
        className={classes.canvas}
        role="feed"
        aria-label="Results"
        style={{ height: rows.height }}
        onKeyDown={moveFocus}
      >
        {rows.items.map(({ index, start, key }) => {
          const result = source.at(index);
          const name = result === undefined ? 'Loading' : `${result.name}, ${outcomeWords[result.outcome].label}`;
          return (
            <article
              key={key}
              ref={rows.measure}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={source.total}
              aria-label={name}
              className={classes.entry}
              style={{ transform: `translateY(${start}px)` }}
            >
              {result === undefined ? (
                <Skeleton h={16} m={11} />
              ) : (
                <Result
                  result={result}
                  iterates={iterates}
                  open={open.has(result.number)}
                  onToggle={() => toggle(result.number)}
                />
              )}
            </article>
          );
        })}
      </div>
    </div>
  );
}

/** Up and down go to the line above and below. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-line]')];
  const at = lines.findIndex((line) => line.contains(event.target instanceof Node ? event.target : null));
  const next = step === undefined || at < 0 ? undefined : lines[at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

interface ResultProps {
  result: RunResult;
  iterates: boolean;
  open: boolean;
  onToggle: () => void;
}

function Result({ result, iterates, open, onToggle }: ResultProps) {
  const { outcome, path, name, iteration, method, status, timeMs } = result;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <>
      <UnstyledButton data-line className={classes.line} aria-expanded={open} onClick={onToggle}>
        <Chevron size={14} aria-hidden />
        <StatusBadge {...outcomeWords[outcome]} />
        <span className={classes.cut} title={[...path, name].join(' / ')}>
          {path.length < 2 ? null : <span className={classes.path}>{path.slice(1).join(' / ')} / </span>}
          {name}
        </span>
        <span className={`${classes.cut} ${classes.path} ${classes.wide}`}>
          {iterates ? `iteration ${iteration + 1}` : ''}
        </span>
        <span className={classes.wide}>
          <MethodBadge method={method} />
        </span>
        <span className={classes.number}>{status ?? '–'}</span>
        <span className={classes.number}>{timeMs === null ? '–' : durationWords(timeMs)}</span>
      </UnstyledButton>
      {open ? <Details result={result} /> : null}
    </>
  );
}

function Details({ result: { requestId, method, url, fault, tests, outcome } }: { result: RunResult }) {
  return (
    <Stack className={classes.details} gap="md">
      <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {method} {url}
      </Text>
      {fault === null ? null : (
        <Notice color="red" failed title={fault.message}>
          {fault.tried === null ? null : <Text size="sm">Tried: {fault.tried}</Text>}
          {fault.todo === null ? null : (
            <Text size="sm" fw={500} mt={4}>
              {fault.todo}
            </Text>
          )}
        </Notice>
      )}
      {tests === null ? (
        <Text size="sm" c="dimmed">
          {outcome === 'skipped' ? 'It was skipped.' : 'The request has no checks and no scripts.'}
        </Text>
      ) : (
        <TestResultsView tests={tests} />
      )}
      {requestId === null ? null : (
        <div>
          <Button size="xs" variant="default" component={Link} to={`/requests?saved=${requestId}`}>
            Open request
          </Button>
        </div>
      )}
    </Stack>
  );
}

function Nothing({ filter, isRunning }: Pick<ResultListProps, 'filter' | 'isRunning'>) {
  if (filter !== 'all')
    return (
      <EmptyState
        icon={<IconListCheck size={24} />}
        title={filter === 'failed' ? 'Nothing failed' : 'Nothing was skipped'}
      >
        {isRunning ? 'So far.' : 'Choose All to see every result.'}
      </EmptyState>
    );
  return (
    <EmptyState icon={<IconListCheck size={24} />} title={isRunning ? 'No result yet' : 'No results'}>
      {isRunning ? 'They appear here as they come.' : 'The run ended before a request was sent.'}
    </EmptyState>
  );
}

function ListSkeleton() {
  return (
    <Stack gap="xs" role="status" aria-busy aria-label="Loading">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <Skeleton key={key} h={30} />
      ))}
    </Stack>
  );
}
