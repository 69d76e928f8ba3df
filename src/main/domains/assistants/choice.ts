import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { Fault } from '#contract/fault.ts';
import { unmetRequirement } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { AssistantsDeps, ReadDeps } from './deps.ts';
import { connectionGone, connectionNeeded, connectionRefused, connectionUnfit } from './faults.ts';
import { needsOf } from './needs.ts';
import { findConnection } from './usableConnection.ts';
import { whyUseless } from './whyUseless.ts';

/** An integration with the connection that it shall be used with; null where none is needed. */
export interface Choice {
  readonly integrationId: IntegrationId;
  readonly connectionId: ConnectionId | null;
}

/**
 * Everything that must hold of a choice at the moment it is stored; answers the integration's name and the connection.
 * Throws NOT_FOUND, CONNECTION_NEEDED, CONNECTION_GONE or CONNECTION_UNFIT.
 */
export function requireSound(
  deps: ReadDeps,
  r: Reader,
  actor: Actor,
  { integrationId, connectionId }: Choice,
): { name: string; connection: Connection | null } {
  const { integration, choices, needsAuth } = needsOf(deps, r, actor, integrationId);
  const name = integration.displayName;
  if (connectionId === null) {
    if (needsAuth) throw connectionNeeded(name);
    return { name, connection: null };
  }
  const connection = findConnection(deps, r, actor, connectionId);
  if (connection === undefined) throw connectionGone(name);
  if (connection.integrationId !== integrationId)
    throw connectionUnfit(connection.name, name, `It belongs to ${connection.integrationName}.`);
  const why = unmetRequirement(choices, connection.parts) ?? whyUseless(connection);
  if (why !== null) throw connectionUnfit(connection.name, name, why);
  return { name, connection };
}

/** Sends a real request with the chosen connection. Throws CONNECTION_REFUSED where it fails, CONNECTION_GONE where it went meanwhile. */
export async function validateChoice(
  { check }: Pick<AssistantsDeps, 'check'>,
  actor: Actor,
  { integrationId, connectionId }: Choice,
  { name, connection }: { name: string; connection: Connection | null },
  signal?: AbortSignal,
): Promise<void> {
  if (connection === null) return;
  try {
    const result = await check(actor, { integrationId, connectionId }, signal);
    if (!result.ok) throw connectionRefused(connection.name, result);
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') throw connectionGone(name);
    throw error;
  }
}
