import type { Assistant } from '#contract/assistants.ts';
import type { IntegrationId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { AssistantsDeps } from './deps.ts';

type Named = Pick<Assistant, 'id' | 'name' | 'visibility'>;

/** Says after a commit that an assistant changed: to the renderer's cache, and to the activity page. Private ones are named to nobody. */
export function told(
  { events }: Pick<AssistantsDeps, 'events'>,
  actor: Actor,
  action: string,
  { id, name, visibility }: Named,
  about: { integrationId?: IntegrationId; details?: { name: string; value: string }[] } = {},
): void {
  const isPrivate = visibility === 'private';
  events.changed('assistants', actor.tenantId, [id]);
  events.happened({
    ...{ tenantId: actor.tenantId, actor, kind: 'change', action, result: 'ok' },
    subject: isPrivate ? 'a private assistant' : `assistant ${name}`,
    ...(about.integrationId === undefined ? {} : { integrationId: about.integrationId }),
    ...(isPrivate || about.details === undefined ? {} : { details: about.details }),
  });
}
