import { and, eq, or } from 'drizzle-orm';
import type { UserId } from '#contract/common.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { connections } from './table.ts';

/** The connections whose secrets a person could use: the team's and their own. */
export function knownTo(r: Reader, { tenantId }: Actor, userId: UserId) {
  return r
    .select({ name: connections.name, integration: integrations.displayName, id: integrations.id })
    .from(connections)
    .innerJoin(integrations, eq(integrations.id, connections.integrationId))
    .where(
      and(
        eq(connections.tenantId, tenantId),
        eq(integrations.tenantId, tenantId),
        or(eq(connections.visibility, 'team'), eq(connections.ownerId, userId)),
      ),
    )
    .all()
    .map(({ id, ...rest }) => ({ ...rest, path: `/integrations/${id}/connections` }));
}
