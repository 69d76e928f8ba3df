import type { ScriptTest } from './wire.ts';

const mostTests = 10_000;
const longestMessage = 10_000;

interface Started {
  readonly name: string;
  passed: boolean;
  skipped: boolean;
  error: ScriptTest['error'];
  done: boolean;
}

/** Tests of the script in the order of their start. */
const started: Started[] = [];

type Finish = (error?: unknown) => void;
type Check = (done: Finish) => unknown;

/**
 * `pm.test`. A test that returns a promise has the result of the promise; one that takes a callback ends when it is called, and one
 * that never ends has failed.
 */
export function test(name: unknown, check?: unknown): void {
  const entry = start(name);
  if (typeof check === 'function') perform(entry, check as Check);
  else finish(entry);
}

function perform(entry: Started, check: Check): void {
  try {
    const result = check((error) => finish(entry, error));
    if (check.length > 0) return;
    if (!isPromise(result)) finish(entry);
    else
      result.then(
        () => finish(entry),
        (error: unknown) => finish(entry, error ?? new Error('The promise was rejected.')),
      );
  } catch (error) {
    finish(entry, error ?? new Error('Something was thrown that is nothing.'));
  }
}

export function skip(name: unknown): void {
  const entry = start(name);
  entry.skipped = true;
  finish(entry);
}

/** A result that is known already, as `tests["name"] = …` has it. */
export function record(name: string, error: unknown): void {
  finish(start(name), error);
}

export function startedTests(): number {
  return started.length;
}

export function results(): ScriptTest[] {
  return started.map(({ name, passed, skipped, error, done }) =>
    done ? { name, passed, skipped, error } : { name, passed: false, skipped, error: unfinished },
  );
}

const unfinished = { name: 'Error', message: 'The test had not ended when the script was over.' };

function start(name: unknown): Started {
  if (started.length >= mostTests) throw new RangeError(`A script can have ${mostTests} tests.`);
  const entry = { name: String(name).slice(0, 1_000), passed: true, skipped: false, error: null, done: false };
  started.push(entry);
  return entry;
}

function finish(entry: Started, error?: unknown): void {
  if (entry.done) return;
  entry.done = true;
  if (error === undefined || error === null) return;
  entry.passed = false;
  entry.error = describeError(error);
}

/** The fault that scripts have most; people look for it in the words that Postman shows. */
const unreadable = /^cannot read property '(.*)' of (undefined|null)$/;
const inWordsOfV8 = "Cannot read properties of $2 (reading '$1')";

export function describeError(error: unknown): { name: string; message: string } {
  const { name = 'Error', message } = Object(error) as { name?: unknown; message?: unknown };
  const text = (message === undefined ? String(error) : String(message)).replace(unreadable, inWordsOfV8);
  return { name: String(name).slice(0, 200), message: text.slice(0, longestMessage) };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
