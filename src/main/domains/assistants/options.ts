import type { ConnectionOption } from '#contract/assistants.ts';
import type { AssistantId, IntegrationId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { unmetRequirement } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { requireVisible } from './access.ts';
import type { AssistantsDeps, ReadDeps } from './deps.ts';
import { type Needs, needsOf } from './needs.ts';
import { connectionsOf } from './usableConnection.ts';
import { whyUseless } from './whyUseless.ts';

type Deps = ReadDeps & Pick<AssistantsDeps, 'store'>;
type Options = { needsAuth: boolean; optional: boolean; connections: ConnectionOption[] };

/** What the person can choose from; those that cannot be chosen come last, with the reason. Throws NOT_FOUND. */
export function optionsFor(
  deps: Deps,
  actor: Actor,
  { assistantId, integrationId }: { assistantId: AssistantId; integrationId: IntegrationId },
): Options {
  const r = deps.store.read;
  requireVisible(r, actor, assistantId);
  const needs = needsOf(deps, r, actor, integrationId);
  const found =
    actor.role === 'viewer' ? [] : (connectionsOf(deps, r, actor, [integrationId]).get(integrationId) ?? []);
  const options = found.map((connection) => optionOf(needs, connection));
  const { needsAuth, optional } = needs;
  return {
    needsAuth,
    optional,
    connections: options.sort((a, b) => Number(a.unfit !== null) - Number(b.unfit !== null)),
  };
}

function optionOf({ choices }: Needs, connection: Connection): ConnectionOption {
  const { id, name, owner, visibility, state, stateReason, lastCheckedAt, parts } = connection;
  return {
    ...{ id, name, owner, visibility, state, stateReason, lastCheckedAt },
    group: groupOf(connection),
    kinds: [...new Set(parts.map(({ kind }) => kind))],
    unfit: unmetRequirement(choices, parts) ?? whyUseless(connection),
  };
}

function groupOf({ parts }: Connection): ConnectionOption['group'] {
  if (parts.some(({ kind }) => kind === 'oauth2')) return 'oauth2';
  return parts.every(({ kind }) => kind === 'apiKey') ? 'apiKey' : 'other';
}
