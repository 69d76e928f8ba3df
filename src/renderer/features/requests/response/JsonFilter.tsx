import { Group, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useMemo, useState } from 'react';
import type { FilteredJson, JsonMatch } from '#contract/bodies.ts';
import type { ExchangeId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';
import { CopyButton } from '#renderer/ui/CopyButton.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { JsonTree, type JsonValue, parseJson, useJsonTree } from '#renderer/ui/json/index.ts';
import { VirtualListbox } from '#renderer/ui/virtualList/index.ts';
import classes from '../requests.module.css';
import { copy, copyValue, RowValue } from './LargeTree.tsx';
import { valueHint } from './valueHints.tsx';

const pauseMs = 300;

/** What a JSONPath finds in the body: places, and the value of the one that is chosen. */
export function JsonFilter({ id, path }: { id: ExchangeId; path: string }) {
  const [settled] = useDebouncedValue(path, pauseMs);
  const found = useQuery(
    orpc.requests.filterJson.queryOptions({
      input: { id, path: settled },
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 30_000,
      retry: false,
    }),
  );
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <div className={classes.fillPanel}>
      <Text
        size="xs"
        px="sm"
        pb={4}
        role="status"
        {...(found.data?.problem ? { c: 'var(--warning-text)' } : { c: 'dimmed' })}
      >
        {found.data === undefined ? 'Filtering…' : wordsFor(found.data)}
      </Text>
      {found.data === undefined || found.data.matches.length === 0 ? null : (
        <Matches key={settled} id={id} matches={found.data.matches} />
      )}
    </div>
  );
}

function wordsFor({ problem, count, more, matches }: FilteredJson): string {
  if (problem !== null) return `${problem.message}${problem.at === null ? '' : ` (at character ${problem.at + 1})`}`;
  if (count === 0) return 'No matches';
  const all = `${count.toLocaleString()}${more ? ' or more' : ''} ${count === 1 ? 'match' : 'matches'}`;
  return matches.length < count ? `${all}, the first ${matches.length} shown` : all;
}

function Matches({ id, matches }: { id: ExchangeId; matches: readonly JsonMatch[] }) {
  const [chosen, choose] = useState<string | null>(matches[0]?.path ?? null);
  const match = matches.find(({ path }) => path === chosen);
  const onKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'c' || match === undefined) return;
    if (window.getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    void (event.shiftKey ? copy(match.path, 'Path copied') : copyValue(id, match));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list within has the focus; here are the keys that copy
    <div className={classes.matches} onKeyDown={onKey}>
      <VirtualListbox
        label="Matches"
        total={matches.length}
        at={(index) => matches[index]}
        keyOf={({ path }) => path}
        chosen={chosen}
        onChoose={choose}
        itemHeight={44}
        render={(item) => (item === undefined ? null : <MatchLine match={item} />)}
      />
      {match === undefined ? null : <MatchDetail key={match.path} match={match} />}
    </div>
  );
}

function MatchLine({ match }: { match: JsonMatch }) {
  return (
    <span className={classes.matchLine}>
      <span className={classes.matchPath}>{match.path}</span>
      <span className={classes.matchValue}>
        <RowValue row={match} />
      </span>
    </span>
  );
}

function MatchDetail({ match }: { match: JsonMatch }) {
  const parsed = useMemo(() => (match.isCut ? null : parseJson(match.text)), [match]);
  return (
    <section className={classes.matchDetail} aria-label="The chosen match">
      <Group gap="xs" wrap="nowrap" px="xs" py={4}>
        <Text size="xs" className={classes.mono} truncate flex={1}>
          {match.path}
        </Text>
        <CopyButton value={match.path} label="Copy path" />
      </Group>
      {parsed?.ok ? (
        <MatchTree value={parsed.value} />
      ) : (
        <Text size="sm" c="dimmed" p="xs">
          The value has {match.bytes.toLocaleString()} bytes. Ctrl/Cmd and C in the list copies it.
        </Text>
      )}
    </section>
  );
}

function MatchTree({ value }: { value: JsonValue }) {
  const tree = useJsonTree(value, '');
  return <JsonTree label="Value of the match" value={value} tree={tree} hint={valueHint} />;
}
