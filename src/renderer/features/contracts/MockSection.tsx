import { Button, Code, Group, NumberInput, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { Mock, MockCall } from '#contract/contracts.ts';
import { MethodBadge } from '#renderer/entities/operation/MethodBadge.tsx';
import { useMay } from '#renderer/session/session.ts';
import { CopyButton } from '#renderer/ui/CopyButton.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './contracts.module.css';
import { useContractActions, useMock } from './queries.ts';

/** The definition served on this computer, to try a console or a program without the real API. */
export function MockSection({ integrationId }: { integrationId: IntegrationId }) {
  const { data, error, refetch } = useMock(integrationId);
  return (
    <section aria-labelledby="mock-server">
      <Title order={2} size="h5" id="mock-server" mb={4}>
        Mock server
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw={720}>
        Serves the definition on this computer with its examples, and values made of its schemas where there are none.
        It stops when Patchbay quits.
      </Text>
      {error !== null ? (
        <ErrorNotice error={error} title="The mock server could not be read" onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading h={80} />
      ) : data === null ? (
        <StartMock integrationId={integrationId} />
      ) : (
        <RunningMock mock={data} />
      )}
    </section>
  );
}

function StartMock({ integrationId }: { integrationId: IntegrationId }) {
  const [port, setPort] = useState<number | string>('');
  const [validate, setValidate] = useState(true);
  const [dynamic, setDynamic] = useState(false);
  const { startMock } = useContractActions();
  const may = useMay('editor');
  const start = () => startMock.mutate({ integrationId, port: Number(port) || 0, validate, dynamic });
  return (
    <Stack gap="sm" align="flex-start">
      <Group gap="lg" align="flex-end">
        <NumberInput
          label="Port"
          placeholder="Any that is free"
          w={160}
          min={0}
          max={65_535}
          allowDecimal={false}
          hideControls
          value={port}
          onChange={setPort}
        />
        <Button
          disabled={!may}
          loading={startMock.isPending}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={start}
        >
          Start mock server
        </Button>
      </Group>
      <Switch
        label="Refuse requests that don’t fit the definition"
        checked={validate}
        onChange={(event) => setValidate(event.currentTarget.checked)}
      />
      <Switch
        label="New values in each answer"
        checked={dynamic}
        onChange={(event) => setDynamic(event.currentTarget.checked)}
      />
      {startMock.error !== null && <ErrorNotice error={startMock.error} title="The mock server did not start" />}
    </Stack>
  );
}

function RunningMock({ mock }: { mock: Mock }) {
  const { stopMock } = useContractActions();
  const may = useMay('editor');
  const { integrationId, address, startedAt, validate, calls } = mock;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Code fz="sm">{address}</Code>
        <CopyButton value={address} label="Copy the address" />
        <Button
          variant="default"
          disabled={!may}
          loading={stopMock.isPending}
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          onClick={() => stopMock.mutate({ integrationId })}
        >
          Stop
        </Button>
        <Text size="sm" c="dimmed">
          Started <RelativeTime at={startedAt} />
          {validate ? '; refuses requests that don’t fit.' : '; answers every request.'}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        A header such as <Code>Prefer: code=404</Code>, <Code>example=name</Code> or <Code>dynamic=true</Code> asks for
        another answer.
      </Text>
      {calls.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing has called it yet.
        </Text>
      ) : (
        <Calls calls={calls} />
      )}
    </Stack>
  );
}

const shownCalls = 50;

function Calls({ calls }: { calls: readonly MockCall[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.calls} tabIndex={0} aria-label="Last calls">
      <Table aria-label="Last calls" verticalSpacing={6} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Time</Table.Th>
            <Table.Th>Request</Table.Th>
            <Table.Th className={classes.number}>Status</Table.Th>
            <Table.Th>What was wrong</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {calls.slice(0, shownCalls).map(({ at, method, target, status, issues }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: calls have no id, and two may be of the same moment
            <Table.Tr key={`${at} ${calls.length - index}`}>
              <Table.Td>
                <RelativeTime at={at} />
              </Table.Td>
              <Table.Td>
                <Group gap={6} wrap="nowrap">
                  <MethodBadge method={method} />
                  <span className={classes.path}>{target}</span>
                </Group>
              </Table.Td>
              <Table.Td className={classes.number}>{status}</Table.Td>
              <Table.Td>
                {issues.map(({ place, pointer, message }) => `${place}${pointer} ${message}`).join('; ')}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
