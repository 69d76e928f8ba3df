import { ActionIcon, Menu } from '@mantine/core';
import {
  IconCopy,
  IconDotsVertical,
  IconDownload,
  IconFileImport,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import type { Integration } from '#contract/integrations.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useIntegrationActions } from '../useIntegrationActions.ts';

/** The rarer things that can be done with an integration. */
export function MoreMenu({ integration }: { integration: Integration }) {
  const { id, active, displayName, definition } = integration;
  const navigate = useNavigate();
  const actions = useIntegrationActions();
  const { importDefinition } = useAppActions();
  const icon = { size: 15, 'aria-hidden': true } as const;
  const Toggle = active ? IconPlayerPause : IconPlayerPlay;
  const remove = () =>
    actions.remove([id], displayName).then(
      () => void navigate('/integrations'),
      // A failure was told by a toast.
      () => undefined,
    );
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label="More actions">
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileImport {...icon} />} onClick={() => importDefinition(id)}>
          {definition === null ? 'Import definition' : 'Import definition again'}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy {...icon} />} onClick={() => void actions.duplicate(id)}>
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload {...icon} />} onClick={() => void actions.export(id)}>
          Export
        </Menu.Item>
        <Menu.Item leftSection={<Toggle {...icon} />} onClick={() => void actions.setActive([id], !active)}>
          {active ? 'Deactivate' : 'Activate'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="var(--mantine-color-error)"
          leftSection={<IconTrash {...icon} />}
          onClick={() => void remove()}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
