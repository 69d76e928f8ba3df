import type { ReactNode } from 'react';
import type { HealthReport } from '#contract/health.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';
import classes from './health.module.css';

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 2 });

/** The figures above the charts. */
export function HealthSummary({ report }: { report: HealthReport }) {
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
