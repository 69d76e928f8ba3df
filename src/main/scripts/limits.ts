/** What one script may cost. */
export const scriptLimits = {
  /** Milliseconds that it may run, timers included. A loop ends here, and what was tested before it is kept. */
  timeMs: 5_000,
  /** A loop in native code cannot be interrupted: so much later the thread is ended. */
  graceMs: 1_000,
  /** Milliseconds that a thread may take to start. */
  startMs: 30_000,
  /** Milliseconds that it may wait for its own requests, in all. */
  waitMs: 30_000,
  /** Bytes of the realm: the engine's memory cannot grow beyond it, whatever the script does. */
  memory: 64 * 1_048_576,
  /** Characters of a response's body that a script gets. */
  body: 10 * 1_048_576,
  /** Characters of what it gives back. */
  output: 16 * 1_048_576,
} as const;
