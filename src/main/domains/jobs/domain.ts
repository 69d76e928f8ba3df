import { jobs as jobsTable, leases } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';

/** The page of background jobs: what the console does by itself. */
export function createJobsDomain({ jobs, store }: Kernel): Domain<'jobs', null> {
  const list = (actor: Actor) => jobs.list(store.read, actor);
  return {
    name: 'jobs',
    routes: {
      list,
      runNow: (actor, { id }) => {
        jobs.runNow(actor, id);
        return list(actor);
      },
      discard: (actor, { id }) => {
        jobs.discard(actor, id);
        return list(actor);
      },
    },
    api: null,
    tables: [
      { table: jobsTable, travels: 'none', kept: 'untilDeleted' },
      { table: leases, travels: 'none', kept: 'untilDeleted' },
    ],
    facts: [],
    jobs: [],
  };
}
