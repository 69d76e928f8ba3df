import { useNow } from './useNow.ts';

const minute = 60_000;
const hour = 3_600_000;
const day = 86_400_000;
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** "4:09", "2 h 10 min", "12 days": what is left of `ms` milliseconds; zero when nothing is. */
export function timeLeft(ms: number): string {
  if (ms <= 0) return '0:00';
  if (ms >= 2 * day) return `${Math.floor(ms / day)} days`;
  if (ms >= hour) return `${Math.floor(ms / hour)} h ${Math.floor((ms % hour) / minute)} min`;
  const seconds = Math.floor((ms % minute) / 1_000);
  return `${Math.floor(ms / minute)}:${String(seconds).padStart(2, '0')}`;
}

/** Counts down to a time, by the second in the last hour. */
export function TimeLeft({ until }: { until: number }) {
  const now = useNow(until > Date.now());
  return (
    <time
      dateTime={new Date(until).toISOString()}
      title={absolute.format(until)}
      style={{ fontVariantNumeric: 'tabular-nums' }}
    >
      {timeLeft(until - now)}
    </time>
  );
}
