import { Box, SegmentedControl, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { IconHeartRateMonitor } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { HealthReport } from '#contract/health.ts';
import { orpc } from '#renderer/platform/client.ts';
import { useMay } from '#renderer/session/session.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { urlChoice, useUrlState } from '#renderer/ui/useUrlState.ts';
import { HealthSummary } from './HealthSummary.tsx';
import { RecentChecks } from './RecentChecks.tsx';
import { ScheduleForm } from './ScheduleForm.tsx';
import { type Span, spans, spanValues } from './spans.ts';

const HealthCharts = lazy(() => import('./HealthCharts.tsx'));
const fields = { span: urlChoice(spanValues, '24') };
const options = spans.map(({ value, label }) => ({ value, label }));

/** How an integration has been doing, when it is checked by itself, and the last checks. */
export function IntegrationHealth({ integrationId }: { integrationId: IntegrationId }) {
  const [{ span }, change] = useUrlState(fields);
  const input = { integrationId, hours: Number(span) };
  const report = useQuery(orpc.health.report.queryOptions({ input, placeholderData: keepPreviousData }));
  if (report.data === undefined) {
    if (report.error === null) return <Skeleton h={300} aria-label="Loading" />;
    return (
      <ErrorNotice error={report.error} title="The health could not be read" onRetry={() => void report.refetch()} />
    );
  }
  return (
    <Stack gap="xl" pb="md">
      <div>
        <SegmentedControl
          aria-label="Time shown"
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
      <EmptyState icon={<IconHeartRateMonitor size={24} />} title="No checks in this time">
        “Check now” sends one safe request. Switch the schedule on below to have it done by itself.
      </EmptyState>
    );
  }
  return (
    <Suspense fallback={<Skeleton h={250} aria-label="Loading" />}>
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
