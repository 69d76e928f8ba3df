import { Anchor, Badge, Button, Code, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from 'react-router';
import type { SocketDraft, SocketState } from '#contract/sockets.ts';
import { closeCodeWords } from '#core/http/closeCodes.ts';
import { useSession } from '#renderer/session/session.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { readFault } from '#renderer/ui/readFault.ts';
import { sharedValue } from '#renderer/ui/sharedValue.ts';
import { Compose } from './Compose.tsx';
import { MessageLog } from './MessageLog.tsx';
import { SocketForm } from './SocketForm.tsx';
import classes from './socket.module.css';
import { type SocketSession, useSocket } from './useSocket.ts';

const empty: SocketDraft = { url: '', headers: [], subprotocols: [], connectionId: null, confirmedHost: null };

/** What was entered last, by tenant, as long as the window is open: it may hold secrets, so it is stored nowhere. */
const drafts = sharedValue<Readonly<Record<string, SocketDraft>>>({});

/** Opens a WebSocket, sends messages over it, and shows what comes. */
export function SocketPage() {
  const session = useSession();
  return (
    <Page wide fill>
      <PageHead
        title="WebSocket"
        actions={
          <Anchor component={Link} to="/requests" size="sm">
            Requests
          </Anchor>
        }
      />
      {session === undefined ? null : <Sockets key={session.tenant.id} tenantId={session.tenant.id} />}
    </Page>
  );
}

function Sockets({ tenantId }: { tenantId: string }) {
  const draft = drafts.use()[tenantId] ?? empty;
  const change = (changes: Partial<SocketDraft>) =>
    drafts.set({ ...drafts.get(), [tenantId]: { ...draft, ...changes } });
  const socket = useSocket();
  return (
    <div className={classes.page}>
      <SocketForm draft={draft} onChange={change} session={socket} />
      {socket.error === null ? null : <OpenFault session={socket} draft={draft} onChange={change} />}
      {socket.socket === null ? null : <Standing socket={socket.socket} />}
      <MessageLog session={socket} />
      <Compose session={socket} tenantId={tenantId} />
    </div>
  );
}

interface OpenFaultProps {
  session: SocketSession;
  draft: SocketDraft;
  onChange: (changes: Partial<SocketDraft>) => void;
}

/** Why it could not be opened; a host that the secret is not for can be confirmed. */
function OpenFault({ session, draft, onChange }: OpenFaultProps) {
  const host = URL.parse(draft.url)?.host ?? '';
  const sendAnyway = () => {
    onChange({ confirmedHost: host });
    session.connect({ ...draft, confirmedHost: host });
  };
  return (
    <Stack gap={6}>
      <ErrorNotice error={session.error} title="The WebSocket could not be opened" />
      {readFault(session.error).code === 'HOST_REFUSED' ? (
        <Button variant="default" size="xs" style={{ alignSelf: 'flex-start' }} onClick={sendAnyway}>
          Send the secret to {host} this time
        </Button>
      ) : null}
    </Stack>
  );
}

const words: Record<SocketState['state'], string> = {
  connecting: 'Connecting',
  open: 'Connected',
  closing: 'Closing',
  closed: 'Closed',
  refused: 'Refused',
};

/** How it stands: what was agreed, how it ended, or what answered instead. */
function Standing({ socket }: { socket: SocketState }) {
  const [opened, details] = useDisclosure();
  const { state, closed, refusal, subprotocol, extensions, remoteAddress, notes } = socket;
  const parts = [
    remoteAddress,
    subprotocol && `subprotocol ${subprotocol}`,
    extensions.includes('permessage-deflate') && 'compressed',
    closed && `${closed.code} ${closeCodeWords(closed.code)}${closed.reason && `: ${closed.reason}`}`,
    closed && (closed.byUs ? 'ended here' : 'ended by the server'),
    ...notes,
  ].filter(Boolean);
  return (
    <Stack gap={6}>
      <Group gap="xs" role="status">
        <Badge variant="default" tt="none">
          {words[state]}
        </Badge>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {parts.join(' · ')}
        </Text>
        <Button variant="subtle" color="gray" size="compact-xs" aria-expanded={opened} onClick={details.toggle}>
          Handshake
        </Button>
      </Group>
      {refusal === null ? null : (
        <Notice title={`The server answered ${refusal.status} ${refusal.statusText}`.trim()} failed role="alert">
          {refusal.body === '' ? 'It sent no body.' : <Code block>{refusal.body}</Code>}
        </Notice>
      )}
      <Collapse expanded={opened || refusal !== null}>
        <Group grow align="flex-start">
          <HeaderLines title="Sent" headers={socket.requestHeaders} />
          <HeaderLines title="Received" headers={socket.responseHeaders} />
        </Group>
      </Collapse>
    </Stack>
  );
}

function HeaderLines({ title, headers }: { title: string; headers: SocketState['requestHeaders'] }) {
  return (
    <Stack gap={2}>
      <Text size="xs" fw={600}>
        {title}
      </Text>
      <Code block mah={160} style={{ overflow: 'auto' }} tabIndex={0}>
        {headers.map(({ name, value }) => `${name}: ${value}`).join('\n') || 'None'}
      </Code>
    </Stack>
  );
}
