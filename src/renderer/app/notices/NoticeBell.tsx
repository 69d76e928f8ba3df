import { ActionIcon, Indicator, Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import { useNotices } from '#renderer/platform/notices.ts';
import { useSession } from '#renderer/session/session.ts';
import { NoticeList } from './NoticeList.tsx';

/** The notices that nobody has read yet, of the tenant that the person stands in. */
export function NoticeBell() {
  const tenant = useSession()?.tenant.id;
  const notices = useNotices().filter(({ tenantId }) => tenantId === null || tenantId === tenant);
  const [opened, setOpened] = useState(false);
  const label = notices.length === 0 ? 'Notices' : `Notices, ${notices.length} not read`;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={380} shadow="md" trapFocus>
      <Indicator
        disabled={notices.length === 0}
        label={notices.length.toLocaleString('en')}
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
      <Popover.Dropdown p={0} aria-label="Notices">
        <NoticeList notices={notices} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
