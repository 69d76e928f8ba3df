import { activity, factCursors, facts } from '#main/facts/index.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { healthOfLastDay, listActivity } from './activity.ts';

const dayMs = 86_400_000;
/** What goes in one transaction, so that other work is not held up. */
const rowsAtOnce = 150;

/** What happened, for people: facts and traffic, as the activity page shows them. It reads what others write, so nobody imports it. */
export function createActivity({ store, facts: log, now }: Kernel): Domain<'activity', null> {
  return {
    name: 'activity',
    routes: {
      list: (actor, input) => listActivity(store.read, actor, log, input),
      health: (actor) => healthOfLastDay(store.read, actor, now()),
    },
    api: null,
    tables: [
      { table: facts, travels: 'none', kept: 'retention', past: [{ at: facts.at }] },
      { table: factCursors, travels: 'none', kept: 'untilDeleted' },
      { table: activity, travels: 'none', kept: 'retention', past: [{ at: activity.at }] },
    ],
    facts: [],
    jobs: [],
    cleanUp: async ({ activityDays }) => {
      const before = now() - activityDays * dayMs;
      let activityRows = 0;
      for await (const { lines } of store.inSteps((w) => log.forget(w, before, rowsAtOnce))) activityRows += lines;
      return { activityRows };
    },
  };
}
