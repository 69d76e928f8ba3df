import type { CheckResult, Connection } from '#contract/connections.ts';
import type { SignInState } from '#contract/oauth.ts';
import { client } from '#renderer/platform/client.ts';
import { hasNewSecret } from '../credential/credentialDraft.ts';
import { type ConnectDraft, type ConnectInput, hasSignIn } from './connectDraft.ts';

/** What followed after it was stored. */
export type Stored = { step: 'checked'; result: CheckResult } | { step: 'signIn'; state: SignInState };

/** Stores a connection; one that is stored already, as after a check that failed, is changed. */
export async function storeConnection(
  stored: Connection | null,
  input: ConnectInput,
  draft: ConnectDraft,
): Promise<Connection> {
  if (stored === null) return client.connections.create(input);
  const { name, visibility, allowedHosts, expiresAt, values, more = [] } = input;
  const changes = { name, visibility, allowedHosts, expiresAt };
  // The first secret goes with the settings: an address elsewhere is only taken together with it.
  let changed = await client.connections.update({ id: stored.id, changes, values });
  for (const [index, part] of more.entries()) {
    const typed = draft.parts[index + 1];
    if (typed === undefined || !hasNewSecret(typed)) continue;
    changed = await client.connections.replaceSecret({ id: stored.id, part: index + 1, values: part.values });
  }
  return changed;
}

/** Checks a connection that was stored, or begins its sign-in. */
export async function proveConnection({ id, integrationId }: Connection, draft: ConnectDraft): Promise<Stored> {
  if (hasSignIn(draft)) return { step: 'signIn', state: await client.oauth.signIn({ connectionId: id }) };
  return { step: 'checked', result: await client.connections.check({ integrationId, connectionId: id }) };
}
