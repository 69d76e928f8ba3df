import {
  ActionIcon,
  Button,
  Checkbox,
  Collapse,
  Group,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconPlug, IconPlugOff, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { type SocketDraft, socketDraft } from '#contract/sockets.ts';
import { useMay } from '#renderer/session/session.ts';
import { useConnectionsOf } from '../queries.ts';
import type { SocketSession } from './useSocket.ts';

interface SocketFormProps {
  draft: SocketDraft;
  onChange: (changes: Partial<SocketDraft>) => void;
  session: SocketSession;
}

/** Address, headers, subprotocols and connection, and the button that connects or ends it. */
export function SocketForm({ draft, onChange, session }: SocketFormProps) {
  const [isOpen, setOpen] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  const may = useMay('editor');
  const isLive = session.connecting || session.socket?.state === 'open' || session.socket?.state === 'closing';
  const connect = () => {
    const { success, error } = socketDraft.safeParse(draft);
    setProblem(success ? null : (error.issues[0]?.message ?? 'This cannot be opened.'));
    if (!success) return;
    setOpen(false);
    session.connect(draft);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isLive) connect();
      }}
    >
      <Stack gap="xs">
        <Group gap={6} wrap="nowrap" align="flex-start">
          <TextInput
            aria-label="Address"
            placeholder="wss://api.example.com/stream"
            value={draft.url}
            error={problem}
            spellCheck={false}
            readOnly={isLive}
            onChange={(event) => onChange({ url: event.currentTarget.value, confirmedHost: null })}
            flex={1}
          />
          {isLive ? (
            <Button
              variant="light"
              color="red"
              leftSection={<IconPlugOff size={14} aria-hidden />}
              loading={session.socket?.state === 'closing'}
              onClick={() => session.disconnect(1000, '')}
            >
              {session.connecting ? 'Cancel' : 'Disconnect'}
            </Button>
          ) : (
            <Button
              type="submit"
              leftSection={<IconPlug size={14} aria-hidden />}
              disabled={!may || draft.url.trim() === ''}
            >
              Connect
            </Button>
          )}
        </Group>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          style={{ alignSelf: 'flex-start' }}
          aria-expanded={isOpen}
          leftSection={isOpen ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          Headers, subprotocols and connection
        </Button>
        <Collapse expanded={isOpen}>
          <Details draft={draft} onChange={onChange} disabled={isLive} />
        </Collapse>
      </Stack>
    </form>
  );
}

function Details({ draft, onChange, disabled }: Omit<SocketFormProps, 'session'> & { disabled: boolean }) {
  const rows = useConnectionsOf(null).data?.rows ?? [];
  return (
    <Stack gap="xs">
      <Group grow align="flex-start">
        <Select
          label="Connection"
          placeholder={rows.length === 0 ? 'No connections yet' : 'No credentials'}
          data={rows.map((row) => ({ value: row.id, label: `${row.integrationName} – ${row.name}` }))}
          value={draft.connectionId}
          disabled={disabled}
          onChange={(id) =>
            onChange({ connectionId: rows.find((row) => row.id === id)?.id ?? null, confirmedHost: null })
          }
          clearable
          searchable
        />
        <TagsInput
          label="Subprotocols"
          placeholder={draft.subprotocols.length === 0 ? 'For example graphql-transport-ws' : ''}
          value={draft.subprotocols}
          disabled={disabled}
          acceptValueOnBlur
          onChange={(subprotocols) => onChange({ subprotocols })}
        />
      </Group>
      <Headers headers={draft.headers} disabled={disabled} onChange={(headers) => onChange({ headers })} />
    </Stack>
  );
}

interface HeadersProps {
  headers: SocketDraft['headers'];
  disabled: boolean;
  onChange: (headers: SocketDraft['headers']) => void;
}

function Headers({ headers, disabled, onChange }: HeadersProps) {
  const set = (index: number, change: Partial<SocketDraft['headers'][number]>) =>
    onChange(headers.map((header, at) => (at === index ? { ...header, ...change } : header)));
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        Headers
      </Text>
      {headers.map((header, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header has nothing else that tells it from the others
        <Group key={index} gap={6} wrap="nowrap">
          <Checkbox
            aria-label={`Send header ${index + 1}`}
            checked={header.enabled}
            disabled={disabled}
            onChange={(event) => set(index, { enabled: event.currentTarget.checked })}
          />
          <TextInput
            aria-label={`Name of header ${index + 1}`}
            placeholder="Name"
            value={header.name}
            disabled={disabled}
            spellCheck={false}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
            flex={1}
          />
          <TextInput
            aria-label={`Value of header ${index + 1}`}
            placeholder="Value"
            value={header.value}
            disabled={disabled}
            spellCheck={false}
            onChange={(event) => set(index, { value: event.currentTarget.value })}
            flex={2}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove header ${index + 1}`}
            disabled={disabled}
            onClick={() => onChange(headers.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        disabled={disabled}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...headers, { name: '', value: '', enabled: true }])}
      >
        Add header
      </Button>
    </Stack>
  );
}
