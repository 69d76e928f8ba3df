import { Text } from '@mantine/core';
import { Link } from 'react-router';
import classes from './HealthStrips.module.css';
import { daySummary, type Hour, hourState, lastDay } from './healthHours.ts';

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
        Nothing was sent in the last day.
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
