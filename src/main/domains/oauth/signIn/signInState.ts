import type { SignInId } from '#contract/common.ts';
import type { SignInState } from '#contract/oauth.ts';
import { requireVisible } from '#main/domains/connections/access.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { OAuthDeps } from '../deps.ts';
import { signInUnknown } from '../faults.ts';
import type { Attempt } from './attempt.ts';
import { keepFailure } from './outcome.ts';

type Deps = Pick<OAuthDeps, 'store' | 'signIns'>;

/** Where a sign-in stands. Throws SIGN_IN_UNKNOWN. */
export function signInState(deps: Deps, actor: Actor, { id }: { id: SignInId }): SignInState {
  return requireAttempt(deps, actor, id).view();
}

/** Ends a sign-in without tokens; one that has ended stays as it is. Throws SIGN_IN_UNKNOWN. */
export function cancelSignIn(deps: OAuthDeps, actor: Actor, { id }: { id: SignInId }): SignInState {
  requireRole(actor, 'editor');
  const attempt = requireAttempt(deps, actor, id);
  if (attempt.isOpen()) {
    attempt.cancel('The sign-in was cancelled.');
    keepFailure(deps, attempt);
  }
  return attempt.view();
}

function requireAttempt({ signIns, store }: Deps, actor: Actor, id: SignInId): Attempt {
  const attempt = signIns.find(id);
  if (attempt === undefined || attempt.subject.tenantId !== actor.tenantId) throw signInUnknown();
  if (attempt.actor.userId !== actor.userId) requireVisible(store.read, actor, attempt.subject.id);
  return attempt;
}
