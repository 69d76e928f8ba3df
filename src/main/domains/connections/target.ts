import type { IntegrationId } from '#contract/common.ts';
import { type IntegrationRecord, readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';

/** What is needed of an integration to connect to it. */
export type CheckedIntegration = Pick<IntegrationRecord, 'id' | 'displayName' | 'baseUrl' | 'manualAuth' | 'checkPath'>;

/** The integration, where it exists in the actor's tenant. Throws NOT_FOUND. */
export function requireIntegration(r: Reader, actor: Actor, id: IntegrationId): CheckedIntegration {
  return readRecord(r, actor.tenantId, id);
}
