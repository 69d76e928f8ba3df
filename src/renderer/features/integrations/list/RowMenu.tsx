import { ActionIcon, Menu } from '@mantine/core';
import {
  IconCopy,
  IconDots,
  IconDownload,
  IconKey,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconStethoscope,
  IconTrash,
} from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import type { IntegrationRow } from '#contract/integrations.ts';
import { useAppActions } from '#renderer/app/AppActions.tsx';
import { useMay } from '#renderer/app/useSession.ts';
import { checkIntegration, useIntegrationActions } from '../useIntegrationActions.ts';

/** What can be done with one row. */
export function RowMenu({ row }: { row: IntegrationRow }) {
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${row.displayName}`} tabIndex={-1}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <RowMenuItems row={row} />
      </Menu.Dropdown>
    </Menu>
  );
}

function RowMenuItems({ row }: { row: IntegrationRow }) {
  const navigate = useNavigate();
  const { connect } = useAppActions();
  const actions = useIntegrationActions();
  const may = useMay('editor');
  const icon = { size: 15, 'aria-hidden': true } as const;
  const Toggle = row.active ? IconPlayerPause : IconPlayerPlay;
  return (
    <>
      <Menu.Item
        disabled={!may}
        leftSection={<IconStethoscope {...icon} />}
        onClick={() => void checkIntegration(row.id, row.displayName)}
      >
        Check now
      </Menu.Item>
      <Menu.Item disabled={!may} leftSection={<IconKey {...icon} />} onClick={() => connect(row.id)}>
        Connect
      </Menu.Item>
      <Menu.Item
        disabled={!may}
        leftSection={<IconPencil {...icon} />}
        onClick={() => void navigate(`/integrations/${row.id}/edit`)}
      >
        Edit
      </Menu.Item>
      <Menu.Item disabled={!may} leftSection={<IconCopy {...icon} />} onClick={() => void actions.duplicate(row.id)}>
        Duplicate
      </Menu.Item>
      <Menu.Item leftSection={<IconDownload {...icon} />} onClick={() => void actions.export(row.id)}>
        Export
      </Menu.Item>
      <Menu.Item
        disabled={!may}
        leftSection={<Toggle {...icon} />}
        onClick={() => void actions.setActive([row.id], !row.active)}
      >
        {row.active ? 'Deactivate' : 'Activate'}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        disabled={!may}
        color="red"
        leftSection={<IconTrash {...icon} />}
        onClick={() => void actions.remove([row.id], row.displayName)}
      >
        Delete
      </Menu.Item>
    </>
  );
}
