import { z } from 'zod';
import { timestamp } from './common.ts';
import { passive, route } from './fault.ts';
import { readable, storedThings } from './readable.ts';

/** Something that the console does by itself: now, later, or again and again. */
export const job = z.object({
  id: z.string(),
  /** For example `health.check`. */
  kind: z.string(),
  /** What it does, for a person. */
  title: z.string(),
  /** What it works on, for example the name of an integration; null where it is one thing or for the person not to know. */
  subject: z.string().nullable(),
  /** `dead` failed so often that a person must decide. */
  state: z.enum(['waiting', 'running', 'dead']),
  /** When it runs next; for a dead one, when it ran last. */
  runAt: timestamp,
  /** Failed runs in a row. */
  attempts: z.int(),
  lastError: z.string().nullable(),
  createdAt: timestamp,
  /** Comes again by itself after each run. */
  recurring: z.boolean(),
});
export type Job = z.infer<typeof job>;

const id = z.object({ id: z.string().max(100) });

const damaged = storedThings.job;

export const jobsContract = {
  /** The jobs of the tenant and of the whole console: dead ones first, then by time. At most 500. */
  list: passive.output(z.array(readable(job, damaged))),
  /** Runs a job at its next turn, which is now; a dead one gets its attempts back. */
  runNow: route.input(id).output(z.array(readable(job, damaged))),
  /** Gives a dead job up. A recurring one comes again at its next time. */
  discard: route.input(id).output(z.array(readable(job, damaged))),
};
