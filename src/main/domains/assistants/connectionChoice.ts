import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { ConnectionOption } from '#contract/assistants.ts';
import type { AssistantId, ConnectionId, IntegrationId } from '#contract/common.ts';
import type { Connection, RequirementChoice } from '#contract/connections.ts';
import { Fault } from '#contract/fault.ts';
import { unusableReason } from '#core/connections/state.ts';
import { connections, unmetRequirement } from '#main/domains/connections/index.ts';
import { type IntegrationRecord, readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { AssistantsContext, ReadContext } from './context.ts';
import { connectionGone, connectionNeeded, connectionRefused, connectionUnfit } from './faults.ts';
import { requireVisible } from './table.ts';

/** An integration with the connection that it shall be used with; null where none is needed. */
export interface Choice {
  readonly integrationId: IntegrationId;
  readonly connectionId: ConnectionId | null;
}

/**
 * Everything that must hold of a choice at the moment it is stored; answers the integration's name and the connection.
 * Throws NOT_FOUND, CONNECTION_NEEDED, CONNECTION_GONE or CONNECTION_UNFIT.
 */
export function requireUsable(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  { integrationId, connectionId }: Choice,
): { name: string; connection: Connection | null } {
  const { integration, choices, needsAuth } = authenticationNeedOf(context, r, actor, integrationId);
  const name = integration.displayName;
  if (connectionId === null) {
    if (needsAuth) throw connectionNeeded(name);
    return { name, connection: null };
  }
  const connection = findConnection(context, r, actor, connectionId);
  if (connection === undefined) throw connectionGone(name);
  if (connection.integrationId !== integrationId)
    throw connectionUnfit(connection.name, name, `It belongs to ${connection.integrationName}.`);
  const why = unmetRequirement(choices, connection.parts) ?? unusableReason(connection);
  if (why !== null) throw connectionUnfit(connection.name, name, why);
  return { name, connection };
}

/** Sends a real request with the chosen connection. Throws CONNECTION_REFUSED where it fails, CONNECTION_GONE where it went meanwhile. */
export async function validateChoice(
  { connections }: ReadContext,
  actor: Actor,
  { integrationId, connectionId }: Choice,
  { name, connection }: { name: string; connection: Connection | null },
  signal?: AbortSignal,
): Promise<void> {
  if (connection === null) return;
  try {
    const result = await connections.check(actor, { integrationId, connectionId }, signal);
    if (!result.ok) throw connectionRefused(connection.name, result);
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') throw connectionGone(name);
    throw error;
  }
}

type OptionsContext = Pick<AssistantsContext, 'store' | 'connections'>;
type Options = { needsAuth: boolean; optional: boolean; connections: ConnectionOption[] };

/** What the person can choose from; those that cannot be chosen come last, with the reason. Throws NOT_FOUND. */
export function optionsFor(
  context: OptionsContext,
  actor: Actor,
  { assistantId, integrationId }: { assistantId: AssistantId; integrationId: IntegrationId },
): Options {
  const r = context.store.read;
  requireVisible(r, actor, assistantId);
  const needs = authenticationNeedOf(context, r, actor, integrationId);
  const found =
    actor.role === 'viewer' ? [] : (connectionsOf(context, r, actor, [integrationId]).get(integrationId) ?? []);
  const options = found.map((connection) => optionOf(needs, connection));
  const { needsAuth, optional } = needs;
  return {
    needsAuth,
    optional,
    connections: options.sort((a, b) => Number(a.unfit !== null) - Number(b.unfit !== null)),
  };
}

function optionOf({ choices }: AuthenticationNeed, connection: Connection): ConnectionOption {
  const { id, name, owner, visibility, state, stateReason, lastCheckedAt, parts } = connection;
  return {
    id,
    name,
    owner,
    visibility,
    state,
    stateReason,
    lastCheckedAt,
    group: groupOf(connection),
    kinds: [...new Set(parts.map(({ kind }) => kind))],
    unfit: unmetRequirement(choices, parts) ?? unusableReason(connection),
  };
}

function groupOf({ parts }: Connection): ConnectionOption['group'] {
  if (parts.some(({ kind }) => kind === 'oauth2')) return 'oauth2';
  return parts.every(({ kind }) => kind === 'apiKey') ? 'apiKey' : 'other';
}

/** What an integration needs before it can be used. */
interface AuthenticationNeed {
  readonly integration: IntegrationRecord;
  readonly choices: readonly RequirementChoice[];
  /** At least one operation does not work without. */
  readonly needsAuth: boolean;
  readonly optional: boolean;
}

/** Throws NOT_FOUND. */
function authenticationNeedOf(context: ReadContext, r: Reader, actor: Actor, id: IntegrationId): AuthenticationNeed {
  const integration = readRecord(r, actor.tenantId, id);
  const { choices, optional } = context.connections.requirements(r, actor, integration);
  return { integration, choices, optional, needsAuth: integration.needsAuth && choices.length > 0 };
}

type Choices = readonly RequirementChoice[];

/** What integrations of one window require; of those set by hand read once for each kind of authentication. */
export function choicesReader(
  context: ReadContext,
  r: Reader,
  actor: Actor,
): (integration: Pick<IntegrationRecord, 'id' | 'definitionId'> & { manualAuth: string }) => Choices {
  const byHand = new Map<string, Choices>();
  return ({ id, definitionId, manualAuth }) => {
    const read = () => context.connections.requirements(r, actor, { id, definitionId }).choices;
    if (definitionId !== null) return read();
    const choices = byHand.get(manualAuth) ?? read();
    byHand.set(manualAuth, choices);
    return choices;
  };
}

/** A connection that exists for the actor; undefined where it is gone or someone else's alone. */
export function findConnection(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  id: ConnectionId,
): Connection | undefined {
  return context.connections.readMany(r, actor, [id])[0];
}

/** The connections of some integrations that exist for the actor, by integration, in the order of their names. */
export function connectionsOf(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  ids: readonly IntegrationId[],
): Map<IntegrationId, Connection[]> {
  const { tenantId, integrationId, visibility, ownerId } = connections;
  const own = r
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        eq(tenantId, actor.tenantId),
        inArray(integrationId, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`),
        or(eq(visibility, 'team'), eq(ownerId, actor.userId)),
      ),
    )
    .orderBy(sql`${connections.name} COLLATE NOCASE`)
    .all()
    .map(({ id }) => id);
  const found = context.connections.readMany(r, actor, own);
  return Map.groupBy(found, (connection) => connection.integrationId);
}
