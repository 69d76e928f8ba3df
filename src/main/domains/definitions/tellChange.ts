import type { IntegrationId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { DefinitionsDeps } from './deps.ts';

/** Tells listeners that an integration's operations changed, after the commit. */
export function tellChange(
  { events }: Pick<DefinitionsDeps, 'events'>,
  actor: Actor,
  integrationId: IntegrationId,
  action: string,
  subject: string,
): void {
  events.changed('definitions', actor.tenantId, [integrationId]);
  events.changed('integrations', actor.tenantId, [integrationId]);
  events.happened({
    tenantId: actor.tenantId,
    actor: { userId: actor.userId, name: actor.name },
    kind: 'change',
    action,
    subject,
    integrationId,
    result: 'ok',
  });
}
