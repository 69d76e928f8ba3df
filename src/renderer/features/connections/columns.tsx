import { Anchor, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Connection } from '#contract/connections.ts';
import { RelativeTime } from '#renderer/ui/RelativeTime.tsx';
import { StatusBadge } from '#renderer/ui/StatusBadge.tsx';
import { Tag } from '#renderer/ui/Tag.tsx';
import type { Column } from '#renderer/ui/table/index.ts';
import { kindWords, stateWords, visibilityWords } from './words.ts';

/** The inventory's columns; constant, so that the table draws rows once. */
export const connectionColumns: readonly Column<Connection>[] = [
  {
    id: 'name',
    title: 'Name',
    width: 'minmax(150px, 2fr)',
    sort: 'name',
    fixed: true,
    cell: (row) => (
      <Group gap={6} wrap="nowrap">
        <Text size="sm" fw={600} truncate>
          {row.name}
        </Text>
        {row.isDefault ? <Tag kind="quiet">default</Tag> : null}
      </Group>
    ),
  },
  {
    id: 'integration',
    title: 'Integration',
    width: 'minmax(110px, 1.2fr)',
    sort: 'integration',
    cell: (row) => (
      <Anchor component={Link} to={`/integrations/${row.integrationId}`} size="sm" truncate>
        {row.integrationName}
      </Anchor>
    ),
  },
  { id: 'kind', title: 'Kind', width: '105px', sort: 'kind', cell: (row) => kindWords[row.kind] },
  {
    id: 'state',
    title: 'State',
    width: '130px',
    sort: 'state',
    cell: (row) => <StatusBadge {...stateWords[row.state]} reason={row.stateReason ?? stateWords[row.state].reason} />,
  },
  {
    id: 'secret',
    title: 'Secret',
    width: '110px',
    optional: true,
    cell: (row) => (
      <Text size="sm" ff="monospace">
        {row.secretHint}
      </Text>
    ),
  },
  {
    id: 'visibility',
    title: 'Visible to',
    width: '105px',
    sort: 'visibility',
    cell: (row) => visibilityWords[row.visibility],
  },
  { id: 'owner', title: 'Owner', width: 'minmax(80px, 0.8fr)', cell: (row) => row.owner.name },
  {
    id: 'hosts',
    title: 'May be sent to',
    width: 'minmax(120px, 1.2fr)',
    cell: (row) => <span title={row.allowedHosts.join(', ')}>{row.allowedHosts.join(', ')}</span>,
  },
  {
    id: 'lastUsedAt',
    title: 'Last used',
    width: '110px',
    sort: 'lastUsedAt',
    cell: (row) => <RelativeTime at={row.lastUsedAt} fallback="Never" />,
  },
  {
    id: 'lastCheckedAt',
    title: 'Last checked',
    width: '125px',
    sort: 'lastCheckedAt',
    cell: (row) => <RelativeTime at={row.lastCheckedAt} fallback="Never" />,
  },
  {
    id: 'secretChangedAt',
    title: 'Age of the secret',
    width: '140px',
    optional: true,
    cell: (row) => <RelativeTime at={row.secretChangedAt} />,
  },
];

/** The columns where the integration is known from the page around the table. */
export const columnsOfIntegration = connectionColumns.filter((column) => column.id !== 'integration');
