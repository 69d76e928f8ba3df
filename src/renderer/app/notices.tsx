import { ActionIcon, Button, Group, Indicator, Popover, ScrollArea, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconBell, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { NoticeEvent } from '#contract/events.ts';
import { type Notice, onNotice, readNotices, useNotices } from '#renderer/platform/notices.ts';
import { useSession } from '#renderer/session/session.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './notices.module.css';

/** The notices that nobody has read yet, of the tenant that the person is in. */
export function NoticeBell() {
  const tenant = useSession()?.tenant.id;
  const notices = useNotices().filter(({ tenantId }) => tenantId === null || tenantId === tenant);
  const [opened, setOpened] = useState(false);
  const label = notices.length === 0 ? 'Notifications' : `Notifications, ${notices.length} unread`;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={380} shadow="md" trapFocus>
      <Indicator
        disabled={notices.length === 0}
        label={notices.length > 99 ? '99+' : notices.length}
        size={16}
        offset={4}
        color="orange.9"
      >
        <Popover.Target>
          <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} onClick={() => setOpened(!opened)}>
            <IconBell size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label="Notifications">
        <NoticeList notices={notices} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface NoticeListProps {
  notices: readonly Notice[];
  onClose(): void;
}

/** The notices, the newest first; opening one marks it as read. */
function NoticeList({ notices, onClose }: NoticeListProps) {
  if (notices.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md">
        No new notifications. What needs attention appears here and stays until you have read it.
      </Text>
    );
  }
  return (
    <>
      <Group justify="space-between" px="md" py="xs">
        <Text size="sm" fw={600}>
          Notices
        </Text>
        <Button size="compact-sm" variant="subtle" onClick={() => readNotices(notices.map(({ id }) => id))}>
          Mark all as read
        </Button>
      </Group>
      <ScrollArea.Autosize mah={420}>
        <ul className={classes.list}>
          {notices.map((notice) => (
            <NoticeItem key={notice.id} notice={notice} onClose={onClose} />
          ))}
        </ul>
      </ScrollArea.Autosize>
    </>
  );
}

function NoticeItem({ notice, onClose }: { notice: Notice; onClose(): void }) {
  const { id, level, title, body, path, at } = notice;
  const read = () => readNotices([id]);
  return (
    <li className={classes.notice}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <StatusBadge tone={noticeLooks[level].tone} label={title} reason={noticeLooks[level].word} />
        <Text size="xs" c="dimmed" flex="none">
          <RelativeTime at={at} />
        </Text>
      </Group>
      <Text size="sm">{body}</Text>
      <Group gap="xs" mt={4}>
        {path === null ? null : (
          <Button
            component={Link}
            to={path}
            size="compact-sm"
            variant="default"
            onClick={() => {
              read();
              onClose();
            }}
          >
            Show
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" aria-label={`Mark as read: ${title}`} onClick={read}>
          Mark as read
        </Button>
      </Group>
    </li>
  );
}

const shownMs = 10_000;

/** Shows each notice as it comes, with its link. It stays in the list until it is read. */
export function useNoticeToasts(): void {
  const navigate = useNavigate();
  const go = useRef(navigate);
  useEffect(() => {
    go.current = navigate;
  }, [navigate]);
  useEffect(
    () =>
      onNotice((notice) => {
        // What the person is doing answers in its own place, a moment later.
        setTimeout(() => {
          if (!isTold(notice)) show(notice, (path) => void go.current(path));
        }, answerMs);
      }),
    [],
  );
}

const answerMs = 700;

/** Whether what it says is on the page already, where it happened: then it is in the list alone. */
function isTold({ body }: Notice): boolean {
  const messages = document.querySelectorAll('[role=alert], [role=status]');
  return body !== '' && [...messages].some(({ textContent }) => textContent.includes(body));
}

function show(notice: Notice, navigate: (path: string) => void): void {
  const { id, level, title } = notice;
  const { color, icon: Icon } = noticeLooks[level];
  const open = (path: string) => {
    notifications.hide(id);
    readNotices([id]);
    navigate(path);
  };
  notifications.show({
    id,
    color,
    icon: <Icon size={16} aria-hidden />,
    title,
    autoClose: level === 'error' ? false : shownMs,
    role: level === 'error' ? 'alert' : 'status',
    closeButtonProps: { 'aria-label': 'Close this message' },
    message: <Line notice={notice} open={open} />,
  });
}

function Line({ notice: { body, path }, open }: { notice: Notice; open(path: string): void }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{body}</Text>
      {path === null ? null : (
        <Button size="compact-sm" variant="default" flex="none" onClick={() => open(path)}>
          Show
        </Button>
      )}
    </Group>
  );
}

interface Look {
  color: string;
  icon: typeof IconInfoCircle;
  tone: Tone;
  word: string;
}

/** How each level of notice looks. */
const noticeLooks: Record<NoticeEvent['level'], Look> = {
  info: { color: 'indigo', icon: IconInfoCircle, tone: 'info', word: 'Information' },
  warning: { color: 'orange', icon: IconAlertTriangle, tone: 'warn', word: 'Warning' },
  error: { color: 'red', icon: IconCircleX, tone: 'bad', word: 'Error' },
};
