import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { SimpleGrid, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RunChart } from '#contract/runs.ts';
import { counted } from '#core/counted.ts';
import { durationWords } from './runWords.ts';

const height = 240;

const span = ({ from, to }: { from: number; to: number }): string => (from === to ? String(from) : `${from}–${to}`);

/** Times in the order of the run, and outcomes by iteration where there are several. Loaded when first shown, as charts are large. */
export default function RunCharts({ chart: { times, iterations } }: { chart: RunChart }) {
  const merged = times.some(({ from, to }) => from !== to);
  const shared = { h: height, withLegend: true, gridAxis: 'x' } as const;
  const several = iterations.length > 1 || iterations.some(({ from, to }) => from !== to);
  return (
    <>
      <VisuallyHidden>{chartWords({ times, iterations })}</VisuallyHidden>
      <SimpleGrid cols={{ base: 1, lg: several ? 2 : 1 }} spacing="xl" aria-hidden>
        <Chart title="Time of each request in milliseconds">
          {times.length === 0 ? (
            <Text size="sm" c="dimmed">
              Nothing was answered, so that there is no time.
            </Text>
          ) : (
            <LineChart
              {...shared}
              data={times.map((step) => ({
                at: span(step),
                Median: Math.round(step.median),
                Longest: Math.round(step.longest),
              }))}
              dataKey="at"
              unit=" ms"
              yAxisProps={{ width: 72 }}
              xAxisProps={{ interval: 'equidistantPreserveStart' }}
              curveType="linear"
              withDots={times.length < 60}
              dotProps={{ r: 2 }}
              strokeWidth={1.5}
              lineChartProps={{ accessibilityLayer: false }}
              series={
                merged
                  ? [
                      { name: 'Median', color: 'indigo.6' },
                      { name: 'Longest', color: 'grape.5', strokeDasharray: '4 3' },
                    ]
                  : [{ name: 'Longest', label: 'Time', color: 'indigo.6' }]
              }
            />
          )}
        </Chart>
        {several ? (
          <Chart title="Outcomes by iteration">
            <BarChart
              {...shared}
              data={iterations.map((step) => ({
                at: span(step),
                Passed: step.passed,
                Failed: step.failed,
                Skipped: step.skipped,
              }))}
              dataKey="at"
              type="stacked"
              maxBarWidth={28}
              yAxisProps={{ allowDecimals: false }}
              xAxisProps={{ interval: 'equidistantPreserveStart' }}
              barChartProps={{ accessibilityLayer: false }}
              series={[
                { name: 'Passed', color: 'teal.6' },
                { name: 'Failed', color: 'red.7' },
                { name: 'Skipped', color: 'gray.5' },
              ]}
            />
          </Chart>
        ) : null}
      </SimpleGrid>
    </>
  );
}

/** What the charts show, for those who do not see them. */
function chartWords({ times, iterations }: RunChart): string {
  const slowest = times.toSorted((a, b) => b.longest - a.longest)[0];
  const failing = iterations.filter(({ failed }) => failed > 0).length;
  return [
    slowest === undefined
      ? 'No time was measured.'
      : `The longest request took ${durationWords(slowest.longest)}, number ${span(slowest)}.`,
    iterations.length > 1 ? `${failing} of ${counted(iterations.length, 'iteration')} had failures.` : '',
  ].join(' ');
}

function Chart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" fw={600} mb="xs">
        {title}
      </Text>
      {children}
    </div>
  );
}
