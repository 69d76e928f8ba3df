import { Text } from '@mantine/core';
import type { Assistant } from '#contract/assistants.ts';
import { visibilityWords } from '#renderer/entities/connection/words.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { counted } from '#renderer/ui/format.ts';
import type { Column } from '#renderer/ui/table/index.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';

/** The columns of the list of assistants. */
export const assistantColumns: readonly Column<Assistant>[] = [
  {
    id: 'name',
    title: 'Name',
    width: 'minmax(130px, 1.2fr)',
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
    title: 'Description',
    width: 'minmax(100px, 2.4fr)',
    cell: (row) => <span title={row.description}>{row.description}</span>,
  },
  {
    id: 'provider',
    title: 'AI provider',
    width: 'minmax(138px, 1fr)',
    cell: (row) => [row.providerName, row.model].filter((part) => part !== null).join(' · ') || '–',
  },
  {
    id: 'attachments',
    title: 'Integrations',
    width: '104px',
    align: 'end',
    cell: (row) => row.attachments.toLocaleString('en'),
  },
  { id: 'state', title: 'Status', width: 'minmax(140px, 0.8fr)', cell: (row) => <Attention row={row} /> },
  { id: 'visibility', title: 'Visible to', width: '100px', cell: (row) => visibilityWords[row.visibility] },
  { id: 'owner', title: 'Owner', width: 'minmax(80px, 0.8fr)', optional: true, cell: (row) => row.owner.name },
  {
    id: 'updatedAt',
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
