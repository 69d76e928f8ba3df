import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CheckResult, Connection, PartInput } from '#contract/connections.ts';
import type { SignInState } from '#contract/oauth.ts';
import { client } from '#renderer/platform/client.ts';
import { type ConnectDraft, hasOAuth, toInput } from './connectDraft.ts';
import { partInput } from './partInput.ts';

/** What followed after it was stored. */
export type Stored = { step: 'checked'; result: CheckResult } | { step: 'signIn'; state: SignInState };

/**
 * Stores the connection, then checks it, or begins its sign-in. After a failure the same connection is changed instead of a
 * second one made.
 */
export function useConnect(integrationId: Connection['integrationId']) {
  const [made, setMade] = useState<Connection | null>(null);
  const save = useMutation({
    mutationFn: async (draft: ConnectDraft): Promise<Stored> => {
      const connection = made === null ? await create(integrationId, draft) : await change(made, draft);
      setMade(connection);
      if (hasOAuth(draft)) return { step: 'signIn', state: await client.oauth.signIn({ connectionId: connection.id }) };
      const result = await client.connections.check({ integrationId, connectionId: connection.id });
      return { step: 'checked', result };
    },
    meta: { quiet: true },
  });
  return { made, save };
}

function create(integrationId: Connection['integrationId'], draft: ConnectDraft): Promise<Connection> {
  return client.connections.create(toInput(integrationId, draft));
}

async function change(made: Connection, draft: ConnectDraft): Promise<Connection> {
  const { name, visibility, allowedHosts, expiresAt } = draft;
  const [first, ...more] = draft.parts.map(partInput);
  const placement = first?.placement === undefined ? {} : { placement: first.placement };
  const config = first?.config === undefined ? {} : { config: first.config };
  const changes = { name, visibility, allowedHosts, expiresAt, ...placement, ...config };
  // The first secret goes with the settings: an address elsewhere is only taken together with it.
  let changed = await client.connections.update({ id: made.id, changes, ...enteredIn(first) });
  for (const [index, typed] of more.entries()) {
    const { secret, ...rest } = enteredIn(typed);
    if (secret !== undefined)
      changed = await client.connections.replaceSecret({ id: made.id, part: index + 1, secret, ...rest });
  }
  return changed;
}

function enteredIn(part: Partial<PartInput> | undefined): { secret?: string; username?: string } {
  const { secret, username } = part ?? {};
  if (secret === undefined) return {};
  return { secret, ...(username === undefined ? {} : { username }) };
}
