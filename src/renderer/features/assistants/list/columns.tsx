import { Menu, Text } from '@mantine/core';
import { IconCopy, IconPencil, IconTrash } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import type { Assistant } from '#contract/assistants.ts';
import { counted } from '#core/counted.ts';
import { visibilityWords } from '#renderer/entities/connection/words.ts';
import { useMay } from '#renderer/session/session.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { RowMenu } from '#renderer/ui/RowMenu.tsx';
import type { Column } from '#renderer/ui/table/index.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { useAssistantActions } from '../queries.ts';

/** The columns of the list of assistants. */
export const assistantColumns: readonly Column<Assistant>[] = [
  {
    id: 'name',
    title: 'Name',
    width: 'minmax(160px, 2fr)',
    sort: 'name',
    fixed: true,
    cell: (row) => (
      <Text size="sm" fw={600} truncate title={row.name}>
        {row.name}
      </Text>
    ),
  },
  {
    id: 'description',
    leastWindow: 1_280,
    title: 'Description',
    width: 'minmax(100px, 2fr)',
    cell: (row) => <span title={row.description}>{row.description}</span>,
  },
  {
    id: 'provider',
    title: 'AI provider',
    width: 'minmax(150px, 1fr)',
    cell: (row) => [row.providerName, row.model].filter((part) => part !== null).join(' · ') || '–',
  },
  {
    id: 'attachments',
    title: 'Integrations',
    width: '104px',
    align: 'end',
    cell: (row) => row.attachments.toLocaleString('en'),
  },
  { id: 'state', title: 'Status', width: 'minmax(156px, 0.8fr)', cell: (row) => <Attention row={row} /> },
  {
    id: 'visibility',
    leastWindow: 900,
    title: 'Visible to',
    width: '100px',
    cell: (row) => visibilityWords[row.visibility],
  },
  { id: 'owner', title: 'Owner', width: 'minmax(80px, 0.8fr)', optional: true, cell: (row) => row.owner.name },
  {
    id: 'updatedAt',
    leastWindow: 1_000,
    title: 'Changed',
    width: '116px',
    sort: 'updatedAt',
    cell: (row) => <RelativeTime at={row.updatedAt} />,
  },
  {
    id: 'createdAt',
    title: 'Created',
    width: '116px',
    sort: 'createdAt',
    optional: true,
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
];

function Attention({ row }: { row: Assistant }) {
  if (row.attachments === 0) return <StatusBadge tone="idle" label="No tools yet" />;
  if (row.attention === 0) return <StatusBadge tone="good" label="Ready" />;
  return (
    <StatusBadge
      tone="warn"
      label="Needs attention"
      reason={`${counted(row.attention, 'integration')} cannot be used.`}
    />
  );
}

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
