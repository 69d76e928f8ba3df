import { Alert, Group, Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerStop, IconSend } from '@tabler/icons-react';
import type { Exchange } from '#contract/requests.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from '../requests.module.css';
import { useWorkbench } from '../workbench.ts';
import { formatMs, PhaseBars } from './PhaseBars.tsx';
import { ResponseTabs } from './ResponseTabs.tsx';

/** What came back; the last answer keeps its place while the next one loads. */
export function ResponsePanel() {
  const { exchange, sentAt, sendError } = useWorkbench();
  const sending = sentAt !== null;
  return (
    <section aria-label="Response" aria-busy={sending} className={classes.fillPanel}>
      {sendError === null ? null : (
        <div className={classes.notice}>
          <ErrorNotice error={sendError} title="The request could not be sent." />
        </div>
      )}
      {exchange === null ? (
        <Nothing sending={sending} />
      ) : (
        <div className={`${classes.fillPanel} ${sending ? classes.stale : ''}`}>
          {exchange.fault === null ? null : <FailureNotice exchange={exchange} fault={exchange.fault} />}
          {exchange.response === null ? null : (
            <>
              <ResponseHead exchange={exchange} response={exchange.response} />
              <ResponseTabs key={exchange.id} exchange={exchange} response={exchange.response} />
            </>
          )}
        </div>
      )}
    </section>
  );
}

function Nothing({ sending }: { sending: boolean }) {
  if (sending) {
    return (
      <Group p="md" gap="xs">
        <Loader size="xs" />
        <Text size="sm" c="dimmed">
          Waiting for the response
        </Text>
      </Group>
    );
  }
  return (
    <EmptyState icon={<IconSend size={24} />} title="No response yet">
      Send the request with the button, or with Ctrl/Cmd and Enter. The response and the way it took appear here.
    </EmptyState>
  );
}

interface ResponseHeadProps {
  exchange: Exchange;
  response: NonNullable<Exchange['response']>;
}

/** Status, time and size at a glance. */
function ResponseHead({ exchange, response }: ResponseHeadProps) {
  return (
    <Group gap="sm" className={classes.head} role="status" mih={54}>
      <Text component="div" fw={600} display="flex">
        <StatusBadge tone={toneOf(response.status)} label={`${response.status} ${response.statusText}`.trim()} />
      </Text>
      {exchange.timings === null ? null : <Text size="sm">{formatMs(exchange.timings.total)}</Text>}
      <Text size="sm">
        {formatBytes(response.bytes)}
        {response.truncated ? ' kept in part' : ''}
      </Text>
      <Text size="sm" c="dimmed" ml="auto">
        <RelativeTime at={exchange.at} />
      </Text>
    </Group>
  );
}

/** What a status class means for a person (RFC 9110, section 15). */
function toneOf(status: number): Tone {
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return status >= 300 ? 'info' : 'good';
}

interface FailureNoticeProps {
  exchange: Exchange;
  fault: NonNullable<Exchange['fault']>;
}

const phases: Record<string, string> = {
  address: 'before it left: the address is not allowed',
  dns: 'while the host name was looked up (DNS)',
  connect: 'while connecting',
  proxy: 'on the way through the proxy',
  tls: 'while the secure connection was made (TLS)',
  send: 'while the request was sent',
  wait: 'while waiting for the first byte',
  download: 'while the response was read',
  redirect: 'at a redirect',
};

/** Which phase failed, what was tried, and what to do. */
function FailureNotice({ exchange, fault }: FailureNoticeProps) {
  const cancelled = fault.code === 'CANCELLED';
  const phase = fault.phase === null ? null : (phases[fault.phase] ?? fault.phase);
  return (
    <div className={classes.notice}>
      <Alert
        role="alert"
        variant="outline"
        styles={{ title: { color: 'var(--mantine-color-text)' } }}
        color={cancelled ? 'gray' : 'red'}
        icon={cancelled ? <IconPlayerStop aria-hidden /> : <IconAlertTriangle aria-hidden />}
        title={fault.message}
      >
        {phase === null ? null : (
          <Text size="sm">
            {cancelled ? 'Stopped' : 'Failed'} {phase}.
          </Text>
        )}
        {fault.tried === null ? null : <Text size="sm">Tried: {fault.tried}</Text>}
        {fault.todo === null ? null : (
          <Text size="sm" fw={500} mt={4}>
            {fault.todo}
          </Text>
        )}
      </Alert>
      {exchange.timings === null || exchange.response !== null ? null : <PhaseBars timings={exchange.timings} />}
    </div>
  );
}
