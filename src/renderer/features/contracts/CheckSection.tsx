import { Button, Group, Progress, Select, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { IconChecklist, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { ContractProgress } from '#contract/contracts.ts';
import { counted } from '#core/counted.ts';
import { client } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { useConnections, useContractActions, useContractReport, useMock } from './queries.ts';
import { ReportView } from './ReportView.tsx';

/** Whether a server answers as the definition says: what to send, how far it is, and the last report. */
export function CheckSection({ integrationId }: { integrationId: IntegrationId }) {
  const { data, error, refetch } = useContractReport(integrationId);
  return (
    <section aria-labelledby="contract-check">
      <Title order={2} size="h5" id="contract-check" mb={4}>
        Contract check
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw={720}>
        Sends the operations with generated values, and reports which answers break the definition. Only GET, HEAD and
        OPTIONS are sent unless you allow more. Requests that fail are kept in the history.
      </Text>
      {error !== null ? (
        <Stack gap="lg">
          <ErrorNotice error={error} title="The report could not be read" onRetry={() => void refetch()} />
          <CheckForm integrationId={integrationId} />
        </Stack>
      ) : data === undefined ? (
        <Loading h={160} />
      ) : (
        <Stack gap="lg">
          {data.running === null ? (
            <CheckForm integrationId={integrationId} />
          ) : (
            <Running integrationId={integrationId} progress={data.running} />
          )}
          {data.last !== null && <ReportView report={data.last} />}
          {data.last === null && data.running === null && (
            <EmptyState icon={<IconChecklist size={24} />} title="Not checked yet">
              Run a check to see which operations answer as their definition says.
            </EmptyState>
          )}
        </Stack>
      )}
    </section>
  );
}

function CheckForm({ integrationId }: { integrationId: IntegrationId }) {
  const connections = useConnections(integrationId).data?.rows ?? [];
  const mock = useMock(integrationId).data ?? null;
  const may = useMay('editor');
  const { check } = useContractActions();
  const [server, setServer] = useState('');
  const [only, setOnly] = useState('');
  const [includeUnsafe, setUnsafe] = useState(false);
  const [chosen, choose] = useState<string | null>(null);
  const standard = connections.find(({ isDefault }) => isDefault) ?? connections[0];
  const connection = chosen ?? standard?.id ?? none;
  const run = async () => {
    const patterns = only
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
    if (includeUnsafe && !(await agrees(integrationId, patterns))) return;
    const connectionId = connections.find(({ id }) => id === connection)?.id ?? null;
    check.mutate({ integrationId, connectionId, server: server.trim() || null, only: patterns, includeUnsafe });
  };
  return (
    <Stack gap="sm" align="flex-start">
      <Group gap="md" align="flex-end">
        <TextInput
          label="Server"
          placeholder="The integration’s own"
          w={300}
          value={server}
          onChange={(event) => setServer(event.currentTarget.value)}
        />
        {mock !== null && (
          <Button variant="default" onClick={() => setServer(mock.address)}>
            Use the mock server
          </Button>
        )}
        <Select
          label="Connection"
          w={220}
          allowDeselect={false}
          data={[
            { value: none, label: 'No credentials' },
            ...connections.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={connection}
          onChange={choose}
        />
        <TextInput
          label="Only"
          placeholder="Tags or GET /path*, with commas"
          w={260}
          value={only}
          onChange={(event) => setOnly(event.currentTarget.value)}
        />
      </Group>
      <Switch
        label="Also send what may change something"
        checked={includeUnsafe}
        onChange={(event) => setUnsafe(event.currentTarget.checked)}
      />
      <Button
        disabled={!may}
        loading={check.isPending}
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        onClick={() => void run().catch(toastFault)}
      >
        Run check
      </Button>
      {check.error !== null && <ErrorNotice error={check.error} title="The check did not begin" />}
    </Stack>
  );
}

const none = 'none';

/** Asks before anything goes out that may change something, and says how much it is. */
async function agrees(integrationId: IntegrationId, only: string[]): Promise<boolean> {
  const { unsafe, unsafeMethods } = await client.contracts.plan({ integrationId, only });
  if (unsafe === 0) return true;
  return confirm({
    title: `Send ${counted(unsafe, 'operation')} that may change something?`,
    body: `${unsafeMethods.join(', ')} with generated values can create, change and delete things at the server.`,
    action: 'Send them',
  });
}

function Running({ integrationId, progress }: { integrationId: IntegrationId; progress: ContractProgress }) {
  const { cancel } = useContractActions();
  const { done, total, counts, last } = progress;
  return (
    <Stack gap={6} maw={720}>
      <Group justify="space-between">
        <Text size="sm" role="status">
          {done} of {counted(total, 'operation')}: {counts.kept} as declared, {counts.broken} broken, {counts.noAnswer}{' '}
          without an answer
        </Text>
        <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ integrationId })}>
          Cancel
        </Button>
      </Group>
      <Progress value={(100 * done) / Math.max(1, total)} aria-label="Progress of the check" />
      <Text size="xs" c="dimmed" truncate>
        {last ?? 'Starting'}
      </Text>
    </Stack>
  );
}
