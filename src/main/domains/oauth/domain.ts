import type { ConnectionId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import { requireVisible } from '#main/domains/connections/index.ts';
import { handleJobs } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { leniently, type Reader, type Writer } from '#main/store/index.ts';
import type { OAuthContext, OAuthPorts } from './context.ts';
import { readDoctor, readTokens } from './doctor/doctor.ts';
import { tokenFacts } from './facts.ts';
import { endWithTokens } from './oauthConnection.ts';
import { revoke } from './revocation.ts';
import { discover, suggest } from './settings.ts';
import { finishSignIn } from './signIn/codeSignIn.ts';
import { saveFailure } from './signIn/completion.ts';
import { createSignIns, type SignIns } from './signIn/signIns.ts';
import { attendSignIn, cancelSignIn, signInState, startSignIn } from './signIn/startSignIn.ts';
import { type ForeignTokens, takeOverTokens } from './tokens/foreignTokens.ts';
import { createTokenSource, type OAuthTokenSource, refreshNow } from './tokens/tokenSource.ts';
import { oauthExchanges, oauthTokens, planMissingRenewals, tokenJobs } from './tokens/tokenTable.ts';

export interface OAuthApi {
  /** Where connections get the tokens that they send. */
  readonly tokens: OAuthTokenSource;
  readonly signIns: SignIns;
  /** Takes the redirect of a sign-in that came as a `patchbay://` link; false where none waits for it. */
  finishSignIn(link: string): Promise<boolean>;
  /**
   * Gives a connection tokens that another program was granted, in the caller's transaction. Answers why it cannot, one sentence, or
   * null where it could. Throws NOT_FOUND, FORBIDDEN, CONFIG_INVALID or VAULT_LOCKED.
   */
  takeOverTokens(w: Writer, actor: Actor, id: ConnectionId, tokens: ForeignTokens): string | null;
}

export type OAuthKernel = Pick<Kernel, 'store' | 'vault' | 'outbound' | 'facts' | 'jobs' | 'events' | 'now' | 'host'>;

/** Sign-ins of OAuth2 connections, and their tokens. */
export function createOAuth(
  { store, vault, outbound, facts, jobs, events, now, host }: OAuthKernel,
  { definitions }: OAuthPorts,
  signInMs = 5 * 60_000,
): Domain<'oauth', OAuthApi> {
  const base = { store, vault, outbound, facts, jobs, events, now };
  const tokens = createTokenSource(base);
  const signIns = createSignIns();
  const context: OAuthContext = {
    ...base,
    definitions,
    tokens,
    signIns,
    openExternal: host.openExternal,
    takesLinks: host.kind === 'electron',
    signInMs,
  };
  const stopListening = vault.onLocked(() => endLocked(context));
  return {
    name: 'oauth',
    routes: {
      suggest: (actor, input) => suggest(context, actor, input),
      discover: (actor, input, signal) => discover(context, actor, input, signal),
      signIn: (actor, input) => startSignIn(context, actor, input),
      signInState: (actor, input) => signInState(context, actor, input),
      attendSignIn: (actor, input, signal) => attendSignIn(context, actor, input, signal),
      cancelSignIn: (actor, input) => cancelSignIn(context, actor, input),
      refresh: (actor, input) => refreshNow(context, actor, input),
      revoke: (actor, input) => revoke(context, actor, input),
      tokens: (actor, input) => readTokens(context, actor, input),
      doctor: (actor, input) => readDoctor(context, actor, input),
    },
    api: {
      tokens,
      signIns,
      finishSignIn: (link) => finishSignIn(signIns, link),
      takeOverTokens: (w, actor, id, given) => takeOverTokens(context, w, actor, id, given),
    },
    tables: [
      {
        table: oauthTokens,
        travels: 'none',
        kept: 'withParent',
        refersTo: { connection_id: 'connections' },
        past: [{ at: oauthTokens.obtainedAt, moves: [oauthTokens.expiresAt] }],
      },
      { table: oauthExchanges, travels: 'none', kept: 'withParent', refersTo: { connection_id: 'connections' } },
    ],
    facts: Object.values(tokenFacts),
    jobs: handleJobs(
      tokenJobs,
      {
        renew: ({ tenantId, payload: { connectionId } }, signal) =>
          untilAborted(tokens.renewAhead({ tenantId, connectionId }), signal),
      },
      { renew: (r, actor, payload) => connectionName(r, actor, payload.connectionId) },
    ),
    cleanUp: () => {
      endWithTokens(context);
      return {};
    },
    start: () => planMissingRenewals({ store, jobs }),
    close: () => {
      stopListening();
      signIns.cancelAll('Patchbay was closed.');
    },
  };
}

/** A sign-in holds what it opened, and what it brings could not be sealed. */
function endLocked(context: OAuthContext): void {
  const open = context.signIns.all().filter((signIn) => signIn.isOpen());
  for (const signIn of open) signIn.cancel('The vault was locked. Unlock it, then sign in again.');
  // Whoever found it locked may be in the middle of a transaction.
  queueMicrotask(() => {
    for (const signIn of open) saveFailure(context, signIn);
  });
}

/** The end of the console does not wait for a server; closing the network ends the request itself, and its lease says so. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/** What the connection of a job is called; null for whom it does not exist. */
function connectionName(r: Reader, actor: Actor, id: ConnectionId): string | null {
  try {
    return leniently(() => requireVisible(r, actor, id)).name;
  } catch (cause) {
    if (cause instanceof Fault) return null;
    throw cause;
  }
}
