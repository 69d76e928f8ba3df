import type { IntegrationId } from '#contract/common.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { announce, subjectOf } from './announce.ts';
import type { IntegrationsDeps } from './deps.ts';
import { aliveIds, among, readMany } from './rows.ts';
import { integrations } from './table.ts';

/** Activates or deactivates; answers with the ids that changed. */
export function setActive(
  deps: IntegrationsDeps,
  actor: Actor,
  { ids, active }: { ids: IntegrationId[]; active: boolean },
): { ids: IntegrationId[] } {
  requireRole(actor, 'editor');
  const updatedAt = deps.now();
  const rows = deps.store.write((w) => {
    const alive = readMany(w, actor.tenantId, aliveIds(w, actor.tenantId, ids));
    const changing = alive.filter((row) => row.active !== active);
    w.update(integrations)
      .set({ active, updatedAt })
      .where(
        among(
          actor.tenantId,
          changing.map((row) => row.id),
        ),
      )
      .run();
    return changing;
  });
  const action = active ? 'activated' : 'deactivated';
  const changed = rows.map((row) => row.id);
  announce(deps.events, actor, { action, subject: subjectOf(rows.map((row) => row.displayName)), ids: changed });
  return { ids: changed };
}
