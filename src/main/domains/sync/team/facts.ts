import { z } from 'zod';
import { counted } from '#core/counted.ts';
import { defineFacts, factSpec } from '#main/facts/index.ts';
import { defineJobs } from '#main/jobs/index.ts';

export const syncFacts = defineFacts('team', {
  received: factSpec({
    kind: 'change',
    action: 'took over changes of',
    change: z.strictObject({ rows: z.int(), conflicts: z.int() }),
    details: (_before, { rows, conflicts }) => [
      { name: 'Changes', value: counted(rows ?? 0, 'row') },
      ...(conflicts ? [{ name: 'Conflicts', value: String(conflicts) }] : []),
    ],
  }),
});

export const syncJobs = defineJobs('sync', {
  forget: {
    title: 'Forget old deletions of a team',
    payload: z.object({}),
    every: { ms: 24 * 60 * 60_000, firstMs: 15 * 60_000 },
  },
});
