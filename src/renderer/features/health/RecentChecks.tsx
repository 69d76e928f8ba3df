import { Table, Text, Title } from '@mantine/core';
import type { HealthPoint } from '#contract/health.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './health.module.css';

const shown = 20;

/** The last checks, the newest first. */
export function RecentChecks({ points }: { points: readonly HealthPoint[] }) {
  return (
    <>
      <Title order={2} size="h5" mb="sm">
        Recent checks
      </Title>
      {points.length === 0 ? (
        <Text size="sm" c="dimmed">
          It has not been checked yet.
        </Text>
      ) : (
        <Table aria-label="Recent checks" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Time</Table.Th>
              <Table.Th>Result</Table.Th>
              <Table.Th className={classes.number}>Status</Table.Th>
              <Table.Th className={classes.number}>Latency</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {points.slice(0, shown).map((point) => (
              <Table.Tr key={point.at}>
                <Table.Td>
                  <RelativeTime at={point.at} />
                </Table.Td>
                <Table.Td>
                  <StatusBadge tone={point.ok ? 'good' : 'bad'} label={point.ok ? 'Succeeded' : 'Failed'} />
                </Table.Td>
                <Table.Td className={classes.number}>{point.status ?? '–'}</Table.Td>
                <Table.Td className={classes.number}>
                  {point.latencyMs === null ? '–' : `${Math.round(point.latencyMs)} ms`}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}
