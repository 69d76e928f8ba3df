import type { IntegrationId } from '#contract/common.ts';
import type { CheckResult } from '#contract/connections.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { checkIntegration } from './checkIntegration.ts';
import type { HealthDeps } from './deps.ts';

/** Checks one integration now. Throws FORBIDDEN, NOT_FOUND, VAULT_LOCKED or CANCELLED. */
export function checkNow(
  deps: HealthDeps,
  actor: Actor,
  { integrationId }: { integrationId: IntegrationId },
  signal?: AbortSignal,
): Promise<CheckResult> {
  requireRole(actor, 'editor');
  return checkIntegration(deps, actor, integrationId, signal);
}
