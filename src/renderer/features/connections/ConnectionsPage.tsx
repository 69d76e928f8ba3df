import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload, IconKey, IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { saveText } from '#renderer/ui/files.ts';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { ConnectionTable } from './ConnectionTable.tsx';
import { connectionColumns } from './columns.tsx';
import { ConnectModal } from './connect/ConnectModal.tsx';
import { isUnfiltered, useConnectionFilter } from './FilterBar.tsx';

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
      <ConnectionTable
        name="connections"
        columns={connectionColumns}
        empty={<NoConnections onConnect={may ? () => setConnecting(true) : null} />}
      />
      {connecting ? <ConnectModal integrationId={null} onClose={() => setConnecting(false)} /> : null}
    </Page>
  );
}

function NoConnections({ onConnect }: { onConnect: (() => void) | null }) {
  const { state } = useConnectionFilter();
  if (!isUnfiltered(state)) {
    return (
      <EmptyState
        icon={<IconKey size={24} />}
        title="No results"
        actions={
          <Button component={Link} to="/connections" variant="default">
            Show all
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={<IconKey size={24} />}
      title="No connections yet"
      actions={onConnect === null ? undefined : <Button onClick={onConnect}>Connect</Button>}
    >
      A connection is a key or password for an integration, kept in the vault and bound to the hosts it may be sent to.
    </EmptyState>
  );
}

const mediaTypes = { csv: 'text/csv', json: 'application/json' } as const;

/** Saves the inventory as a file, without secrets. */
function ExportInventory() {
  const make = useMutation(
    orpc.connections.exportInventory.mutationOptions({
      onSuccess: ({ fileName, text }, { format }) => {
        saveText(fileName, text, mediaTypes[format]);
        toastDone(`Saved as ${fileName}, without secrets`);
      },
    }),
  );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          loading={make.isPending}
          leftSection={<IconDownload size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => make.mutate({ format: 'csv' })}>As CSV, for a spreadsheet</Menu.Item>
        <Menu.Item onClick={() => make.mutate({ format: 'json' })}>As JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
