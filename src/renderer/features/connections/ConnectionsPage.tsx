import { Button } from '@mantine/core';
import { IconKey, IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { ConnectionTable } from './ConnectionTable.tsx';
import { connectionColumns } from './columns.tsx';
import { ConnectModal } from './connect/ConnectModal.tsx';
import { ExportInventory } from './ExportInventory.tsx';
import { toFilter, useFilterState } from './filterState.ts';

/** Every credential of the tenant that the person may see: where it goes, who owns it, and whether it works. */
export function ConnectionsPage() {
  const [connecting, setConnecting] = useState(false);
  const may = useMay('editor');
  return (
    <Page wide fill>
      <PageHead
        title="Connections"
        actions={
          <>
            <ExportInventory />
            {may ? (
              <Button leftSection={<IconPlugConnected size={16} aria-hidden />} onClick={() => setConnecting(true)}>
                Connect
              </Button>
            ) : null}
          </>
        }
      />
      <ConnectionTable name="connections" columns={connectionColumns} empty={<NoConnections />} />
      {connecting ? <ConnectModal integrationId={null} onClose={() => setConnecting(false)} /> : null}
    </Page>
  );
}

function NoConnections() {
  const [state] = useFilterState();
  if (Object.keys(toFilter(state)).length > 0) {
    return (
      <EmptyState
        icon={<IconKey size={24} />}
        title="Nothing matches the filter"
        actions={
          <Button component={Link} to="/connections" variant="default">
            Show all
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState icon={<IconKey size={24} />} title="No connections yet">
      A connection is a key or password for an integration, kept in the vault and bound to the hosts it may be sent to.
      “Connect” adds one.
    </EmptyState>
  );
}
