import type { TenantId, UserId } from '#contract/common.ts';
import { createMemberLookup, tenantIdsOf } from '../domains/tenants/index.ts';
import type { Store } from '../store/index.ts';
import { type Actor, type CallSession, notFound } from './actor.ts';

export interface SessionStart {
  readonly userId: UserId;
  readonly tenantId: TenantId;
}

/** Makes sessions for transports. `onSwitch` hears of a new tenant, so that the next start begins there. */
export function createSessions(store: Store, onSwitch: (start: SessionStart) => void) {
  const memberOf = createMemberLookup(store.read);

  function firstMembership(userId: UserId): Actor {
    const tenantId = tenantIdsOf(store.read, userId)[0];
    const actor = tenantId && memberOf(userId, tenantId);
    if (!actor) throw notFound('A tenant for this person');
    return actor;
  }

  return (start: SessionStart): CallSession => {
    let { tenantId } = start;
    const enter = (actor: Actor): Actor => {
      tenantId = actor.tenantId;
      onSwitch({ userId: start.userId, tenantId });
      return actor;
    };
    return {
      // The tenant may have been deleted, or the person taken out of it, since the last call.
      actor: () => memberOf(start.userId, tenantId) ?? enter(firstMembership(start.userId)),
      switchTenant: (next) => {
        const actor = memberOf(start.userId, next);
        if (!actor) throw notFound('The tenant');
        enter(actor);
      },
    };
  };
}
