import type { Connection } from '#contract/connections.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { ConnectionsDeps } from './deps.ts';

/** Says after a commit that a connection changed: to the renderer's cache, and to the activity page. Private ones are named to nobody. */
export function told(
  { events }: Pick<ConnectionsDeps, 'events'>,
  actor: Actor,
  action: string,
  connection: Pick<Connection, 'id' | 'name' | 'integrationId' | 'integrationName' | 'visibility'>,
  details: { name: string; value: string }[] = [],
): void {
  const { id, name, integrationId, integrationName, visibility } = connection;
  const { tenantId } = actor;
  events.changed('connections', tenantId, [id]);
  events.changed('integrations', tenantId, [integrationId]);
  const isPrivate = visibility === 'private';
  const subject = isPrivate ? `a private connection of ${integrationName}` : `${name} (${integrationName})`;
  events.happened({
    tenantId,
    actor,
    kind: 'change',
    action,
    subject,
    integrationId,
    result: 'ok',
    details: isPrivate ? [] : details,
  });
}
