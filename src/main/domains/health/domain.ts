import { findRecord } from '#main/domains/integrations/index.ts';
import { handleJobs, type JobHandler } from '#main/jobs/index.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { leniently, type Writer } from '#main/store/index.ts';
import { checkAll, checkNow } from './check.ts';
import type { HealthContext, HealthPorts } from './context.ts';
import { localMinuteOfDay } from './nextCheck.ts';
import { forgetOldResults, readReport } from './report.ts';
import { planMissing, resumeChecks, runScheduledCheck, setSchedule } from './scheduledChecks.ts';
import { healthJobs, healthResults, healthSchedules, healthStates, scheduleFacts } from './table.ts';

/** What goes in one transaction. */
const rowsAtOnce = 150;

/** Whether integrations work, checked by themselves and at once. */
export function createHealth(kernel: Kernel, { check }: HealthPorts): Domain<'health', null> {
  const { store, facts, events, jobs, vault, now, closing } = kernel;
  const context: HealthContext = {
    store,
    facts,
    events,
    jobs,
    vault,
    now,
    check,
    random: Math.random,
    minuteOfDay: localMinuteOfDay,
  };
  const untilClosing = (signal: AbortSignal | undefined) => AbortSignal.any([closing, ...(signal ? [signal] : [])]);
  return {
    name: 'health',
    routes: {
      report: (actor, input) => readReport(context, actor, input),
      setSchedule: (actor, input) => setSchedule(context, actor, input),
      checkAll: (actor, input, signal) => checkAll(context, actor, input, untilClosing(signal)),
      checkNow: (actor, input, signal) => checkNow(context, actor, input, untilClosing(signal)),
    },
    api: null,
    tables: [
      {
        table: healthSchedules,
        travels: 'all',
        kept: 'withParent',
        refersTo: { integration_id: 'integrations', set_by: 'users' },
        merge: { shown: { thing: 'schedule' } },
      },
      { table: healthStates, travels: 'none', kept: 'withParent', refersTo: { integration_id: 'integrations' } },
      {
        table: healthResults,
        travels: 'none',
        kept: 'retention',
        refersTo: { integration_id: 'integrations' },
        past: [{ at: healthResults.at }],
      },
    ],
    facts: Object.values(scheduleFacts),
    jobs: healthJobHandlers(context),
    cleanUp: async () => {
      const step = (w: Writer) => ({ more: forgetOldResults(w, now(), rowsAtOnce) === rowsAtOnce });
      for await (const _step of store.inSteps(step));
      return {};
    },
    afterSync: () => planMissing(context),
    start: () => {
      planMissing(context);
      facts.subscribe(resumeChecks(context));
    },
  };
}

/** What runs the checks by schedule. */
export function healthJobHandlers(context: HealthContext): JobHandler[] {
  return handleJobs(
    healthJobs,
    {
      check: async ({ tenantId, payload }, signal) =>
        tenantId === null ? undefined : runScheduledCheck(context, { tenantId, ...payload }, signal),
    },
    {
      check: (r, { tenantId }, { integrationId }) =>
        leniently(() => findRecord(r, tenantId, integrationId))?.displayName ?? null,
    },
  );
}
