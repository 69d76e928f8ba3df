import { Button, Group, ScrollArea, Text } from '@mantine/core';
import { Link } from 'react-router';
import { type Notice, readNotices } from '#renderer/platform/notices.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './NoticeList.module.css';
import { noticeLooks } from './noticeLooks.ts';

interface NoticeListProps {
  notices: readonly Notice[];
  onClose(): void;
}

/** The notices, the newest first; opening one marks it as read. */
export function NoticeList({ notices, onClose }: NoticeListProps) {
  if (notices.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md">
        Nothing new. What needs you comes here, and stays until you have read it.
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
