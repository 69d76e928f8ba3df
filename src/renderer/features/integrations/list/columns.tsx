import { IconAlertTriangle } from '@tabler/icons-react';
import type { IntegrationRow } from '#contract/integrations.ts';
import { authWords, typeWords } from '#core/integrations/words.ts';
import { IntegrationLogo } from '#renderer/entities/integration/IntegrationLogo.tsx';
import { statusWords } from '#renderer/entities/integration/words.ts';
import { StatusBadge, Tag } from '#renderer/ui/badges.tsx';
import type { Column } from '#renderer/ui/table/index.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './columns.module.css';

/** The columns of the list of integrations. */
export const integrationColumns: readonly Column<IntegrationRow>[] = [
  {
    id: 'name',
    title: 'Name',
    width: 'minmax(170px, 2.5fr)',
    sort: 'name',
    fixed: true,
    cell: (row) => <Name row={row} />,
  },
  { id: 'type', title: 'Type', width: 'minmax(110px, 0.8fr)', sort: 'type', cell: (row) => typeWords[row.type] },
  {
    id: 'provider',
    title: 'Provider',
    width: 'minmax(84px, 0.8fr)',
    optional: true,
    sort: 'provider',
    cell: (row) => row.provider,
  },
  {
    id: 'status',
    title: 'Status',
    width: 'minmax(132px, 0.8fr)',
    sort: 'status',
    cell: (row) => <StatusBadge {...statusWords(row)} />,
  },
  { id: 'auth', title: 'Authentication', width: 'minmax(196px, 2fr)', cell: (row) => <Authentication row={row} /> },
  {
    id: 'operations',
    leastWindow: 1_024,
    title: 'Operations',
    width: '106px',
    sort: 'operations',
    align: 'end',
    cell: (row) => row.operations.toLocaleString('en'),
  },
  {
    id: 'lastCheckedAt',
    leastWindow: 900,
    title: 'Last checked',
    width: 'minmax(96px, 124px)',
    sort: 'lastCheckedAt',
    cell: (row) => <RelativeTime at={row.lastCheckedAt} />,
  },
  {
    id: 'connections',
    title: 'Connections',
    width: '104px',
    align: 'end',
    optional: true,
    cell: (row) => row.connections.toLocaleString('en'),
  },
  {
    id: 'createdAt',
    title: 'Created',
    width: '124px',
    sort: 'createdAt',
    optional: true,
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
];

function Name({ row }: { row: IntegrationRow }) {
  return (
    <span className={classes.name}>
      <IntegrationLogo of={row} />
      <strong className={classes.text} title={row.displayName}>
        {row.displayName}
      </strong>
    </span>
  );
}

function Authentication({ row }: { row: IntegrationRow }) {
  return (
    <span className={classes.badges} data-many={row.auth.length > 1 || undefined}>
      {row.auth.map((badge) => (
        <Tag key={badge} kind={badge === 'none' ? 'quiet' : 'plain'}>
          {authWords[badge]}
        </Tag>
      ))}
      {row.needsConnection && (
        <Tag
          kind="warn"
          icon={<IconAlertTriangle size={12} role="img" aria-label="No connection" />}
          title="It needs authentication and has no connection yet."
        >
          <span className={classes.words} aria-hidden>
            No connection
          </span>
        </Tag>
      )}
    </span>
  );
}
