import { Text } from '@mantine/core';
import { Link } from 'react-router';
import classes from './overview.module.css';

export interface HealthRow {
  id: string;
  name: string;
  hours: Hour[];
}

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** The last day of each integration that was used, an hour a bar; those with failures first. */
export function HealthStrips({ rows }: { rows: readonly HealthRow[] }) {
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing was sent in the last 24 hours.
      </Text>
    );
  }
  const now = Date.now();
  return (
    <ul className={classes.rows}>
      {rows.map((row) => (
        <HealthStrip key={row.id} row={row} hours={lastDay(row.hours, now)} />
      ))}
    </ul>
  );
}

function HealthStrip({ row, hours }: { row: HealthRow; hours: Hour[] }) {
  return (
    <li className={classes.row}>
      <Link to={`/integrations/${row.id}/activity`} className={classes.name}>
        {row.name}
      </Link>
      <div className={classes.strip} aria-hidden>
        {hours.map((hour) => (
          <div
            key={hour.at}
            className={classes.hour}
            data-state={hourState(hour)}
            title={`${time.format(hour.at)}: ${hour.ok} ok, ${hour.failed} failed`}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed" ta="end">
        {daySummary(hours)}
      </Text>
    </li>
  );
}

export interface Hour {
  /** Start, milliseconds UTC. */
  at: number;
  ok: number;
  failed: number;
}

const hourMs = 3_600_000;
const dayHours = 24;

/** The last 24 hours up to `now`, with the empty ones. */
export function lastDay(hours: readonly Hour[], now: number): Hour[] {
  const newest = Math.floor(now / hourMs);
  const byHour = new Map(hours.map((hour) => [Math.floor(hour.at / hourMs), hour]));
  return Array.from({ length: dayHours }, (_, index) => {
    const hour = newest - dayHours + 1 + index;
    return byHour.get(hour) ?? { at: hour * hourMs, ok: 0, failed: 0 };
  });
}

export function hourState({ ok, failed }: Hour): 'none' | 'ok' | 'failed' | 'mixed' {
  if (ok === 0) return failed === 0 ? 'none' : 'failed';
  return failed === 0 ? 'ok' : 'mixed';
}

/** The day in words, for those who do not see the strip. */
export function daySummary(hours: readonly Hour[]): string {
  const ok = hours.reduce((sum, hour) => sum + hour.ok, 0);
  const failed = hours.reduce((sum, hour) => sum + hour.failed, 0);
  return failed === 0
    ? `${ok.toLocaleString('en')} ok`
    : `${failed.toLocaleString('en')} of ${(ok + failed).toLocaleString('en')} failed`;
}
