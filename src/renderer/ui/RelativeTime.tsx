import { useSyncExternalStore } from 'react';

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
  timer ??= setInterval(tick, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export interface RelativeTimeProps {
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
