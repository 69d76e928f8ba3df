import { Group, Text } from '@mantine/core';
import type { Exchange } from '#contract/requests.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from '../requests.module.css';
import { formatMs } from './formatMs.ts';

interface ResponseHeadProps {
  exchange: Exchange;
  response: NonNullable<Exchange['response']>;
}

/** Status, time and size at a glance. */
export function ResponseHead({ exchange, response }: ResponseHeadProps) {
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
export function toneOf(status: number): Tone {
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return status >= 300 ? 'info' : 'good';
}
