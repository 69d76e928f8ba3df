import { and, asc, eq, isNull } from 'drizzle-orm';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { IntegrationsContext } from './context.ts';
import { fallbackCycle, fallbackUnfit } from './faults.ts';
import { integrations } from './rows.ts';

interface Provider {
  id: IntegrationId;
  displayName: string;
  fallbackId: IntegrationId | null;
}

function aiProviders(r: Reader, tenantId: TenantId): Map<IntegrationId, Provider> {
  const { id, displayName, fallbackId } = integrations;
  const wanted = and(
    eq(integrations.tenantId, tenantId),
    isNull(integrations.deletedAt),
    eq(integrations.type, 'ai_provider'),
  );
  const rows = r
    .select({ id, displayName, fallbackId })
    .from(integrations)
    .where(wanted)
    .orderBy(asc(integrations.displayKey))
    .all();
  return new Map(rows.map((row) => [row.id, row]));
}

/** The way from a provider along its fallbacks; ends where one comes a second time. */
function chain(providers: ReadonlyMap<IntegrationId, Provider>, from: IntegrationId): Provider[] {
  const way = new Set<Provider>();
  for (
    let at = providers.get(from);
    at && !way.has(at);
    at = at.fallbackId ? providers.get(at.fallbackId) : undefined
  ) {
    way.add(at);
  }
  return [...way];
}

/** The tenant's other AI providers that can follow `id` without leading back to it. */
export function listFallbacks(
  { store }: IntegrationsContext,
  actor: Actor,
  { id }: { id?: IntegrationId | undefined },
): { id: IntegrationId; displayName: string }[] {
  const providers = aiProviders(store.read, actor.tenantId);
  return [...providers.values()]
    .filter((each) => id === undefined || !chain(providers, each.id).some((step) => step.id === id))
    .map((each) => ({ id: each.id, displayName: each.displayName }));
}

/** Throws where the fallback is no AI provider of the tenant, or leads back. Call it under the write lock. */
export function checkFallback(
  r: Reader,
  tenantId: TenantId,
  self: { id: IntegrationId; displayName: string },
  fallbackId: IntegrationId | null,
): void {
  if (fallbackId === null) return;
  const providers = aiProviders(r, tenantId);
  if (fallbackId !== self.id && !providers.has(fallbackId)) {
    throw fallbackUnfit('The fallback is not one of this tenant’s AI providers.');
  }
  const way = chain(providers, fallbackId);
  const back = fallbackId === self.id ? 0 : way.findIndex((step) => step.id === self.id);
  if (back === -1) return;
  const names = way.slice(0, back).map((step) => step.displayName);
  throw fallbackCycle([self.displayName, ...names, self.displayName]);
}
