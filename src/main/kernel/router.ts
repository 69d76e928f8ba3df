import { ORPCError } from '@orpc/contract';
import { implement, os, type Router } from '@orpc/server';
import { z } from 'zod';
import { Fault, type RouteMeta } from '#contract/fault.ts';
import { type Contract, contract } from '#contract/index.ts';
import { uuidv7 } from '#main/store/index.ts';
import type { CallContext } from './actor.ts';
import type { Routes, ServiceFunction } from './domain.ts';
import type { LogSink } from './host.ts';
import { unreadableFault } from './unreadable.ts';

interface RouterOptions {
  readonly log: LogSink;
  /** Called before each call whose route counts as use of the vault. */
  readonly onUse: () => void;
}

/** The routes of every domain, by the names of the contract; a domain missing or too many does not compile. */
export type AllRoutes = { readonly [Name in keyof Contract]: Routes<Name> };

/** Every route of the contract, for a transport to serve. */
export type ConsoleRouter = Router<Contract, CallContext>;

interface RouteImplementer {
  handler(serve: (call: { input: unknown; context: CallContext; signal?: AbortSignal }) => unknown): unknown;
}

/** Joins the routes of the domains. Each call is parsed by the contract, gets its actor from the session, and is guarded. */
export function routerOf(routes: AllRoutes, options: RouterOptions): ConsoleRouter {
  const guarded = implement(contract).$context<CallContext>().use(guard(options));
  // The type of `routes` says that every name is there, and what each takes and gives; the loop cannot.
  const implementers = guarded as unknown as Record<string, Record<string, RouteImplementer>>;
  const served = Object.entries(routes).map(([domain, functions]) => {
    const handlers = Object.entries<ServiceFunction<never, never>>(functions).map(([name, serve]) => [
      name,
      implementers[domain]?.[name]?.handler(({ input, context: { session }, signal }) =>
        serve(session.actor(), input as never, signal, session),
      ),
    ]);
    return [domain, Object.fromEntries(handlers)];
  });
  return guarded.router(Object.fromEntries(served)) as ConsoleRouter;
}

/** So many milliseconds of calls begin in one turn of the event loop. */
const turnMs = 10;

/**
 * Spreads calls that come at once over turns of the event loop, in their order: who comes after some of them have taken their time waits
 * for the next turn, so that everything else is served in between.
 */
export function createTurns(now: () => number = () => performance.now()): () => Promise<void> | null {
  let begun: number | null = null;
  const mayBegin = () => {
    if (begun === null) {
      begun = now();
      setImmediate(() => {
        begun = null;
      });
    }
    return now() - begun < turnMs;
  };
  const wait = async () => {
    do await new Promise((resolve) => setImmediate(resolve));
    while (!mayBegin());
  };
  return () => (mayBegin() ? null : wait());
}

/**
 * Lets expected faults pass, says of damaged records what is damaged, and turns everything else into an id that is in the log, so
 * that no inside shows outside.
 */
function guard({ log, onUse }: RouterOptions) {
  const turn = createTurns();
  return os.$context<CallContext>().middleware(async ({ next, path, procedure, context }, input) => {
    const meta: Partial<RouteMeta> = procedure['~orpc'].meta;
    if (meta.countsAsUse && context.unattended === undefined) onUse();
    if (isDeeper(input, deepest)) throw tooDeep();
    const later = turn();
    if (later !== null) await later;
    try {
      return await next();
    } catch (error) {
      if (error instanceof ORPCError && error.code !== 'INTERNAL_SERVER_ERROR') throw inWords(error);
      const unreadable = unreadableFault(error, path, input);
      const unforeseen = unexpected(log, path, error);
      throw unreadable ?? unforeseen;
    }
  });
}

/** Levels of arrays and objects that an input may have; schemas and databases walk them by recursion. */
const deepest = 256;

/** Whether a value has more levels than that, told without recursion. */
function isDeeper(value: unknown, levels: number): boolean {
  let level = isPlain(value) ? [value] : [];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= levels) return true;
    const next: object[] = [];
    for (const each of level) for (const inner of Object.values(each)) if (isPlain(inner)) next.push(inner);
    level = next;
  }
  return false;
}

const isPlain = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);

const tooDeep = () =>
  new Fault('BAD_REQUEST', 400, `The input is nested more than ${deepest} levels deep.`, {
    kept: 'Nothing was changed.',
    todo: 'Flatten it, or send it as text.',
  });

const badInput = z.object({
  issues: z.array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).default([]) })),
});

/** What the contract refuses says which field and why; no message of the validator alone reaches a person. */
function inWords(error: ORPCError<string, unknown>): ORPCError<string, unknown> {
  const { data } = badInput.safeParse(error.code === 'BAD_REQUEST' ? error.data : undefined);
  if (data === undefined) return error;
  const said = data.issues.slice(0, 3).map(({ path, message }) => {
    const place = path.join('.');
    return place === '' ? message : `${place}: ${message}`;
  });
  const more = data.issues.length > said.length ? ` (and ${data.issues.length - said.length} more)` : '';
  return new Fault(error.code, error.status, `${said.join('; ')}${more}`, {
    kept: 'Nothing was changed.',
    todo: 'Correct what is named and try again.',
    field: data.issues[0]?.path.at(-1)?.toString() ?? '',
  });
}

function unexpected(log: LogSink, path: readonly string[], error: unknown): Error {
  const id = uuidv7().slice(-12);
  const cause = error instanceof ORPCError && error.cause ? error.cause : error;
  const trace = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  log('error', 'Something failed unexpectedly.', { id, call: path.join('.'), trace });
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: `Something went wrong inside Patchbay (error ${id}).`,
    data: {
      kept: 'What was saved before is kept.',
      todo: 'Try again. If it happens again, find the ID in the log file and report it.',
    },
  });
}
