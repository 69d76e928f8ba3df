import type { IntegrationId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Events, Happening } from '#main/kernel/events.ts';

interface Change {
  readonly action: string;
  readonly subject: string;
  readonly ids: readonly IntegrationId[];
  readonly details?: Happening['details'];
}

/** Tells listeners that integrations changed, after the commit. */
export function announce(events: Events, actor: Actor, { action, subject, ids, details }: Change): void {
  const [only] = ids;
  if (only === undefined) return;
  events.changed('integrations', actor.tenantId, ids);
  events.happened({
    tenantId: actor.tenantId,
    actor: { userId: actor.userId, name: actor.name },
    kind: 'change',
    action,
    subject,
    result: 'ok',
    ...(ids.length === 1 ? { integrationId: only } : {}),
    ...(details ? { details } : {}),
  });
}

/** `Jira`, or `Jira, Slack and 3 more`. */
export function subjectOf(names: readonly string[]): string {
  const shown = names.slice(0, 2).join(', ');
  return names.length > 2 ? `${shown} and ${names.length - 2} more` : shown;
}
