import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '#contract/fault.ts';
import type { OAuthDeps } from '../deps.ts';
import { pollDevice } from '../protocol/askForTokens.ts';
import type { Talk } from '../protocol/options.ts';
import { type DeviceCode, requestDeviceCode } from '../protocol/requestDeviceCode.ts';
import { isSignInPage } from '../protocol/safeEndpoint.ts';
import type { GrantedTokens } from '../protocol/tokenAnswer.ts';
import type { Attempt } from './attempt.ts';
import { fail, noteAhead, succeed } from './outcome.ts';

/** Asks for a code that a person types on another page, and polls until they did (RFC 8628). */
export async function deviceSignIn(deps: OAuthDeps, attempt: Attempt, talk: Talk, open: boolean): Promise<void> {
  const code = await requestDeviceCode(talk);
  const { userCode, verificationUri, verificationUriComplete } = code;
  attempt.show({ userCode, verificationUri, verificationUriComplete });
  attempt.endAt(code.expiresAt);
  const page = verificationUriComplete ?? verificationUri;
  if (open && isSignInPage(page)) deps.openExternal(page);
  void poll(attempt, talk, code)
    .then((granted) => {
      if (granted === null) return;
      succeed(deps, attempt, granted);
    })
    .catch((error: unknown) => {
      if (attempt.isOpen()) fail(deps, attempt, error);
    });
  noteAhead(deps, attempt, talk.server.metadata.token_endpoint ?? '');
}

/** RFC 8628 section 3.5: `slow_down` adds five seconds for good. */
const slowerMs = 5_000;

async function poll(attempt: Attempt, talk: Talk, code: DeviceCode): Promise<GrantedTokens | null> {
  let waitMs = code.intervalMs;
  while (attempt.isOpen()) {
    await delay(waitMs, undefined, { signal: attempt.signal }).catch(() => undefined);
    if (!attempt.isOpen()) return null;
    try {
      return await pollDevice({ ...talk, signal: undefined }, code.deviceCode);
    } catch (error) {
      waitMs += laterBy(talk, error, waitMs);
    }
  }
  return null;
}

/** How much longer to wait before the next poll; throws what ends the polling. */
function laterBy({ exchange }: Talk, error: unknown, waitMs: number): number {
  const code = exchange.lastCode();
  if (code === 'authorization_pending') return 0;
  if (code === 'slow_down') return slowerMs;
  // The same section asks to back off where the connection fails.
  if (error instanceof Fault && /^(TIMED_OUT|CONNECTION_(LOST|REFUSED)|DNS_FAILED)$/.test(error.code)) return waitMs;
  throw error;
}
