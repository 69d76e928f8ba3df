import { implement } from '@orpc/server';
import { activityContract } from '#contract/activity.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import type { ActivityDeps } from './record.ts';
import { healthOfLastDay, listActivity } from './service.ts';

export function activityHandlers({ store, now }: ActivityDeps) {
  const os = implement(activityContract).$context<CallContext>();
  return os.router({
    list: os.list.handler(({ input, context }) => listActivity(store.read, context.session.actor(), input)),
    health: os.health.handler(({ context }) => healthOfLastDay(store.read, context.session.actor(), now())),
  });
}
