import { activityId } from '#contract/common.ts';
import type { Events, Happening } from '#main/kernel/events.ts';
import { type Store, uuidv7 } from '#main/store/index.ts';
import { activity } from './table.ts';

export interface ActivityDeps {
  readonly store: Store;
  readonly events: Events;
  readonly now: () => number;
}

/** Writes down everything that happens, from now until the returned function is called. */
export function recordActivity(deps: ActivityDeps): () => void {
  return deps.events.onHappening((happening) => record(deps, happening));
}

function record({ store, events, now }: ActivityDeps, happening: Happening): void {
  const at = now();
  const { actor, details = [], durationMs = null, integrationId = null, ...rest } = happening;
  const id = activityId.parse(uuidv7(at));
  const who = { actorId: actor?.userId ?? null, actorName: actor?.name ?? null };
  store.record((w) =>
    w
      .insert(activity)
      .values({ ...rest, ...who, id, at, details, durationMs, integrationId })
      .run(),
  );
  events.changed('activity', happening.tenantId, [id]);
}
