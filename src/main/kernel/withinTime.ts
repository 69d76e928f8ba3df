import { type Context, createContext, Script } from 'node:vm';

/**
 * Runs code that may take for ever, patterns included, and stops it at the limit: the engine can do that only while it runs a script
 * with a time limit, so this is one.
 * @throws what the code throws; see `isTimeout` for what it throws at the limit
 */
export function withinTime<T>(work: () => T, limitMs: number): T {
  const box: { result?: { value: T } } = {};
  timed.run = () => {
    box.result = { value: work() };
  };
  realm ??= createContext(timed);
  caller.runInContext(realm, { timeout: limitMs });
  if (!box.result) throw new Error('The check did not finish.');
  return box.result.value;
}

const caller = new Script('run()');
const timed: { run: () => void } = { run: () => undefined };
/** Made once, by the first check: a realm costs more than most of them. */
let realm: Context | undefined;

/** The engine makes this error in the script's own realm, where it is no instance of our `Error`. */
export function isTimeout(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && Reflect.get(cause, 'code') === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
