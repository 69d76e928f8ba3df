import type { OAuthDeps } from '../deps.ts';
import { withRightClock } from '../protocol/withRightClock.ts';
import { askAlone } from '../tokens/askAnew.ts';
import type { Attempt } from './attempt.ts';
import { fail, noteAhead, succeed } from './outcome.ts';

/** Fetches tokens at once, by client credentials or password; nobody has to open a page. */
export async function aloneSignIn(
  deps: OAuthDeps,
  attempt: Attempt,
  secret: string | null,
  skewMs: number | null,
): Promise<void> {
  const { exchange, subject, signal } = attempt;
  const { config } = subject;
  attempt.show({ status: 'exchanging' });
  try {
    const granted = await withRightClock({ exchange, config, secret, skewMs, signal }, ['token'], (talk) => {
      noteAhead(deps, attempt, talk.server.metadata.token_endpoint ?? '');
      return askAlone(talk, secret);
    });
    if (attempt.isOpen()) succeed(deps, attempt, granted);
  } catch (error) {
    if (attempt.isOpen()) fail(deps, attempt, error);
  }
}
