import { oauthFaults } from '#contract/oauth.ts';
import type { TokenDeps } from '../tokenDeps.ts';
import type { Attempt } from './attempt.ts';
import { fail } from './outcome.ts';

/** Ends a sign-in that nobody finished in time. */
export function timeOut(deps: TokenDeps, attempt: Attempt): void {
  attempt.exchange.note({ name: 'redirect', code: 'TIMED_OUT', error: 'Nobody finished the sign-in in time.' });
  fail(
    deps,
    attempt,
    oauthFaults.fault('SIGN_IN_TIMED_OUT', 'Nobody finished the sign-in in time.', {
      kept: 'The tokens of before are kept.',
      todo: 'Begin again, and finish the page that opens.',
    }),
  );
}
