import { implement } from '@orpc/server';
import { oauthContract } from '#contract/oauth.ts';
import type { CallContext } from '#main/kernel/actor.ts';
import type { OAuthDeps } from './deps.ts';
import { readDoctor, readTokens } from './doctor/doctor.ts';
import { revoke } from './revocation.ts';
import { discover, suggest } from './settings.ts';
import { cancelSignIn, signInState, startSignIn } from './signIn/startSignIn.ts';
import { type OAuthTokenSource, refreshNow } from './tokens/tokenSource.ts';

export function oauthHandlers(deps: OAuthDeps & { readonly tokens: OAuthTokenSource }) {
  const os = implement(oauthContract).$context<CallContext>();
  return os.router({
    suggest: os.suggest.handler(({ input, context }) => suggest(deps, context.session.actor(), input)),
    discover: os.discover.handler(({ input, context, signal }) =>
      discover(deps, context.session.actor(), input, signal),
    ),
    signIn: os.signIn.handler(({ input, context }) => startSignIn(deps, context.session.actor(), input)),
    signInState: os.signInState.handler(({ input, context }) => signInState(deps, context.session.actor(), input)),
    cancelSignIn: os.cancelSignIn.handler(({ input, context }) => cancelSignIn(deps, context.session.actor(), input)),
    refresh: os.refresh.handler(({ input, context }) => refreshNow(deps, context.session.actor(), input)),
    revoke: os.revoke.handler(({ input, context }) => revoke(deps, context.session.actor(), input)),
    tokens: os.tokens.handler(({ input, context }) => readTokens(deps, context.session.actor(), input)),
    doctor: os.doctor.handler(({ input, context }) => readDoctor(deps, context.session.actor(), input)),
  });
}
