import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Connection } from '#contract/connections.ts';
import { useCredentialWords } from '#renderer/entities/connection/credentials.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { useChosenConnection, useConnectionsOf } from '../queries.ts';
import { useWorkbench } from '../workbench.ts';

/** Which connection signs the request, how its secret is sent, and where it may go. */
export function AuthTab() {
  const { draft, change, connect, composed, detail } = useWorkbench();
  const connections = useConnectionsOf(draft.integrationId);
  const rows = connections.data?.rows ?? [];
  const chosen = useChosenConnection(draft.connectionId);
  const offered = chosen == null || rows.some((row) => row.id === chosen.id) ? rows : [...rows, chosen];
  useNewConnection(connections.data?.rows, (connectionId) => change({ connectionId, confirmedHost: null }));
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="xs">
        <Select
          label="Connection"
          flex={1}
          maw={420}
          placeholder={rows.length === 0 ? 'No connections yet' : 'No credentials'}
          data={offered.map((row) => ({ value: row.id, label: labelOf(row, draft.integrationId === null) }))}
          value={draft.connectionId}
          onChange={(id) =>
            change({ connectionId: offered.find((row) => row.id === id)?.id ?? null, confirmedHost: null })
          }
          clearable
          searchable
        />
        {connect === undefined ? null : (
          <Button variant="default" leftSection={<IconPlugConnected size={16} aria-hidden />} onClick={connect}>
            Connect
          </Button>
        )}
      </Group>
      {chosen == null ? null : <ChosenConnection connection={chosen} />}
      {chosen === null ? <Hint>The selected connection no longer exists. Choose another.</Hint> : null}
      {draft.connectionId !== null ? null : detail?.anonymous ? (
        <Hint>This operation needs no credentials, so none are sent. Choose a connection to send them anyway.</Hint>
      ) : (
        <Hint>The request is sent without credentials.</Hint>
      )}
      {composed?.foreignHost == null ? null : <ForeignHost host={composed.foreignHost} />}
    </Stack>
  );
}

/** Chooses a connection that was made while the tab was open: the person connected in order to use it. */
function useNewConnection(rows: readonly Connection[] | undefined, choose: (id: Connection['id']) => void): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const latest = useRef(choose);
  useEffect(() => {
    latest.current = choose;
  });
  useEffect(() => {
    if (rows === undefined) return;
    const added = rows.filter((row) => known.current?.has(row.id) === false);
    known.current = new Set(rows.map((row) => row.id));
    if (added[0] !== undefined) latest.current(added[0].id);
  }, [rows]);
}

function Hint({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}

function labelOf(connection: Connection, withIntegration: boolean): string {
  return withIntegration ? `${connection.integrationName} – ${connection.name}` : connection.name;
}

function ChosenConnection({ connection }: { connection: Connection }) {
  const { allSentAs } = useCredentialWords();
  return (
    <Stack gap={2}>
      <Text size="sm">
        Sent as <b>{allSentAs(connection)}</b>
      </Text>
      <Text size="sm">
        Allowed hosts <b>{connection.allowedHosts.join(', ')}</b>
      </Text>
      {connection.stateReason === null ? null : (
        <Text size="sm" c="dimmed">
          {connection.stateReason}
        </Text>
      )}
    </Stack>
  );
}

function ForeignHost({ host }: { host: string }) {
  return (
    <Notice color="orange" title={`${host} is not an allowed host`}>
      The secret may not go to this host. “Send” asks you to confirm it for this one request. Choose no connection to
      send it without credentials.
    </Notice>
  );
}
