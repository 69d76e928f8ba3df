import { Button, Group, Menu, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { IconBookmark, IconChevronDown, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import {
  keepMessages,
  kindLabels,
  type MessageKind,
  messageKinds,
  messageOf,
  type SavedMessage,
  savedMessages,
} from './messages.ts';
import type { SocketSession } from './useSocket.ts';

interface ComposeProps {
  session: SocketSession;
  tenantId: string;
}

/** Where a message is written, sent, and kept for another time. */
export function Compose({ session, tenantId }: ComposeProps) {
  const [kind, setKind] = useState<MessageKind>('text');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const isOpen = session.socket?.state === 'open';
  const send = () => {
    const made = messageOf(kind, text);
    setProblem('problem' in made ? made.problem : null);
    if ('message' in made && isOpen) void session.send(made.message);
  };
  return (
    <Stack gap={6}>
      <Textarea
        aria-label="Message"
        placeholder="Message. Ctrl/Cmd and Enter sends it."
        value={text}
        error={problem}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setProblem(null);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          send();
        }}
      />
      <Group gap="xs" justify="space-between">
        <Group gap="xs">
          <Select
            aria-label="Kind of message"
            data={messageKinds.map((value) => ({ value, label: kindLabels[value] }))}
            value={kind}
            onChange={(value) => setKind(value ?? 'text')}
            allowDeselect={false}
            w={160}
          />
          <Saved
            tenantId={tenantId}
            current={{ kind, text }}
            onTake={(saved) => {
              setKind(saved.kind);
              setText(saved.text);
            }}
          />
        </Group>
        <Group gap="xs">
          <Button variant="default" disabled={!isOpen} onClick={() => void session.send({ kind: 'ping' })}>
            Ping
          </Button>
          <Button leftSection={<IconSend size={14} aria-hidden />} disabled={!isOpen} onClick={send}>
            Send
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

interface SavedProps {
  tenantId: string;
  current: Omit<SavedMessage, 'name'>;
  onTake: (message: SavedMessage) => void;
}

function Saved({ tenantId, current, onTake }: SavedProps) {
  const [all, setAll] = useState(() => savedMessages(tenantId));
  const [naming, setNaming] = useState(false);
  const keep = (next: SavedMessage[]) => {
    keepMessages(tenantId, next);
    setAll(next);
  };
  return (
    <>
      <Menu position="top-start" width={280}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconBookmark size={14} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            Saved messages
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>
          <Menu.Item disabled={current.text === ''} onClick={() => setNaming(true)}>
            Save this message…
          </Menu.Item>
          {all.length > 0 ? <Menu.Divider /> : null}
          {all.map((message) => (
            <Menu.Item key={message.name} onClick={() => onTake(message)}>
              {message.name}
            </Menu.Item>
          ))}
          {all.length > 0 ? <Menu.Divider /> : null}
          {all.map((message) => (
            <Menu.Item
              key={message.name}
              leftSection={<IconTrash size={14} />}
              onClick={() => keep(all.filter(({ name }) => name !== message.name))}
            >
              Remove {message.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {naming ? (
        <NameMessage
          onClose={() => setNaming(false)}
          onName={(name) => keep([...all.filter((other) => other.name !== name), { ...current, name }])}
        />
      ) : null}
    </>
  );
}

function NameMessage({ onClose, onName }: { onClose: () => void; onName: (name: string) => void }) {
  const [name, setName] = useState('');
  return (
    <Dialog title="Save message" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onName(name.trim());
          onClose();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            description="It is kept on this computer, as it is: leave secrets out."
            value={name}
            maxLength={120}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={name.trim() === ''}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
