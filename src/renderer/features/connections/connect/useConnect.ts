import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CheckResult, Connection, ConnectionInput, Placement } from '#contract/connections.ts';
import { client } from '#renderer/platform/client.ts';
import type { SchemeOption } from './schemeOptions.ts';

/** What a person typed; nothing of it is lost by a failure. */
export interface ConnectDraft {
  option: SchemeOption;
  placement: Placement;
  name: string;
  username: string;
  secret: string;
  allowedHosts: string[];
  visibility: Connection['visibility'];
}

/** Stores the connection, then checks it. After a failed check the same connection is changed instead of a second one made. */
export function useConnect(integrationId: Connection['integrationId']) {
  const [made, setMade] = useState<Connection | null>(null);
  const save = useMutation({
    mutationFn: async (draft: ConnectDraft): Promise<CheckResult> => {
      const connection = made === null ? await create(integrationId, draft) : await change(made, draft);
      setMade(connection);
      return client.connections.check({ integrationId, connectionId: connection.id });
    },
    meta: { quiet: true },
  });
  return { made, save };
}

function create(integrationId: Connection['integrationId'], draft: ConnectDraft): Promise<Connection> {
  const { option, name, visibility, allowedHosts } = draft;
  const input: ConnectionInput = {
    integrationId,
    name,
    kind: option.kind ?? 'apiKey',
    schemeKey: option.schemeKey,
    allowedHosts,
    visibility,
    ...(option.byHand ? { placement: draft.placement } : {}),
  };
  return client.connections.create({ ...input, ...secretOf(draft) });
}

async function change(made: Connection, draft: ConnectDraft): Promise<Connection> {
  const { name, visibility, allowedHosts, option, placement } = draft;
  const changes = { name, visibility, allowedHosts, ...(option.byHand ? { placement } : {}) };
  const changed = await client.connections.update({ id: made.id, changes });
  return draft.secret === '' ? changed : client.connections.replaceSecret({ id: made.id, ...secretOf(draft) });
}

function secretOf({ option, secret, username }: ConnectDraft) {
  return { secret, ...(option.kind === 'basic' ? { username } : {}) };
}
