import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { IntegrationId } from '#contract/common.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ConnectionTable } from './ConnectionTable.tsx';
import { columnsOfIntegration } from './columns.tsx';
import { choiceTitle } from './connect/choices.ts';
import { useRequirements } from './queries.ts';

/** The connections of one integration, for its detail page. Fills its parent's height. */
export function IntegrationConnections({ integrationId }: { integrationId: IntegrationId }) {
  return (
    <div style={{ display: 'flex', flexDirection: 'column', height: '100%', minHeight: 260 }}>
      <ConnectionTable
        name="connections-of-integration"
        columns={columnsOfIntegration}
        integrationId={integrationId}
        empty={<NoConnection integrationId={integrationId} />}
      />
    </div>
  );
}

function NoConnection({ integrationId }: { integrationId: IntegrationId }) {
  const { connect } = useAppActions();
  const may = useMay('editor');
  const needs = useRequirements(integrationId).data;
  const ways = needs?.choices.map(choiceTitle) ?? [];
  const list = new Intl.ListFormat('en', { type: 'disjunction' }).format([...new Set(ways)]);
  return (
    <EmptyState
      icon={<IconKey size={24} />}
      title="No connections yet"
      actions={may ? <Button onClick={() => connect(integrationId)}>Connect</Button> : undefined}
    >
      {ways.length === 0
        ? 'This integration needs no authentication. You can still add a key to send with requests.'
        : `This integration ${needs?.optional ? 'can be used with' : 'needs'} ${list}.`}
    </EmptyState>
  );
}
