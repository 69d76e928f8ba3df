import { ActionIcon, Anchor, Badge, Button, Group, Menu, Select, Text, Tooltip } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { IconDots, IconPlayerStopFilled, IconPlugConnected, IconRestore, IconSend } from '@tabler/icons-react';
import { type ClipboardEvent, Fragment, useEffect, useEffectEvent, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { GroupId } from '#contract/common.ts';
import { useMay } from '#renderer/session/session.ts';
import { toastNote } from '#renderer/ui/toasts.tsx';
import { groupsAbove } from '../collections/collectionRows.ts';
import { CookiesItem } from '../cookies/CookiesDialog.tsx';
import { queryAsParameters } from '../draft/addressQuery.ts';
import { draftOfCurl } from '../draft/curlDraft.ts';
import { isNewRequest, newAddress } from '../draft/loadedDraft.ts';
import { OperationGone } from '../OperationGone.tsx';
import { useCollections } from '../queries.ts';
import classes from '../requests.module.css';
import { VariableInput } from '../variables/VariableInput.tsx';
import { useProblem, useWorkbench } from '../workbench.ts';
import { SaveDraft } from './SaveDraft.tsx';

/** What the request is: integration and operation, or its saved name. */
export function RequestTitle() {
  const { draft, title, detail, operationGone, integration, isChanged, reset } = useWorkbench();
  const may = useMay('editor');
  return (
    <Group gap="xs" wrap="nowrap" mb={4} mih={30}>
      <Group gap={6} wrap="nowrap" flex={1} miw={0}>
        {draft.groupId !== null ? (
          <GroupPath id={draft.groupId} />
        ) : integration === null ? null : (
          <Anchor component={Link} to={`/integrations/${integration.id}`} size="sm" truncate style={{ flexShrink: 2 }}>
            {integration.displayName}
          </Anchor>
        )}
        {integration !== null && draft.groupId === null ? <Text c="dimmed">›</Text> : null}
        <Text size="sm" fw={600} truncate title={detail?.summary}>
          {title}
        </Text>
        {isChanged ? (
          <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
            not saved
          </Text>
        ) : null}
        {operationGone ? <OperationGone /> : null}
        {detail?.deprecated ? (
          <Badge size="sm" color="orange" variant="light" style={{ flex: 'none' }}>
            deprecated
          </Badge>
        ) : null}
      </Group>
      {may ? <SaveDraft /> : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label="More for this request">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconRestore size={14} />} onClick={reset}>
            Reset
          </Menu.Item>
          <CookiesItem />
          <Menu.Item component={Link} to="/requests/socket" leftSection={<IconPlugConnected size={14} aria-hidden />}>
            WebSocket…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

/** The collection and folders that hold the request, each with its page. */
function GroupPath({ id }: { id: GroupId }) {
  const above = groupsAbove(useCollections().data?.groups ?? [], id);
  return above.map((group) => (
    <Fragment key={group.id}>
      <Anchor
        component={Link}
        to={`/requests/collections/${group.id}`}
        size="sm"
        truncate
        title={group.name}
        style={{ flexShrink: 2, minWidth: 24 }}
      >
        {group.name}
      </Anchor>
      <Text c="dimmed">›</Text>
    </Fragment>
  ));
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY', 'TRACE'];

const isMethod = (text: string): boolean => /^[\w!#$%&'*+.^`|~-]{1,60}$/.test(text);

/** The usual methods, the one that is chosen, and what a person types, which may be any word. */
function methodChoices(chosen: string, wanted: string): string[] {
  const typed = isMethod(wanted) && !methods.includes(wanted.toUpperCase()) ? [wanted] : [];
  return [...new Set([...methods, chosen, ...typed])];
}

/** Method, URL, and the button that sends or cancels. */
export function RequestBar() {
  const { key, draft, change, open, send, detail } = useWorkbench();
  const isSendable = useSendable();
  const problem = useProblem('url');
  const moveQuery = () => {
    const moved = queryAsParameters(draft, detail);
    if (moved !== null) change(moved);
  };
  const relative = draft.integrationId !== null;
  const address = useRef<HTMLInputElement | HTMLTextAreaElement>(null);
  const begin = useEffectEvent((opened: string) => {
    if (isNewRequest(opened) && draft.url === '') address.current?.focus();
  });
  useEffect(() => begin(key), [key]);
  const [wanted, setWanted] = useState(draft.method);
  /** Makes a curl command a request: this one, or another tab's where this one is something already. False where it is none. */
  const takeCommand = (text: string, inPlace: boolean): boolean => {
    const taken = draftOfCurl(text);
    if (taken === null) return false;
    if (taken.notes.length > 0) toastNote('The command became a request', taken.notes.join('. '));
    if (inPlace) change({ ...taken.draft, groupId: draft.groupId });
    else open(newAddress(taken.draft));
    return true;
  };
  const paste = (event: ClipboardEvent<HTMLElement>) => {
    const isEmpty = !relative && draft.url === '';
    if (takeCommand(event.clipboardData.getData('text/plain'), isEmpty)) event.preventDefault();
  };
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Select
        aria-label="Method"
        data={methodChoices(draft.method, wanted)}
        searchable
        searchValue={wanted}
        onSearchChange={setWanted}
        value={draft.method}
        onChange={(method) => change({ method: method ?? 'GET' })}
        allowDeselect={false}
        w={88}
        classNames={{ input: classes.method ?? '' }}
        rightSectionWidth={26}
        comboboxProps={{ width: 120, position: 'bottom-start' }}
      />
      <VariableInput
        multiline
        ref={address}
        aria-label={relative ? 'Path or URL' : 'URL'}
        placeholder={relative ? '/path/{name}' : 'URL or curl command'}
        value={draft.url}
        onChange={(url) => change({ url: url.replaceAll('\n', '') })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          // An address has one line, however many it takes on the screen.
          event.preventDefault();
          if (takeCommand(draft.url, !relative)) return;
          if (isSendable && !event.ctrlKey && !event.metaKey) send();
        }}
        onPaste={paste}
        // A command can also be typed, or dropped there.
        onBlur={() => void (takeCommand(draft.url, !relative) || moveQuery())}
        error={problem}
        wrapperProps={{ 'data-field': 'url' }}
        flex={1}
        miw={0}
        autosize
        minRows={1}
        maxRows={4}
        title={draft.url}
        spellCheck={false}
        classNames={{ input: classes.address ?? '' }}
      />
      <SendButton />
    </Group>
  );
}

/** The whole address as it will be sent, with its server, its query and what was filled in. */
export function SentTo() {
  const { composed, draft } = useWorkbench();
  if (composed === null || composed.url === draft.url || composed.url === '') return null;
  return (
    <div className={classes.sentTo} title={composed.url}>
      {composed.url}
    </div>
  );
}

function useSendable(): boolean {
  const { draft, ready } = useWorkbench();
  const may = useMay('editor');
  return may && ready && (draft.url !== '' || draft.integrationId !== null);
}

function SendButton() {
  const { send, cancel, sentAt } = useWorkbench();
  const may = useMay('editor');
  const isSendable = useSendable();
  if (sentAt !== null) {
    return (
      <Button
        color="red"
        variant="light"
        w={148}
        px="xs"
        leftSection={<IconPlayerStopFilled size={14} aria-hidden />}
        onClick={cancel}
      >
        Cancel ·&nbsp;
        <ElapsedTime since={sentAt} />
      </Button>
    );
  }
  return (
    <Tooltip
      label="Viewers can’t send. Ask an admin to make you an editor."
      disabled={may}
      openDelay={500}
      position="top-end"
    >
      <Button
        w={84}
        px="xs"
        leftSection={<IconSend size={14} aria-hidden />}
        onClick={send}
        disabled={!isSendable}
        aria-keyshortcuts="Control+Enter Meta+Enter"
      >
        Send
      </Button>
    </Tooltip>
  );
}

const tickMs = 100;

/** Seconds since a moment (milliseconds UTC), counting. */
function ElapsedTime({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), tickMs, { autoInvoke: true });
  return <span style={{ fontVariantNumeric: 'tabular-nums' }}>{(Math.max(0, now - since) / 1_000).toFixed(1)} s</span>;
}
