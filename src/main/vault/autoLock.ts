import type { Clock } from '#main/store/index.ts';

/** Runs something after a time in milliseconds; the answer cancels it. */
export type After = (ms: number, run: () => void) => () => void;

/** Timers of the machine that do not keep the process alive. */
export const systemAfter: After = (ms, run) => {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
};

export interface AutoLock {
  readonly minutes: number | null;
  /** Null never locks. Counts from now. */
  set(minutes: number | null): void;
  /** The person did something. Locks instead where the time was over before: the computer slept meanwhile. */
  touch(): void;
  /** Counts from now. */
  restart(): void;
  /** Whether the time is over; timers sleep with the computer, this does not. */
  expired(): boolean;
  stop(): void;
}

/** Calls `onIdle` once the person did nothing for as long as was set. */
export function createAutoLock({ clock, after, onIdle }: { clock: Clock; after: After; onIdle: () => void }): AutoLock {
  let minutes: number | null = null;
  let lastUse = clock.now();
  let cancel = () => {};
  const left = () => (minutes === null ? Number.POSITIVE_INFINITY : lastUse + minutes * 60_000 - clock.now());
  const check = (): void => {
    if (minutes === null) return;
    if (left() > 0) cancel = after(left(), check);
    else onIdle();
  };
  const restart = (): void => {
    cancel();
    lastUse = clock.now();
    check();
  };
  return {
    get minutes() {
      return minutes;
    },
    set: (next) => {
      minutes = next;
      restart();
    },
    touch: () => {
      if (left() <= 0) onIdle();
      else lastUse = clock.now();
    },
    restart,
    expired: () => left() <= 0,
    stop: () => cancel(),
  };
}
