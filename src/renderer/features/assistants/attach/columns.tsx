import { Link } from 'react-router';
import type { AssistantIntegration } from '#contract/assistants.ts';
import { authWords, typeWords } from '#core/integrations/words.ts';
import { IntegrationLogo } from '#renderer/entities/integration/IntegrationLogo.tsx';
import { statusWords } from '#renderer/entities/integration/words.ts';
import { StatusBadge, Tag } from '#renderer/ui/badges.tsx';
import type { Column } from '#renderer/ui/table/index.ts';
import classes from './attach.module.css';
import { useAttaching } from './attaching.ts';
import { ActionCell, ConnectionCell, RowButton } from './cells.tsx';

/** The columns of the assistant's integrations. */
export const attachColumns: readonly Column<AssistantIntegration>[] = [
  {
    id: 'name',
    title: 'Integration',
    width: 'minmax(140px, 1.6fr)',
    fixed: true,
    cell: (row) => <Name row={row} />,
  },
  {
    id: 'type',
    leastWindow: 1_290,
    title: 'Type',
    width: 'minmax(110px, 0.7fr)',
    cell: (row) => typeWords[row.type],
  },
  {
    id: 'status',
    leastWindow: 980,
    title: 'Status',
    width: 'minmax(126px, 0.7fr)',
    cell: (row) => <StatusBadge {...statusWords(row)} />,
  },
  {
    id: 'auth',
    leastWindow: 900,
    title: 'Authentication',
    width: 'minmax(140px, 1.3fr)',
    cell: (row) => <Authentication row={row} />,
  },
  {
    id: 'connection',
    title: 'Connection in use',
    width: 'minmax(212px, 1.7fr)',
    fixed: true,
    cell: (row) => <ConnectionCell row={row} />,
  },
  {
    id: 'operations',
    leastWindow: 900,
    title: 'Operations',
    width: '100px',
    cell: (row) => <Operations row={row} />,
  },
  { id: 'action', title: 'Add or remove', width: '120px', fixed: true, cell: (row) => <ActionCell row={row} /> },
];

function Name({ row }: { row: AssistantIntegration }) {
  return (
    <Link to={`/integrations/${row.integrationId}`} className={classes.name ?? ''} title={row.displayName}>
      <IntegrationLogo of={row} />
      <span className={classes.text}>{row.displayName}</span>
    </Link>
  );
}

function Authentication({ row }: { row: AssistantIntegration }) {
  return (
    <span className={classes.badges}>
      {row.auth.map((badge) => (
        <Tag key={badge} kind={badge === 'none' ? 'quiet' : 'plain'}>
          {authWords[badge]}
        </Tag>
      ))}
    </span>
  );
}

function Operations({ row }: { row: AssistantIntegration }) {
  const { editable, chooseOperations } = useAttaching();
  const all = row.operations.toLocaleString('en');
  if (row.attachment === null || row.operations === 0) return all;
  const chosen = row.attachment.operations;
  const some = Array.isArray(chosen) ? `${chosen.length.toLocaleString('en')} of ${all}` : 'Read-only';
  const words = chosen === null ? `All ${all}` : some;
  if (!editable) return words;
  return (
    <RowButton
      look="quiet"
      label={`Choose operations of ${row.displayName}: ${words}`}
      onClick={() => chooseOperations(row)}
    >
      {words}
    </RowButton>
  );
}
