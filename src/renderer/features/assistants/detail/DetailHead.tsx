import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconCopy, IconDotsVertical, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import type { Assistant } from '#contract/assistants.ts';
import { useMay } from '#renderer/session/session.ts';
import { PageHead } from '#renderer/ui/Page.tsx';
import { useAssistantActions } from '../useAssistantActions.ts';

/** Name, what it is for, and what can be done with it. */
export function DetailHead({ assistant }: { assistant: Assistant }) {
  const { description } = assistant;
  return (
    <PageHead
      title={assistant.name}
      {...(description !== '' && { description })}
      actions={<HeadActions assistant={assistant} />}
    />
  );
}

function HeadActions({ assistant }: { assistant: Assistant }) {
  if (!useMay('editor')) return null;
  return (
    <>
      {assistant.editable && (
        <Button
          variant="default"
          component={Link}
          to={`/assistants/${assistant.id}/edit`}
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          Edit
        </Button>
      )}
      <MoreMenu assistant={assistant} />
    </>
  );
}

function MoreMenu({ assistant: { id, name, editable } }: { assistant: Assistant }) {
  const navigate = useNavigate();
  const actions = useAssistantActions();
  // A failure was told by a toast.
  const quiet = () => undefined;
  const duplicate = () => actions.duplicate(id).then((copy) => void navigate(`/assistants/${copy.id}`), quiet);
  const remove = () => actions.remove([id], name).then(() => void navigate('/assistants'), quiet);
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label="More actions">
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={15} aria-hidden />} onClick={() => void duplicate()}>
          Duplicate
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          disabled={!editable}
          leftSection={<IconTrash size={15} aria-hidden />}
          onClick={() => void remove()}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
