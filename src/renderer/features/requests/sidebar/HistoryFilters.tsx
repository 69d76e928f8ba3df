import { Button, Group, Select, Stack } from '@mantine/core';
import { useMemo } from 'react';
import type { HistoryFilter } from '#contract/responses.ts';
import { FilterMenu } from '#renderer/ui/filters.tsx';
import { useConnectionsOf } from '../queries.ts';
import classes from '../requests.module.css';

/** What a person narrowed the history to; spans are counted back from now. */
export interface ChosenHistory {
  readonly statuses: readonly string[];
  readonly methods: readonly string[];
  readonly span: Span | null;
  readonly connection: string | null;
  readonly only: readonly Only[];
}

export const wholeHistory: ChosenHistory = { statuses: [], methods: [], span: null, connection: null, only: [] };

type Span = 'hour' | 'day' | 'week' | 'month';
type Only = 'failed' | 'marked';

const hourMs = 3_600_000;
const spans: Record<Span, { label: string; ms: number }> = {
  hour: { label: 'Last hour', ms: hourMs },
  day: { label: 'Last 24 hours', ms: 24 * hourMs },
  week: { label: 'Last 7 days', ms: 7 * 24 * hourMs },
  month: { label: 'Last 30 days', ms: 30 * 24 * hourMs },
};

const statuses = [
  '2xx',
  '3xx',
  '4xx',
  '5xx',
  '200',
  '201',
  '204',
  '304',
  '400',
  '401',
  '403',
  '404',
  '409',
  '422',
  '429',
  '500',
  '502',
  '503',
];
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const asOptions = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

/** The filter that the console is asked by. `since` is a whole minute, so that the question stays the same for a while. */
export function historyFilterOf(chosen: ChosenHistory, text: string, now: number): HistoryFilter {
  const { statuses: chosenStatuses, methods: chosenMethods, span, connection, only } = chosen;
  return {
    ...(text !== '' && { text }),
    ...(chosenStatuses.length > 0 && { statuses: [...chosenStatuses] }),
    ...(chosenMethods.length > 0 && { methods: [...chosenMethods] }),
    ...(span !== null && { since: Math.floor((now - spans[span].ms) / 60_000) * 60_000 }),
    ...(connection !== null && { connection }),
    ...(only.includes('failed') && { failed: true }),
    ...(only.includes('marked') && { marked: true }),
  };
}

export const isNarrowed = ({ statuses: some, methods: others, span, connection, only }: ChosenHistory): boolean =>
  some.length + others.length + only.length > 0 || span !== null || connection !== null;

interface HistoryFiltersProps {
  chosen: ChosenHistory;
  onChange(chosen: ChosenHistory): void;
}

/** Narrows the history by status, method, time, connection, faults and marks. */
export function HistoryFilters({ chosen, onChange }: HistoryFiltersProps) {
  const connections = useConnectionsOf(null);
  const names = useMemo(
    () => [...new Set(connections.data?.rows.flatMap((row) => ('name' in row ? [row.name] : [])))].sort(),
    [connections.data],
  );
  const change = (changes: Partial<ChosenHistory>) => onChange({ ...chosen, ...changes });
  return (
    <Stack gap={4} px="xs" pt={6} className={classes.filters} role="group" aria-label="Filters of the history">
      <Group gap={4}>
        <FilterMenu
          label="Status"
          options={asOptions(statuses)}
          value={chosen.statuses}
          onChange={(next) => change({ statuses: next })}
        />
        <FilterMenu
          label="Method"
          options={asOptions(methods)}
          value={chosen.methods}
          onChange={(next) => change({ methods: next })}
        />
        <FilterMenu
          label="Only"
          options={[
            { value: 'failed', label: 'Failed without an answer' },
            { value: 'marked', label: 'Pinned or noted' },
          ]}
          value={chosen.only}
          onChange={(next) => change({ only: next })}
        />
        {isNarrowed(chosen) ? (
          <Button variant="subtle" color="gray" onClick={() => onChange(wholeHistory)}>
            Reset
          </Button>
        ) : null}
      </Group>
      <Group gap={4} wrap="nowrap">
        <Select
          size="xs"
          flex={1}
          clearable
          aria-label="Time"
          placeholder="Any time"
          data={Object.entries(spans).map(([value, { label }]) => ({ value, label }))}
          value={chosen.span}
          onChange={(value) => change({ span: isSpan(value) ? value : null })}
        />
        {names.length === 0 ? null : (
          <Select
            size="xs"
            flex={1}
            clearable
            searchable
            aria-label="Connection"
            placeholder="Any connection"
            data={names}
            value={chosen.connection}
            onChange={(value) => change({ connection: value })}
          />
        )}
      </Group>
    </Stack>
  );
}

const isSpan = (value: string | null): value is Span => value !== null && value in spans;
