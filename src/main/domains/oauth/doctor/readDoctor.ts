import type { ConnectionId } from '#contract/common.ts';
import type { DoctorReport } from '#contract/oauth.ts';
import type { TokenState } from '#contract/oauthConfig.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { OAuthDeps } from '../deps.ts';
import { requireVisibleSubject } from '../ofConnection.ts';
import { readExchange } from '../tokens/keepExchange.ts';
import { interruptedSteps, isLeased } from '../tokens/lease.ts';
import { readTokenRow, toTokenState } from '../tokens/tokenRow.ts';
import { findingsOf } from './findingsOf.ts';

type Deps = Pick<OAuthDeps, 'store' | 'now'>;

/** The last exchange of a connection with its authorization server, and what it means. */
export function readDoctor(
  { store, now }: Deps,
  actor: Actor,
  { connectionId }: { connectionId: ConnectionId },
): DoctorReport {
  const subject = requireVisibleSubject(store.read, actor, connectionId);
  const kept = readExchange(store.read, subject);
  const row = readTokenRow(store.read, subject);
  const interrupted = row !== null && row.underWay !== null && !isLeased(row, now());
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
  return toTokenState(readTokenRow(store.read, requireVisibleSubject(store.read, actor, connectionId)));
}
