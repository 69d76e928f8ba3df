import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerStop } from '@tabler/icons-react';
import type { Exchange } from '#contract/requests.ts';
import classes from '../requests.module.css';
import { PhaseBars } from './PhaseBars.tsx';

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
export function FailureNotice({ exchange, fault }: FailureNoticeProps) {
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
