import { useState } from 'react';
import type { Connection, ConnectionPart } from '#contract/connections.ts';
import { type PartDraft, partReady } from '../connect/partDraft.ts';
import { partInput } from '../connect/partInput.ts';
import { draftOfPart } from './draftOfPart.ts';

interface SecretInput {
  secret: string;
  username?: string;
}

/** A new secret for one part of a connection, as it is typed. `input` is null until it can be sent. */
export function useNewSecret(connection: Connection, part: ConnectionPart) {
  const [draft, setDraft] = useState<PartDraft>(() => draftOfPart(part, connection));
  const { secret, username } = partInput(draft);
  const input: SecretInput | null =
    secret === undefined || !partReady(draft, false)
      ? null
      : { secret, ...(username === undefined ? {} : { username }) };
  return { draft, setDraft, input };
}
