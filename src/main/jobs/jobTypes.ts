import type { z } from 'zod';
import type { TenantId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';

/** What a domain says of one kind of job. */
export interface JobSpec<P extends z.ZodType = z.ZodType> {
  /** What it does, for the page of background jobs. */
  readonly title: string;
  readonly payload: P;
  /** Runs of this kind at the same time, in one process. Default 1. */
  readonly concurrency?: number;
  /** Failed runs in a row after which a person must decide. Default 5. */
  readonly attempts?: number;
  /** Recurs: once soon after the start, and again so long after each run, 10 % sooner or later by chance. */
  readonly every?: { readonly ms: number; readonly firstMs: number };
}

/** One kind of job, for example `health.check`. */
export interface JobType<P extends z.ZodType = z.ZodType> extends JobSpec<P> {
  readonly kind: string;
}

type Defined<M extends Record<string, JobSpec>> = {
  readonly [K in keyof M & string]: M[K] extends JobSpec<infer P> ? JobType<P> : never;
};

/** Declares the jobs of a domain: `defineJobs('health', { check: … })` makes `health.check`. */
export function defineJobs<const M extends Record<string, JobSpec>>(domain: string, specs: M): Defined<M> {
  const types = Object.entries(specs).map(([name, spec]) => [name, { ...spec, kind: `${domain}.${name}` }]);
  return Object.fromEntries(types) as Defined<M>;
}

/** One run of a job. */
export interface JobRun<T> {
  readonly id: string;
  readonly payload: T;
  /** Null concerns the whole console. */
  readonly tenantId: TenantId | null;
}

/** When the same job runs again; nothing where it is done, or recurs by its own interval. */
export type JobResult = { readonly runAt: number } | undefined;

/** A kind of job with what runs it. */
export interface JobHandler {
  readonly type: JobType;
  run(job: JobRun<unknown>, signal: AbortSignal): Promise<JobResult>;
  /** What the job works on, as the actor may know it. */
  subject(r: Reader, actor: Actor, payload: unknown): string | null;
}

type Handlers<M extends Record<string, JobType>> = {
  readonly [K in keyof M]: (job: JobRun<z.infer<M[K]['payload']>>, signal: AbortSignal) => Promise<JobResult>;
};

type Subjects<M extends Record<string, JobType>> = {
  readonly [K in keyof M]?: (r: Reader, actor: Actor, payload: z.infer<M[K]['payload']>) => string | null;
};

/**
 * What runs each job of a domain (a missing one does not compile), and what those with a payload of their own work on. A handler that is
 * run twice (its process ended after the work and before the note of it) must come to the same end.
 */
export function handleJobs<M extends Record<string, JobType>>(
  types: M,
  handlers: Handlers<M>,
  subjects: Subjects<M> = {},
): JobHandler[] {
  return Object.entries(types).map(([name, type]) => ({
    type,
    subject: (r, actor, payload) => {
      const parsed = type.payload.safeParse(payload);
      return parsed.success ? (subjects[name as keyof M]?.(r, actor, parsed.data as never) ?? null) : null;
    },
    run: (job, signal) => {
      const run = handlers[name as keyof M];
      return run({ ...job, payload: type.payload.parse(job.payload) as z.infer<M[keyof M]['payload']> }, signal);
    },
  }));
}
