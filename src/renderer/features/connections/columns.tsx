import { Anchor, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { ListedConnection } from '#contract/connections.ts';
import { useCredentialWords } from '#renderer/entities/connection/credentials.ts';
import { stateWords, visibilityWords } from '#renderer/entities/connection/words.ts';
import { StatusBadge, Tag } from '#renderer/ui/badges.tsx';
import type { Column } from '#renderer/ui/table/index.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';

const name: Column<ListedConnection> = {
  id: 'name',
  title: 'Name',
  width: 'minmax(196px, 1.6fr)',
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
};

const integration: Column<ListedConnection> = {
  id: 'integration',
  title: 'Integration',
  width: 'minmax(124px, 1.1fr)',
  sort: 'integration',
  cell: (row) => (
    <Anchor component={Link} to={`/integrations/${row.integrationId}`} size="sm" truncate>
      {row.integrationName}
    </Anchor>
  ),
};

const kinds: Column<ListedConnection> = {
  id: 'kind',
  leastWindow: 900,
  title: 'Authentication',
  width: 'minmax(112px, 0.8fr)',
  sort: 'kind',
  cell: (row) => <Kinds row={row} />,
};

function Kinds({ row }: { row: ListedConnection }) {
  const words = useCredentialWords().badges(row);
  return <span title={words}>{words}</span>;
}

const state: Column<ListedConnection> = {
  id: 'state',
  title: 'State',
  width: '144px',
  sort: 'state',
  cell: (row) => <StatusBadge {...stateWords[row.state]} reason={row.stateReason ?? stateWords[row.state].reason} />,
};

const owner: Column<ListedConnection> = {
  id: 'owner',
  leastWindow: 1_540,
  title: 'Owner',
  width: 'minmax(75px, 0.8fr)',
  cell: (row) => (
    <Group gap={6} wrap="nowrap">
      <Text size="sm" truncate>
        {row.owner.name}
      </Text>
      {row.orphaned ? <Tag kind="warn">orphaned</Tag> : null}
    </Group>
  ),
};

const hosts: Column<ListedConnection> = {
  id: 'hosts',
  title: 'Hosts',
  width: 'minmax(120px, 1fr)',
  optional: true,
  cell: (row) => <span title={row.allowedHosts.join(', ')}>{row.allowedHosts.join(', ')}</span>,
};

/** The inventory's columns; constant, so that the table draws rows once. */
export const connectionColumns: readonly Column<ListedConnection>[] = [
  name,
  integration,
  kinds,
  state,
  {
    id: 'uses',
    leastWindow: 1_280,
    title: 'Used by',
    width: '72px',
    align: 'end',
    cell: (row) => row.uses.toLocaleString('en'),
  },
  owner,
  {
    id: 'visibility',
    leastWindow: 1_424,
    title: 'Visible to',
    width: '105px',
    sort: 'visibility',
    cell: (row) => visibilityWords[row.visibility],
  },
  ...dates(),
  hosts,
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
];

function dates(): Column<ListedConnection>[] {
  return [
    {
      id: 'secretChangedAt',
      title: 'Secret changed',
      width: '130px',
      optional: true,
      cell: (row) => <RelativeTime at={row.secretChangedAt} />,
    },
    {
      id: 'expiresAt',
      title: 'Expires',
      width: '104px',
      sort: 'expiresAt',
      cell: (row) => <RelativeTime at={row.expiresAt} />,
    },
    {
      id: 'lastSucceededAt',
      leastWindow: 1_024,
      title: 'Last success',
      width: '118px',
      sort: 'lastSucceededAt',
      cell: (row) => <RelativeTime at={row.lastSucceededAt} fallback="Never" />,
    },
    {
      id: 'lastUsedAt',
      title: 'Last used',
      width: '110px',
      sort: 'lastUsedAt',
      optional: true,
      cell: (row) => <RelativeTime at={row.lastUsedAt} fallback="Never" />,
    },
    {
      id: 'lastCheckedAt',
      title: 'Last checked',
      width: '125px',
      sort: 'lastCheckedAt',
      optional: true,
      cell: (row) => <RelativeTime at={row.lastCheckedAt} fallback="Never" />,
    },
  ];
}

/** The columns where the integration is known from the page around the table. */
export const columnsOfIntegration = connectionColumns.filter((column) => column.id !== 'integration');
