import { implement } from '@orpc/server';
import { healthContract } from '#contract/health.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import { checkAll, checkNow } from './check.ts';
import type { HealthDeps } from './deps.ts';
import { readReport } from './report.ts';
import { setSchedule } from './schedule.ts';

export function healthHandlers(deps: HealthDeps, closing: AbortSignal) {
  const os = implement(healthContract).$context<CallContext>();
  const until = (signal: AbortSignal | undefined) => AbortSignal.any([closing, ...(signal ? [signal] : [])]);
  return os.router({
    report: os.report.handler(({ input, context }) => readReport(deps, context.session.actor(), input)),
    setSchedule: os.setSchedule.handler(({ input, context }) => setSchedule(deps, context.session.actor(), input)),
    checkAll: os.checkAll.handler(({ input, context, signal }) =>
      checkAll(deps, context.session.actor(), input, until(signal)),
    ),
    checkNow: os.checkNow.handler(({ input, context, signal }) =>
      checkNow(deps, context.session.actor(), input, until(signal)),
    ),
  });
}
