import type { ConnectionOption } from '#contract/assistants.ts';
import type { AssistantId, IntegrationId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { unusableReason } from '#core/connections/state.ts';
import { unmetRequirement } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type AuthenticationNeed, authenticationNeedOf } from './attachments.ts';
import type { AssistantsContext } from './context.ts';
import { connectionsOf } from './integrations.ts';
import { requireVisible } from './table.ts';

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
    unfit: connection.unreadable ?? unmetRequirement(choices, parts) ?? unusableReason(connection),
  };
}

function groupOf({ parts }: Connection): ConnectionOption['group'] {
  if (parts.some(({ kind }) => kind === 'oauth2')) return 'oauth2';
  return parts.every(({ kind }) => kind === 'apiKey') ? 'apiKey' : 'other';
}
