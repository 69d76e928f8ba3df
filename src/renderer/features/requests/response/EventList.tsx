import { ActionIcon, Code, Group, Menu, Select, Text, TextInput, Tooltip } from '@mantine/core';
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { StreamEventRow } from '#contract/bodies.ts';
import type { ExchangeId } from '#contract/common.ts';
import { CopyButton } from '#renderer/ui/CopyButton.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { JsonTree, type JsonValue, parseJson, useJsonTree } from '#renderer/ui/json/index.ts';
import { VirtualListbox } from '#renderer/ui/virtualList/index.ts';
import classes from '../requests.module.css';
import { mostShown, useStreamEvents } from './eventsOf.ts';
import { type EventFormat, exportEvents } from './exportEvents.ts';
import { formatMs } from './PhaseBars.tsx';
import { valueHint } from './valueHints.tsx';

interface EventListProps {
  id: ExchangeId;
  /** It is still arriving. */
  live: boolean;
}

/** Server-sent events, or JSON lines, as a list; the chosen one is shown whole below. */
export function EventList({ id, live }: EventListProps) {
  const [paused, setPaused] = useState(false);
  const { events, total, loading, error } = useStreamEvents(id, live, paused);
  const [search, setSearch] = useState('');
  const [type, setType] = useState<string | null>(null);
  const [chosen, choose] = useState<string | null>(null);
  const types = useMemo(() => [...new Set(events.map((event) => event.type))].slice(0, 100), [events]);
  const shown = useMemo(() => filtered(events, search, type), [events, search, type]);
  const event = shown.find(({ seq }) => String(seq) === chosen);
  return (
    <div className={classes.fillPanel}>
      <Group gap="xs" px="xs" pt="xs" pb={4} wrap="nowrap">
        <TextInput
          size="xs"
          flex={1}
          miw={80}
          maw={240}
          aria-label="Filter events by text"
          placeholder="Filter"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(change) => setSearch(change.currentTarget.value)}
        />
        {types.length < 2 ? null : (
          <Select
            size="xs"
            w={130}
            clearable
            aria-label="Type of event"
            placeholder="All types"
            data={types}
            value={type}
            onChange={setType}
          />
        )}
        {live ? <PauseButton paused={paused} onChange={setPaused} /> : null}
        <ExportMenu events={shown} />
        <Text size="xs" c="dimmed" role="status" ml="auto" style={{ whiteSpace: 'nowrap' }}>
          {countWords(shown.length, events.length, total, paused)}
        </Text>
      </Group>
      {error === null ? null : <ErrorNotice error={error} />}
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed" p="sm">
          {loading
            ? 'Reading events…'
            : events.length > 0
              ? 'No event matches.'
              : live
                ? 'No event yet.'
                : 'The stream has no events.'}
        </Text>
      ) : (
        <div className={classes.matches}>
          <VirtualListbox
            label="Events"
            total={shown.length}
            at={(index) => shown[shown.length - 1 - index]}
            keyOf={({ seq }) => String(seq)}
            chosen={chosen}
            onChoose={choose}
            itemHeight={30}
            render={(item) => (item === undefined ? null : <EventLine event={item} />)}
          />
          {event === undefined ? null : <EventDetail key={event.seq} event={event} />}
        </div>
      )}
    </div>
  );
}

function filtered(events: readonly StreamEventRow[], search: string, type: string | null): readonly StreamEventRow[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '' && type === null) return events;
  return events.filter(
    (event) =>
      (type === null || event.type === type) &&
      (wanted === '' || event.data.toLowerCase().includes(wanted) || event.id?.toLowerCase().includes(wanted)),
  );
}

function countWords(shown: number, held: number, total: number, paused: boolean): string {
  const all = total > held ? `the last ${held.toLocaleString()} of ${total.toLocaleString()}` : held.toLocaleString();
  const words = shown === held ? `${all} events` : `${shown.toLocaleString()} of ${all} events`;
  return paused ? `Paused, ${words}` : words;
}

function PauseButton({ paused, onChange }: { paused: boolean; onChange: (paused: boolean) => void }) {
  const label = paused ? 'Go on' : 'Pause';
  return (
    <Tooltip label={paused ? 'Go on: what came meanwhile follows' : 'Pause: the request goes on, the list stays'}>
      <ActionIcon variant={paused ? 'light' : 'default'} size={30} aria-label={label} onClick={() => onChange(!paused)}>
        {paused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}

const formats: readonly [EventFormat, string][] = [
  ['ndjson', 'As JSON lines'],
  ['json', 'As JSON'],
];

function ExportMenu({ events }: { events: readonly StreamEventRow[] }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={`Export the events that are shown, ${mostShown.toLocaleString()} at most`}>
          <ActionIcon variant="default" size={30} aria-label="Export events" disabled={events.length === 0}>
            <IconDownload size={14} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(([format, label]) => (
          <Menu.Item key={format} onClick={() => exportEvents(events, format)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function EventLine({ event: { seq, at, type, id, data } }: { event: StreamEventRow }) {
  return (
    <>
      <span className={classes.eventNumber}>{seq}</span>
      <span className={classes.eventTime}>{at === null ? '' : `+${formatMs(at)}`}</span>
      <span className={classes.eventType}>{type}</span>
      {id === null || id === '' ? null : <span className={classes.eventId}>{id}</span>}
      <span className={classes.eventData}>{data.slice(0, 300)}</span>
    </>
  );
}

function EventDetail({ event }: { event: StreamEventRow }) {
  const parsed = useMemo(() => (/^\s*[[{]/.test(event.data) ? parseJson(event.data) : null), [event]);
  const isCut = event.data.length < event.length;
  return (
    <section className={classes.matchDetail} aria-label="The chosen event">
      <Group gap="xs" wrap="nowrap" px="xs" py={4}>
        <Text size="xs" flex={1} truncate>
          #{event.seq} · {event.type}
          {event.id === null ? '' : ` · id ${event.id}`}
          {event.at === null ? '' : ` · ${formatMs(event.at)} after the head`}
          {isCut
            ? ` · the first ${event.data.length.toLocaleString()} of ${event.length.toLocaleString()} characters`
            : ''}
        </Text>
        <CopyButton value={event.data} label="Copy data" />
      </Group>
      {parsed?.ok ? (
        <DataTree value={parsed.value} />
      ) : (
        <Code block role="region" aria-label="Data of the event" tabIndex={0} className={classes.live}>
          {event.data}
        </Code>
      )}
    </section>
  );
}

function DataTree({ value }: { value: JsonValue }) {
  const tree = useJsonTree(value, '', 'event');
  return <JsonTree label="Data of the event" value={value} tree={tree} hint={valueHint} />;
}
