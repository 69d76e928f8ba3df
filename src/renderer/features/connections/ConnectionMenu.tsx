import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconKey, IconLogin, IconPencil, IconStar, IconStethoscope, IconTrash } from '@tabler/icons-react';
import type { Connection } from '#contract/connections.ts';
import { useMay } from '#renderer/session/session.ts';
import { openEditConnection } from './EditConnection.tsx';
import { openReplaceSecret } from './secret/ReplaceSecret.tsx';
import { openSignIn } from './signIn/SignInFlow.tsx';
import { useConnectionActions } from './useConnectionActions.ts';

/** What can be done with one connection. */
export function ConnectionMenu({ row }: { row: Connection }) {
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${row.name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Items row={row} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Items({ row }: { row: Connection }) {
  const actions = useConnectionActions();
  const may = useMay('editor');
  const icon = { size: 15, 'aria-hidden': true } as const;
  return (
    <>
      <Menu.Item disabled={!may} leftSection={<IconStethoscope {...icon} />} onClick={() => void actions.check(row)}>
        Check
      </Menu.Item>
      <Menu.Item
        disabled={!row.editable}
        leftSection={<IconPencil {...icon} />}
        onClick={() => openEditConnection(row)}
      >
        Edit
      </Menu.Item>
      <Menu.Item disabled={!row.editable} leftSection={<IconKey {...icon} />} onClick={() => openReplaceSecret(row)}>
        Replace secret
      </Menu.Item>
      {row.kind === 'oauth2' ? (
        <Menu.Item disabled={!row.editable} leftSection={<IconLogin {...icon} />} onClick={() => openSignIn(row)}>
          Sign in again
        </Menu.Item>
      ) : null}
      <Menu.Item
        disabled={!row.editable || row.isDefault}
        leftSection={<IconStar {...icon} />}
        onClick={() => void actions.makeDefault(row)}
      >
        Set as default
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        color="var(--mantine-color-error)"
        disabled={!row.editable}
        leftSection={<IconTrash {...icon} />}
        onClick={() => void actions.remove(row)}
      >
        Delete
      </Menu.Item>
    </>
  );
}
