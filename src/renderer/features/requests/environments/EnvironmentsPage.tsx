import { Anchor, Button, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { EnvironmentId } from '#contract/common.ts';
import type { Environment } from '#contract/environments.ts';
import { EnvironmentDot } from '#renderer/entities/environment/EnvironmentDot.tsx';
import { useEnvironments } from '#renderer/entities/environment/environments.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { HeadSkeleton, Page, PageHead } from '#renderer/ui/Page.tsx';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { UnreadableRows } from '#renderer/ui/Unreadable.tsx';
import { EnvironmentHead } from './EnvironmentHead.tsx';
import classes from './environments.module.css';
import { openNewEnvironment } from './NewEnvironment.tsx';
import { useReorder } from './useReorder.ts';
import { VariableTable } from './VariableTable.tsx';

/** The environments of the tenant and their variables. */
export function EnvironmentsPage() {
  const { id } = useParams();
  const navigate = useNavigate();
  const may = useMay('editor');
  const environments = useEnvironments();
  if (environments.isError)
    return <ErrorNotice error={environments.error} onRetry={() => void environments.refetch()} />;
  if (environments.data === undefined) return <HeadSkeleton />;
  const rows = environments.data;
  const shown = rows.find((row) => row.id === id) ?? rows[0];
  const create = () => openNewEnvironment((made) => void navigate(`/requests/environments/${made.id}`));
  return (
    <Page wide>
      <PageHead
        title="Environments"
        actions={
          may ? (
            <Button size="sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={create}>
              New environment
            </Button>
          ) : undefined
        }
      />
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The variables of the environment that is chosen beside a request are filled in where it says {'{{name}}'}.{' '}
          <Anchor component={Link} to="/requests" size="sm" underline="always">
            Back to requests
          </Anchor>
        </Text>
        <UnreadableRows rows={rows} />
        <div className={classes.page}>
          <EnvironmentList rows={rows} shown={shown?.id ?? null} may={may} />
          {shown === undefined ? null : (
            <Stack key={shown.id} gap="md" miw={0}>
              <EnvironmentHead environment={shown} may={may} />
              <VariableTable owner={{ kind: 'environment', id: shown.id }} name={shown.name} may={may} />
            </Stack>
          )}
        </div>
      </Stack>
    </Page>
  );
}

interface EnvironmentListProps {
  rows: readonly Environment[];
  shown: EnvironmentId | null;
  may: boolean;
}

function EnvironmentList({ rows, shown, may }: EnvironmentListProps) {
  const queries = useQueryClient();
  const [said, setSaid] = useState('');
  const others = rows.filter(({ isGlobal }) => !isGlobal);
  const nameOf = (id: EnvironmentId | null) => rows.find((row) => row.id === id)?.name;
  const move = async (id: EnvironmentId, before: EnvironmentId | null) => {
    await client.environments.move({ id, before });
    await queries.invalidateQueries({ queryKey: orpc.environments.key() });
    setSaid(`${nameOf(id)} moved ${before === null ? 'to the end' : `before ${nameOf(before)}`}.`);
  };
  const reorder = useReorder(
    others.map(({ id }) => id),
    (id, before) => void move(id, before).catch((error: unknown) => toastFault(error)),
  );
  return (
    <nav aria-label="Environments">
      <ul className={classes.list}>
        {rows.map((row) => (
          <li
            key={row.id}
            className={`${classes.entry} ${classes.choiceRow}`}
            {...(may && !row.isGlobal && reorder.row(row.id))}
          >
            <Link
              to={`/requests/environments/${row.id}`}
              className={classes.choice}
              aria-current={row.id === shown ? 'page' : undefined}
              {...(may &&
                !row.isGlobal && { ...reorder.handle(row.id), 'aria-keyshortcuts': 'Alt+ArrowUp Alt+ArrowDown' })}
            >
              <EnvironmentDot environment={row} />
              <span className={classes.choiceName} title={row.name}>
                {row.name}
              </span>
              <Text span size="xs" c="dimmed">
                {row.isProduction ? 'Production · ' : ''}
                {row.variables.toLocaleString('en')}
              </Text>
            </Link>
          </li>
        ))}
      </ul>
      {may && others.length > 1 ? (
        <Text size="xs" c="dimmed" mt={6} px={8}>
          Drag to reorder, or use Alt with the arrow keys.
        </Text>
      ) : null}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </nav>
  );
}
