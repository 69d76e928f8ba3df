import { scriptLimits } from './limits.ts';
import type { ScriptFailure } from './sandbox/wire.ts';

const megabytes = scriptLimits.memory / 1_048_576;

const failure = (kind: ScriptFailure['kind'], message: string): ScriptFailure => ({ kind, message, line: null });

/** What ends a script from outside. */
export const failures = {
  tookTooLong: (timeMs: number) =>
    failure('time', `The script ran longer than ${timeMs / 1_000} seconds and was stopped.`),
  tookTooMuchMemory: failure('memory', `The script needed more than ${megabytes} MB of memory and was stopped.`),
  tooMuchOutput: failure(
    'memory',
    `The script gives back more than ${scriptLimits.output / 1_048_576} MB; nothing of it was kept.`,
  ),
  noOutput: failure('error', 'The script changed what the sandbox needs to report; nothing of it was kept.'),
  cancelled: failure('error', 'The script was cancelled.'),
  ended: failure('error', 'The thread of the script ended unexpectedly.'),
} as const;
