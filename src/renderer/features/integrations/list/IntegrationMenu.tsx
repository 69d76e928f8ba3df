import { Menu } from '@mantine/core';
import {
  IconCopy,
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
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { RowMenu } from '#renderer/ui/RowMenu.tsx';
import { checkIntegration, useIntegrationActions } from '../useIntegrationActions.ts';

/** What can be done with one integration. */
export function IntegrationMenu({ row }: { row: IntegrationRow }) {
  return (
    <RowMenu label={`Actions for ${row.displayName}`}>
      <Items row={row} />
    </RowMenu>
  );
}

function Items({ row }: { row: IntegrationRow }) {
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
        color="var(--mantine-color-error)"
        leftSection={<IconTrash {...icon} />}
        onClick={() => void actions.remove([row.id], row.displayName)}
      >
        Delete
      </Menu.Item>
    </>
  );
}
