import { ORPCError } from '@orpc/contract';
import { os } from '@orpc/server';
import { uuidv7 } from '../store/index.ts';
import type { CallContext } from './actor.ts';
import type { LogSink } from './host.ts';

interface GuardOptions {
  readonly log: LogSink;
  /** Called before each call, for what counts as use of the console. */
  readonly onCall: (path: readonly string[]) => void;
}

/** Lets expected faults pass, and turns everything else into an id that stands in the log, so that no inside shows outside. */
export function guard({ log, onCall }: GuardOptions) {
  return os.$context<CallContext>().middleware(async ({ next, path }) => {
    onCall(path);
    try {
      return await next();
    } catch (error) {
      if (error instanceof ORPCError && error.code !== 'INTERNAL_SERVER_ERROR') throw error;
      throw unexpected(log, path, error);
    }
  });
}

function unexpected(log: LogSink, path: readonly string[], error: unknown): Error {
  const id = uuidv7().slice(-12);
  const cause = error instanceof ORPCError && error.cause ? error.cause : error;
  const trace = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  log('error', 'A call failed unexpectedly.', { id, call: path.join('.'), trace });
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: `Something went wrong inside Patchbay (error ${id}).`,
    data: {
      kept: 'What was saved before is kept.',
      todo: 'Try again. If it goes on, look for the id in the log file and report it.',
    },
  });
}
