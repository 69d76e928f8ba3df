import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { type Notice, onNotice, readNotices } from '#renderer/platform/notices.ts';
import { noticeLooks } from './noticeLooks.ts';

const shownMs = 10_000;

/** Shows each notice as it comes, with its link. It stays in the list until it is read. */
export function useNoticeToasts(): void {
  const navigate = useNavigate();
  const go = useRef(navigate);
  useEffect(() => {
    go.current = navigate;
  }, [navigate]);
  useEffect(() => onNotice((notice) => show(notice, (path) => void go.current(path))), []);
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
