import { askNow } from './host.ts';

/** Timers of the script; the worker keeps the time. */

const mostTimers = 1_000;

interface Timer {
  readonly callback: (...parts: unknown[]) => unknown;
  readonly parts: readonly unknown[];
  /** Milliseconds between two calls; null where it is called once. */
  readonly every: number | null;
}

const timers = new Map<number, Timer>();
let lastTimer = 0;

function add(callback: unknown, delay: unknown, parts: readonly unknown[], repeats: boolean): number {
  if (typeof callback !== 'function') throw new TypeError('A timer needs a function.');
  if (timers.size >= mostTimers) throw new RangeError(`A script can have ${mostTimers} timers at once.`);
  lastTimer += 1;
  const ms = Math.max(0, Number(delay) || 0);
  timers.set(lastTimer, { callback: callback as Timer['callback'], parts, every: repeats ? Math.max(1, ms) : null });
  askNow('timer', { id: lastTimer, ms });
  return lastTimer;
}

export const setTimeout = (callback: unknown, delay?: unknown, ...parts: unknown[]) =>
  add(callback, delay, parts, false);
export const setInterval = (callback: unknown, delay?: unknown, ...parts: unknown[]) =>
  add(callback, delay, parts, true);
export const setImmediate = (callback: unknown, ...parts: unknown[]) => add(callback, 0, parts, false);
export const clearTimer = (id: unknown): void => void timers.delete(Number(id));

export function fire(id: number): void {
  const timer = timers.get(id);
  if (!timer) return;
  if (timer.every === null) timers.delete(id);
  else askNow('timer', { id, ms: timer.every });
  timer.callback(...timer.parts);
}

export const timersOpen = (): number => timers.size;
