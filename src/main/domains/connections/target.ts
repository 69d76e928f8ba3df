import { and, eq, isNull } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import { type Actor, notFound } from '#main/actor.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import type { Reader } from '#main/store/index.ts';

const columns = {
  id: integrations.id,
  displayName: integrations.displayName,
  baseUrl: integrations.baseUrl,
  manualAuth: integrations.manualAuth,
  checkPath: integrations.checkPath,
};

/** What is needed of an integration to connect to it. */
export type Target = Pick<typeof integrations.$inferSelect, keyof typeof columns>;

/** The integration, where it exists in the actor's tenant. Throws NOT_FOUND. */
export function requireTarget(r: Reader, actor: Actor, id: IntegrationId): Target {
  const found = r
    .select(columns)
    .from(integrations)
    .where(and(eq(integrations.tenantId, actor.tenantId), eq(integrations.id, id), isNull(integrations.deletedAt)))
    .get();
  if (!found) throw notFound('The integration');
  return found;
}
