import { useEffect, useState, useSyncExternalStore } from 'react';

const tickMs = 30_000;
const steps: [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** "2 min. ago", "just now", "in 3 days": `at` and `now` in milliseconds UTC. */
export function relativeTime(at: number, now: number): string {
  const distance = at - now;
  const step = steps.find(([, ms]) => Math.abs(distance) >= ms);
  return step === undefined ? 'just now' : relative.format(Math.round(distance / step[1]), step[0]);
}

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** One clock for every time on the page; it stands still while nobody looks. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // It stood still since nobody looked.
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(tick, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

interface RelativeTimeProps {
  /** Milliseconds UTC. */
  at: number | null;
  /** What to show where there is none. */
  fallback?: string;
}

/** A time as a distance from now, with the exact one on hover. */
export function RelativeTime({ at, fallback = '–' }: RelativeTimeProps) {
  const today = useSyncExternalStore(subscribe, () => now);
  if (at === null) return <span>{fallback}</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={absolute.format(at)}>
      {relativeTime(at, today)}
    </time>
  );
}

const date = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** "Today", "Yesterday", or the date; both in milliseconds UTC. */
export function dayWords(at: number, now: number): string {
  if (sameDay(at, now)) return 'Today';
  return sameDay(at, now - day) ? 'Yesterday' : date.format(at);
}

/** Whether both moments lie in one day of the person's calendar. */
export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

const minute = 60_000;
const hour = 3_600_000;
const day = 86_400_000;

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

const second = 1_000;

/** The time in milliseconds UTC, again each second while `running`. */
export function useNow(running = true): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), second);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
