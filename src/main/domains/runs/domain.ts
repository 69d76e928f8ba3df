import type { CollectionsApi } from '#main/domains/collections/index.ts';
import type { CookiesApi } from '#main/domains/cookies/domain.ts';
import type { EnvironmentsApi } from '#main/domains/environments/index.ts';
import type { RequestsApi } from '#main/domains/requests/index.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { chartRun } from './chart.ts';
import { attachmentsOf } from './planning.ts';
import { reportRun } from './reporting.ts';
import {
  cancelRun,
  endLeftOver,
  listRuns,
  type RunsContext,
  readPlan,
  readResults,
  readRun,
  removeRun,
  startRun,
} from './runs.ts';
import { runResults, runs } from './table.ts';

/** What runs need of other domains. */
export interface RunsPorts {
  readonly collections: Pick<CollectionsApi, 'groupChain' | 'requestsOf' | 'readFiles'>;
  readonly cookies: Pick<CookiesApi, 'apart'>;
  readonly environments: Pick<EnvironmentsApi, 'scope' | 'listEnvironment'>;
  readonly exchange: RequestsApi['exchange'];
  readonly warmScripts: RequestsApi['warmScripts'];
}

/** Collections that are sent whole, with their checks. */
export function createRuns(kernel: Kernel, { exchange, warmScripts, ...ports }: RunsPorts): Domain<'runs', null> {
  const { store, facts, now, host, vault } = kernel;
  const context: RunsContext = {
    store,
    facts,
    now,
    vault,
    ports,
    exchange,
    warmScripts,
    active: new Map(),
    log: (error) => host.log('error', 'A run could not go on', { error: error instanceof Error ? error.message : '' }),
  };
  return {
    name: 'runs',
    routes: {
      start: (actor, input) => startRun(context, actor, input),
      attachments: async (actor, { files }) => ({ paths: await attachmentsOf(ports, actor, files) }),
      list: (actor) => listRuns(store.read, actor),
      get: (actor, input) => readRun(store.read, actor, input),
      plan: (actor, input) => readPlan(store.read, actor, input),
      chart: (actor, input) => chartRun(store.read, actor, input),
      results: (actor, input) => readResults(store.read, actor, input),
      cancel: (actor, input) => cancelRun(context, actor, input),
      remove: (actor, input) => removeRun(context, actor, input),
      report: (actor, input) => reportRun(store.read, actor, input),
    },
    api: null,
    tables: [
      { table: runs, travels: 'none', kept: 'retention', past: [{ at: runs.startedAt }] },
      { table: runResults, travels: 'none', kept: 'withParent', refersTo: { run_id: 'runs' } },
    ],
    facts: [],
    jobs: [],
    start: () => endLeftOver(context, now()),
    close: async () => {
      for (const controller of context.active.values()) controller.abort();
      // What a cancelled request leaves behind is written before the store closes.
      for (let waited = 0; context.active.size > 0 && waited < 2_000; waited += 20)
        await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}
