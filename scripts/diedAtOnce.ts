/** How a host ended. */
export interface Ending {
  readonly exitCode: number;
  readonly afterMs: number;
  /** Whether the person ended it. */
  readonly stopped: boolean;
}

/** Shells report a signal as 128 plus its number; Windows reports a crash as a large status. */
const firstSignalCode = 128;
const earlyMs = 10_000;

/**
 * Whether a program crashed before it could do anything, as Electron does where it finds no sandbox, no reachable display or
 * not all of its libraries. Exit codes below those of signals are the program's own words, and stay the last ones.
 */
export function diedAtOnce({ exitCode, afterMs, stopped }: Ending): boolean {
  const missingLibrary = 127;
  return !stopped && afterMs < earlyMs && (exitCode === missingLibrary || exitCode > firstSignalCode);
}
