import type { ConnectionId } from '#contract/common.ts';
import type { DoctorReport } from '#contract/oauth.ts';
import type { TokenState } from '#contract/oauthConfig.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { OAuthContext } from '../context.ts';
import { requireVisibleOAuthConnection } from '../oauthConnection.ts';
import { interruptedSteps, readSteps, readTokenRow, toTokenState, wasInterrupted } from '../tokens/tokenTable.ts';
import { findingsOf } from './findings.ts';

type Deps = Pick<OAuthContext, 'store' | 'now'>;

/** The steps of the last flow of a connection with its authorization server, and what they mean. */
export function readDoctor(
  { store, now }: Deps,
  actor: Actor,
  { connectionId }: { connectionId: ConnectionId },
): DoctorReport {
  const connection = requireVisibleOAuthConnection(store.read, actor, connectionId);
  const kept = readSteps(store.read, connection);
  const row = readTokenRow(store.read, connection);
  const interrupted = wasInterrupted(store.read, connection, row, now());
  const steps = interrupted ? interruptedSteps(kept?.steps ?? []) : (kept?.steps ?? []);
  const known = row?.status === 'ok' && kept !== null && !interrupted;
  const facts = {
    requestedScopes: known ? row.requestedScopes : [],
    grantedScopes: known ? row.grantedScopes : null,
  };
  return { connectionId, at: kept?.at ?? null, steps, findings: findingsOf(steps, facts) };
}

/** What is known of the tokens, without showing them. */
export function readTokens(
  { store }: Deps,
  actor: Actor,
  { connectionId }: { connectionId: ConnectionId },
): TokenState {
  return toTokenState(readTokenRow(store.read, requireVisibleOAuthConnection(store.read, actor, connectionId)));
}
