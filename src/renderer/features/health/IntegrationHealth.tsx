import { Box, SegmentedControl, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { IconHeartRateMonitor } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { HealthPoint, HealthReport } from '#contract/health.ts';
import { useMay } from '#renderer/session/session.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { urlChoice, useUrlState } from '#renderer/ui/useUrlState.ts';
import { type Span, spans, spanValues } from './chartRows.ts';
import classes from './health.module.css';
import { useHealthReport } from './queries.ts';
import { ScheduleForm } from './ScheduleForm.tsx';

const HealthCharts = lazy(() => import('./HealthCharts.tsx'));
const fields = { span: urlChoice(spanValues, '24') };
const options = spans.map(({ value, label }) => ({ value, label }));

/** How an integration has been doing, when it is checked by itself, and the last checks. */
export function IntegrationHealth({ integrationId }: { integrationId: IntegrationId }) {
  const [{ span }, change] = useUrlState(fields);
  const report = useHealthReport(integrationId, Number(span));
  if (report.data === undefined) {
    if (report.error === null) return <Loading h={300} />;
    return (
      <ErrorNotice error={report.error} title="The health could not be read" onRetry={() => void report.refetch()} />
    );
  }
  return (
    <Stack gap="xl" pb="md">
      <div>
        <SegmentedControl
          aria-label="Period"
          data={options}
          value={span}
          onChange={(value) => change({ span: spanValues.find((one) => one === value) ?? '24' })}
        />
      </div>
      <HealthSummary report={report.data} />
      <Charts report={report.data} span={spans.find(({ value }) => value === span) ?? spans[0]} />
      <Lower integrationId={integrationId} report={report.data} />
    </Stack>
  );
}

function Charts({ report, span }: { report: HealthReport; span: Span }) {
  if (report.buckets.every(({ checks }) => checks === 0)) {
    return (
      <EmptyState icon={<IconHeartRateMonitor size={24} />} title="No checks in this period">
        Check now sends one safe request. Turn on scheduled checks below to do it automatically.
      </EmptyState>
    );
  }
  return (
    <Suspense fallback={<Loading h={250} />}>
      <HealthCharts buckets={report.buckets} span={span} />
    </Suspense>
  );
}

function Lower({ integrationId, report }: { integrationId: IntegrationId; report: HealthReport }) {
  const may = useMay('editor');
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl" verticalSpacing="xl">
      <Box component="section">
        <ScheduleForm
          key={JSON.stringify(report.schedule)}
          integrationId={integrationId}
          schedule={report.schedule}
          editable={may}
        />
      </Box>
      <Box component="section" miw={0}>
        <RecentChecks points={report.recent} />
      </Box>
    </SimpleGrid>
  );
}

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 2 });

/** The figures above the charts. */
function HealthSummary({ report }: { report: HealthReport }) {
  const { uptime, failuresInRow, nextAt, schedule, recent } = report;
  const figures: [string, ReactNode][] = [
    ['Successful checks', uptime === null ? '–' : percent.format(uptime)],
    ['Failures in a row', failuresInRow.toLocaleString('en')],
    ['Last check', <RelativeTime key="last" at={recent[0]?.at ?? null} fallback="Never" />],
    ['Next check', schedule.enabled ? <RelativeTime key="next" at={nextAt} /> : 'Not scheduled'],
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const shown = 20;

/** The last checks, the newest first. */
function RecentChecks({ points }: { points: readonly HealthPoint[] }) {
  return (
    <>
      <Title order={2} size="h5" mb="sm">
        Recent checks
      </Title>
      {points.length === 0 ? (
        <Text size="sm" c="dimmed">
          Not checked yet.
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
                  <StatusBadge tone={point.ok ? 'good' : 'bad'} label={point.ok ? 'OK' : 'Failed'} />
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
