import { z } from 'zod';
import { activityId, integrationId, timestamp, userId, window } from './common.ts';
import { passive } from './fault.ts';
import { readable, storedThings } from './readable.ts';

export const activityKind = z.enum(['request', 'check', 'import', 'change', 'vault', 'tenant', 'system']);
export type ActivityKind = z.infer<typeof activityKind>;

export const activityResult = z.enum(['ok', 'failed', 'cancelled', 'info']);
export type ActivityResult = z.infer<typeof activityResult>;

/** One line of what happened; every text in it is redacted before it is stored. */
export const activityEntry = z.object({
  id: activityId,
  at: timestamp,
  kind: activityKind,
  /** Who did it; null is the console itself. */
  actor: z.object({ id: userId, name: z.string() }).nullable(),
  /** What was done, for example "created", "sent", "imported". */
  action: z.string(),
  /** What it was done to, in words. */
  subject: z.string(),
  integrationId: integrationId.nullable(),
  /** What the integration is called now; null where there is none any more. */
  integrationName: z.string().nullable(),
  result: activityResult,
  durationMs: z.number().nullable(),
  /** Name and value pairs to show when the line is opened; `path` is the page that a value leads to. */
  details: z.array(z.object({ name: z.string(), value: z.string(), path: z.string().startsWith('/').optional() })),
});
export type ActivityEntry = z.infer<typeof activityEntry>;

export const activityFilter = z.object({
  text: z.string().max(200).optional(),
  kinds: z.array(activityKind).optional(),
  results: z.array(activityResult).optional(),
  integrationId: integrationId.optional(),
  since: timestamp.optional(),
  until: timestamp.optional(),
});

/** Requests and checks of one integration over the last day; hours without any are left out. */
export const activityHealth = z.object({
  integrationId,
  hours: z.array(z.object({ at: timestamp, ok: z.int(), failed: z.int() })),
});
export type ActivityHealth = z.infer<typeof activityHealth>;

const damaged = storedThings.entry;

export const activityContract = {
  /**
   * Newest first. A search looks at so many lines at a time and no further, so that it may come back with few or none and still go on:
   * `next` is the `before` of the call that continues, and null where there is nothing older. `more` says the same.
   */
  list: passive
    .input(activityFilter.extend({ limit: window.limit, before: activityId.optional() }))
    .output(
      z.object({ entries: z.array(readable(activityEntry, damaged)), more: z.boolean(), next: activityId.nullable() }),
    ),
  health: passive.output(z.array(readable(activityHealth, damaged))),
};
