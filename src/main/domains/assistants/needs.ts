import type { IntegrationId } from '#contract/common.ts';
import type { RequirementChoice } from '#contract/connections.ts';
import { readRequirements } from '#main/domains/connections/index.ts';
import { type IntegrationRecord, readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { ReadDeps } from './deps.ts';

/** What an integration needs before it can be used. */
export interface Needs {
  readonly integration: IntegrationRecord;
  readonly choices: readonly RequirementChoice[];
  /** At least one operation does not work without. */
  readonly needsAuth: boolean;
  readonly optional: boolean;
}

/** Throws NOT_FOUND. */
export function needsOf(deps: Pick<ReadDeps, 'definitions'>, r: Reader, actor: Actor, id: IntegrationId): Needs {
  const integration = readRecord(r, actor.tenantId, id);
  const { choices, optional } = readRequirements(deps, r, actor, id);
  return { integration, choices, optional, needsAuth: integration.needsAuth && choices.length > 0 };
}
