import type { HealthSchedule } from '#contract/health.ts';

/** Minutes since midnight, 0 to 1,439, of a point in time on the clock on the wall. */
export type MinuteOfDay = (at: number) => number;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const jitter = 0.2;
/** After quiet hours the checks spread over so much time, rather than all at once. */
const spreadMs = 10 * minuteMs;
/** Two days, since a minute that is not quiet can be one that a day leaves out. */
const mostQuietMinutes = 50 * 60;

/** The clock of this computer's zone. */
export const localMinuteOfDay: MinuteOfDay = (at) => {
  const date = new Date(at);
  return date.getHours() * 60 + date.getMinutes();
};

interface Repetition {
  readonly schedule: Pick<HealthSchedule, 'intervalMinutes' | 'quietHours'>;
  /** Failures in a row. */
  readonly failures: number;
}

/**
 * When the next check is due: after the interval, doubled with each failure in a row up to an hour (or the interval, where that is longer),
 * 20 % sooner or later by chance, and never in quiet hours.
 * @param random from 0 to 1
 */
export function nextCheckAt(
  { schedule, failures }: Repetition,
  now: number,
  random: number,
  minuteOfDay: MinuteOfDay,
): number {
  const interval = schedule.intervalMinutes * minuteMs;
  const wait = Math.min(interval * 2 ** Math.min(failures, 30), Math.max(hourMs, interval));
  const at = Math.round(now + wait * (1 - jitter + 2 * jitter * random));
  const { quietHours } = schedule;
  if (quietHours === null || !isQuiet(quietHours, at, minuteOfDay)) return at;
  const end = endOfQuiet(quietHours, at, minuteOfDay);
  const spread = end + Math.floor(random * Math.min(spreadMs, interval));
  return isQuiet(quietHours, spread, minuteOfDay) ? end : spread;
}

/** The longest that a schedule waits for its next check, in milliseconds. */
export const longestWait = ({ intervalMinutes }: Pick<HealthSchedule, 'intervalMinutes'>): number =>
  Math.max(hourMs, intervalMinutes * minuteMs) * (1 + jitter) + mostQuietMinutes * minuteMs + spreadMs;

type QuietHours = NonNullable<HealthSchedule['quietHours']>;

/** From the first time to the second, over midnight too; the same time twice is no time at all. */
export function isQuiet({ from, to }: QuietHours, at: number, minuteOfDay: MinuteOfDay): boolean {
  const minute = minuteOfDay(at);
  const [first, last] = [minutesOf(from), minutesOf(to)];
  return first <= last ? minute >= first && minute < last : minute >= first || minute < last;
}

/** Goes on minute by minute on the clock on the wall, so that days of 23 or 25 hours need no thought. */
export function endOfQuiet(quiet: QuietHours, at: number, minuteOfDay: MinuteOfDay): number {
  const start = Math.floor(at / minuteMs) * minuteMs;
  for (let minutes = 1; minutes < mostQuietMinutes; minutes += 1) {
    const next = start + minutes * minuteMs;
    if (!isQuiet(quiet, next, minuteOfDay)) return next;
  }
  return at;
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
