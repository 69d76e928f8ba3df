import { Menu } from '@mantine/core';
import { IconCopy, IconPencil, IconTrash } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import type { Assistant } from '#contract/assistants.ts';
import { useMay } from '#renderer/session/session.ts';
import { RowMenu } from '#renderer/ui/RowMenu.tsx';
import { useAssistantActions } from '../useAssistantActions.ts';

/** What can be done with one assistant. */
export function AssistantMenu({ row }: { row: Assistant }) {
  return (
    <RowMenu label={`Actions for ${row.name}`}>
      <Items row={row} />
    </RowMenu>
  );
}

function Items({ row }: { row: Assistant }) {
  const navigate = useNavigate();
  const actions = useAssistantActions();
  const may = useMay('editor');
  const icon = { size: 15, 'aria-hidden': true } as const;
  return (
    <>
      <Menu.Item
        disabled={!row.editable}
        leftSection={<IconPencil {...icon} />}
        onClick={() => void navigate(`/assistants/${row.id}/edit`)}
      >
        Edit
      </Menu.Item>
      <Menu.Item disabled={!may} leftSection={<IconCopy {...icon} />} onClick={() => void actions.duplicate(row.id)}>
        Duplicate
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        color="red"
        disabled={!row.editable}
        leftSection={<IconTrash {...icon} />}
        onClick={() => void actions.remove([row.id], row.name)}
      >
        Delete
      </Menu.Item>
    </>
  );
}
