import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { Center, SimpleGrid, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HealthBucket } from '#contract/health.ts';
import { useNow } from '#renderer/ui/time.tsx';
import { chartRows, chartWords, type Span } from './chartRows.ts';
import classes from './health.module.css';

const height = 220;

interface HealthChartsProps {
  buckets: readonly HealthBucket[];
  span: Span;
}

/** Latency and success over time. Loaded when it is first shown, as charts are large. */
export default function HealthCharts({ buckets, span }: HealthChartsProps) {
  const data = chartRows(buckets, span, useNow(false));
  const measured = data.some(({ Median }) => Median !== null);
  const common = {
    ...({ h: height, data, dataKey: 'time', withLegend: true, gridAxis: 'x' } as const),
    xAxisProps: { interval: 'equidistantPreserveStart', padding: { left: 8, right: 8 } } as const,
  };
  return (
    <>
      <VisuallyHidden>{chartWords(buckets)}</VisuallyHidden>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl" aria-hidden>
        <Chart
          title="Latency in milliseconds"
          empty={measured ? null : 'No check succeeded, so no latency was measured.'}
        >
          <LineChart
            {...common}
            unit=" ms"
            yAxisProps={{ width: 68 }}
            curveType="monotone"
            connectNulls={false}
            withDots
            dotProps={{ r: 2 }}
            strokeWidth={1.5}
            lineChartProps={{ accessibilityLayer: false }}
            series={[
              { name: 'Median', color: 'indigo.6' },
              { name: 'p95', color: 'grape.5', strokeDasharray: '4 3' },
            ]}
          />
        </Chart>
        <Chart title="Checks">
          <BarChart
            {...common}
            type="stacked"
            maxBarWidth={28}
            yAxisProps={{ allowDecimals: false }}
            barChartProps={{ accessibilityLayer: false }}
            series={[
              { name: 'OK', color: 'teal.6' },
              { name: 'Failed', color: 'red.7' },
            ]}
          />
        </Chart>
      </SimpleGrid>
    </>
  );
}

interface ChartProps {
  title: string;
  /** Stands instead of the chart where there is nothing to draw. */
  empty?: string | null;
  children: ReactNode;
}

function Chart({ title, empty = null, children }: ChartProps) {
  return (
    <div>
      <Text size="sm" fw={600} mb="xs">
        {title}
      </Text>
      {empty === null ? (
        children
      ) : (
        <Center h={height} px="md" className={classes.empty}>
          <Text size="sm" c="dimmed" ta="center">
            {empty}
          </Text>
        </Center>
      )}
    </div>
  );
}
