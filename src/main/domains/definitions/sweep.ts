import { ne } from 'drizzle-orm';
import { z } from 'zod';
import { defineJobs } from '#main/jobs/index.ts';
import type { Writer } from '#main/store/index.ts';
import type { DefinitionsContext } from './context.ts';
import { definitions } from './table.ts';

const dayMs = 24 * 60 * 60 * 1000;

export const definitionJobs = defineJobs('definitions', {
  sweep: {
    title: 'Delete replaced and abandoned definitions',
    payload: z.strictObject({}),
    every: { ms: dayMs, firstMs: 3_000 },
  },
});

/** Sweeps soon after this transaction, which leaves something behind. */
export function sweepSoon({ jobs }: Pick<DefinitionsContext, 'jobs'>, w: Writer): void {
  jobs.enqueue(w, definitionJobs.sweep, { tenantId: null, payload: {}, key: 'soon' });
}

/**
 * Deletes, on the worker, what imports left behind: half-stored definitions, replaced ones, and those that nobody
 * said yes to for a day. Costs nothing where there is nothing.
 */
export async function sweepDefinitions(
  { store, workers, now }: Pick<DefinitionsContext, 'store' | 'workers' | 'now'>,
  signal?: AbortSignal,
): Promise<void> {
  const left = store.read
    .select({ id: definitions.id })
    .from(definitions)
    .where(ne(definitions.state, 'current'))
    .get();
  if (left) await workers.imports.run('sweep', { stagedBefore: now() - dayMs }, { signal });
}
