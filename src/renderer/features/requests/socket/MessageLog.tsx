import { ActionIcon, Code, Group, SegmentedControl, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconDownload,
  IconInfoCircle,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
  IconTrash,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { SocketEntry } from '#contract/sockets.ts';
import { CopyTextButton } from '#renderer/ui/CopyButton.tsx';
import { saveText } from '#renderer/ui/files.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { VirtualListbox } from '#renderer/ui/virtualList/index.ts';
import { hexOf, readable } from './messages.ts';
import classes from './socket.module.css';
import type { SocketSession } from './useSocket.ts';

const filters = [
  { value: 'all', label: 'All' },
  { value: 'in', label: 'Received' },
  { value: 'out', label: 'Sent' },
  { value: 'note', label: 'State' },
] as const;
type Shown = (typeof filters)[number]['value'];

const time = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** What went over the WebSocket: found, held still, looked at in full, and saved. */
export function MessageLog({ session }: { session: SocketSession }) {
  const [shown, setShown] = useState<Shown>('all');
  const [search, setSearch] = useState('');
  const [held, setHeld] = useState<readonly SocketEntry[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const all = held ?? session.entries;
  const wanted = search.trim().toLowerCase();
  const found = all.filter(
    ({ direction, data, kind }) =>
      (shown === 'all' || shown === direction) && (wanted === '' || `${kind} ${data}`.toLowerCase().includes(wanted)),
  );
  const newest = found.toReversed();
  const entry = newest.find(({ seq }) => String(seq) === chosen);
  return (
    <Stack gap={6} flex={1} mih={0}>
      <Group gap={6}>
        <SegmentedControl size="xs" aria-label="Which entries" data={[...filters]} value={shown} onChange={setShown} />
        <TextInput
          size="xs"
          aria-label="Search the log"
          placeholder="Search"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          flex={1}
          miw={120}
        />
        <Tool
          label={held === null ? 'Pause' : 'Resume'}
          onClick={() => setHeld(held === null ? session.entries : null)}
        >
          {held === null ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
        </Tool>
        <Tool
          label="Save the log as JSON"
          onClick={() => saveText('websocket.json', exported(found), 'application/json')}
        >
          <IconDownload size={16} />
        </Tool>
        <Tool
          label="Clear the log"
          onClick={() => {
            session.clear();
            setHeld(null);
          }}
        >
          <IconTrash size={16} />
        </Tool>
      </Group>
      <Counts session={session} found={found.length} isHeld={held !== null} />
      <div className={classes.log}>
        <VirtualListbox
          label="Messages, the newest first"
          total={newest.length}
          at={(index) => newest[index]}
          keyOf={({ seq }) => String(seq)}
          chosen={chosen}
          onChoose={setChosen}
          itemHeight={30}
          render={(item) => (item === undefined ? null : <Line entry={item} />)}
        />
        {entry === undefined ? null : <Detail entry={entry} />}
      </div>
    </Stack>
  );
}

interface ToolProps {
  label: string;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ label, onClick, children }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={30} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Counts({ session, found, isHeld }: { session: SocketSession; found: number; isHeld: boolean }) {
  const { socket, dropped, entries } = session;
  const parts = [
    found === entries.length ? null : `${found.toLocaleString('en')} of ${entries.length.toLocaleString('en')} shown`,
    isHeld ? 'Paused: what arrives is kept and shown when you resume' : null,
    dropped > 0 ? `${dropped.toLocaleString('en')} older entries are no longer kept` : null,
    socket && `Received ${socket.received.messages.toLocaleString('en')}, ${formatBytes(socket.received.bytes)}`,
    socket && `Sent ${socket.sent.messages.toLocaleString('en')}, ${formatBytes(socket.sent.bytes)}`,
  ].filter((part) => part !== null);
  return (
    <Text size="xs" c="dimmed" role="status">
      {parts.join(' · ') || 'Messages appear below, the newest first.'}
    </Text>
  );
}

const icons: Record<SocketEntry['direction'], ReactNode> = {
  in: <IconArrowDown size={14} color="var(--mantine-color-teal-text)" role="img" aria-label="Received" />,
  out: <IconArrowUp size={14} color="var(--mantine-color-indigo-text)" role="img" aria-label="Sent" />,
  note: <IconInfoCircle size={14} role="img" aria-label="State" />,
};

const kindWords: Partial<Record<SocketEntry['kind'], string>> = {
  open: 'Connected',
  close: 'Closed',
  error: 'Error',
  ping: 'Ping',
  pong: 'Pong',
  binary: 'Bytes',
};

function Line({ entry }: { entry: SocketEntry }) {
  const { at, direction, kind, data, bytes } = entry;
  const word = kindWords[kind];
  const preview = kind === 'binary' ? hexOf(data.slice(0, 64)).replace('\n', ' ') : data.slice(0, 400);
  return (
    <>
      <span className={classes.time}>{time.format(at)}</span>
      {icons[direction]}
      {word === undefined ? null : (
        <Text size="xs" fw={600} c={kind === 'error' ? 'var(--mantine-color-error)' : 'var(--mantine-color-text)'}>
          {word}
        </Text>
      )}
      <span className={classes.preview}>{preview}</span>
      {bytes > 0 ? (
        <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
          {formatBytes(bytes)}
        </Text>
      ) : null}
    </>
  );
}

function Detail({ entry }: { entry: SocketEntry }) {
  const text = entry.kind === 'binary' ? hexOf(entry.data) : readable(entry.data);
  return (
    <section className={classes.detail} aria-label="Chosen message">
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {time.format(entry.at)} · {formatBytes(entry.bytes)}
          {entry.cut ? ' · only the beginning is kept' : ''}
        </Text>
        <CopyTextButton value={text} size="compact-xs">
          Copy
        </CopyTextButton>
      </Group>
      <Code block className={classes.text} tabIndex={0}>
        {text}
      </Code>
    </section>
  );
}

/** The entries as they are, with readable times. */
function exported(entries: readonly SocketEntry[]): string {
  return JSON.stringify(
    entries.map(({ seq: _, at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest })),
    null,
    2,
  );
}
