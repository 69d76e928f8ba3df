import type { OAuthDeps } from '../deps.ts';
import { configInvalid } from '../faults.ts';
import { exchangeCode } from '../protocol/askForTokens.ts';
import { type AuthorizationRequest, authorizationRequest } from '../protocol/authorizationRequest.ts';
import type { Talk } from '../protocol/options.ts';
import { implicitTokens, readRedirect } from '../protocol/readRedirect.ts';
import { redactUrl } from '../protocol/redactStep.ts';
import { isSignInPage } from '../protocol/safeEndpoint.ts';
import type { GrantedTokens } from '../protocol/tokenAnswer.ts';
import type { Attempt } from './attempt.ts';
import { openRedirectListener } from './openRedirectListener.ts';
import { fail, noteAhead, succeed } from './outcome.ts';
import type { Page } from './redirectPage.ts';

/** The redirect address of the desktop program. */
export const schemeRedirect = 'patchbay://oauth/callback';

/** Opens the sign-in page in the browser and waits there for the answer; what comes later ends the attempt. */
export async function codeSignIn(deps: OAuthDeps, attempt: Attempt, talk: Talk, open: boolean): Promise<void> {
  const { config, exchange, server } = talk;
  const redirectUri = await whereTo(deps, attempt, talk);
  const request = await authorizationRequest(server, config, redirectUri);
  if (!attempt.isOpen()) return;
  exchange.hide(request.state, request.verifier);
  attempt.expect(request.state, (parameters) => received(deps, attempt, talk, request, parameters));
  exchange.note({ name: 'authorization', method: 'GET', url: redactUrl(request.url) });
  attempt.show({ authorizationUrl: request.url, redirectUri });
  attempt.endAt(deps.now() + (deps.signInMs ?? usualMs));
  if (open && isSignInPage(request.url)) deps.openExternal(request.url);
}

const usualMs = 5 * 60_000;

async function whereTo({ takesLinks }: OAuthDeps, attempt: Attempt, { config }: Talk): Promise<string> {
  const { redirect, grant } = config;
  if (redirect.kind === 'scheme' && takesLinks) return schemeRedirect;
  if (redirect.kind === 'scheme')
    throw configInvalid(
      'Only the desktop program takes answers that come as patchbay:// links.',
      'Sign in from the desktop program, or let the answer go to a port of this computer.',
      'redirect',
    );
  const listener = await openRedirectListener({
    ...{ port: redirect.port, path: redirect.path, fragment: grant === 'implicit' },
    onAnswer: async (parameters) => (await attempt.receive(parameters)) ?? stranger,
  });
  attempt.signal.addEventListener('abort', () => listener.close());
  // Cancelled while the port was opened: nothing else would close it.
  if (!attempt.isOpen()) listener.close();
  return listener.redirectUri;
}

const stranger: Page = {
  ok: false,
  title: 'This answer does not belong to the sign-in',
  text: 'Nothing was changed. Go back to Patchbay and finish the page that it opened, or begin again.',
};
const already: Page = {
  ok: true,
  title: 'Already signed in here',
  text: 'Another window brought the answer. You can close this one.',
};

async function received(
  deps: OAuthDeps,
  attempt: Attempt,
  talk: Talk,
  request: AuthorizationRequest,
  parameters: URLSearchParams,
): Promise<Page> {
  if (parameters.get('state') !== request.state) return turnedAway(attempt);
  if (attempt.view().status !== 'waiting') return already;
  attempt.show({ status: 'exchanging' });
  try {
    succeed(deps, attempt, await redeem(deps, attempt, talk, request, parameters));
    return { ok: true, title: 'Signed in', text: 'You can close this window and go back to Patchbay.' };
  } catch (error) {
    const { message } = fail(deps, attempt, error);
    return { ok: false, title: 'The sign-in did not work', text: `${message} Go back to Patchbay to see more.` };
  }
}

/** Anyone on this machine can ask this address; a wrong state must not end the sign-in of the person. */
function turnedAway({ exchange }: Attempt): Page {
  const why = { code: 'STATE_MISMATCH', error: 'The answer had another state.' };
  if (exchange.lastCode() !== why.code) exchange.note({ name: 'redirect', method: 'GET', ...why });
  return stranger;
}

async function redeem(
  deps: OAuthDeps,
  attempt: Attempt,
  talk: Talk,
  request: AuthorizationRequest,
  given: URLSearchParams,
): Promise<GrantedTokens> {
  const parameters = readRedirect(talk, request, given);
  if (talk.config.grant === 'implicit') {
    const granted = implicitTokens(parameters, deps.now());
    if (granted !== null) return granted;
    talk.exchange.blame('MALFORMED_ANSWER', 'The answer has no access token.');
    throw new Error('The answer has no access token');
  }
  noteAhead(deps, attempt, talk.server.metadata.token_endpoint ?? '');
  const { redirectUri, verifier } = request;
  // The end of the attempt must not cut a request whose answer holds the tokens.
  return exchangeCode({ ...talk, signal: undefined }, { parameters, redirectUri, verifier });
}
