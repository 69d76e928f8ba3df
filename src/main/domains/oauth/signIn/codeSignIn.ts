import type { OAuthContext } from '../context.ts';
import { configInvalid } from '../faults.ts';
import {
  type AuthorizationRequest,
  authorizationRequest,
  implicitTokens,
  isSignInPage,
  readRedirect,
} from '../protocol/authorizationRequest.ts';
import { type GrantedTokens, grantByCode, type OAuthClient } from '../protocol/client.ts';
import { redactUrl } from '../protocol/recorder.ts';
import { completeSignIn, failSignIn, noteTokenRequest } from './completion.ts';
import { openRedirectListener, type Page } from './redirectListener.ts';
import type { SignIn, SignIns } from './signIns.ts';

/** The redirect address of the desktop program. */
const schemeRedirect = 'patchbay://oauth/callback';

/** Opens the sign-in page in the browser and waits for the redirect; what comes later ends the sign-in. */
export async function codeSignIn(
  context: OAuthContext,
  signIn: SignIn,
  client: OAuthClient,
  open: boolean,
): Promise<void> {
  const { config, recorder, server } = client;
  const redirectUri = await openRedirect(context, signIn, client);
  const request = await authorizationRequest(server, config, redirectUri);
  if (!signIn.isOpen()) return;
  recorder.hide(request.state, request.verifier);
  signIn.expect(request.state, (parameters) => receiveRedirect(context, signIn, client, request, parameters));
  recorder.note({ name: 'authorization', method: 'GET', url: redactUrl(request.url) });
  signIn.show({ authorizationUrl: request.url, redirectUri });
  signIn.endAt(context.now() + context.signInMs);
  if (open && isSignInPage(request.url)) context.openExternal(request.url);
}

async function openRedirect({ takesLinks }: OAuthContext, signIn: SignIn, { config }: OAuthClient): Promise<string> {
  const { redirect, grant } = config;
  if (redirect.kind === 'scheme' && takesLinks) return schemeRedirect;
  if (redirect.kind === 'scheme')
    throw configInvalid(
      'Only the desktop program takes answers that come as patchbay:// links.',
      'Sign in from the desktop program, or let the answer go to a port of this computer.',
      'redirect',
    );
  const listener = await openRedirectListener({
    port: redirect.port,
    path: redirect.path,
    fragment: grant === 'implicit',
    onRedirect: async (parameters) => (await signIn.receive(parameters)) ?? foreignPage,
  });
  signIn.signal.addEventListener('abort', () => listener.close());
  // Cancelled while the port was opened: nothing else would close it.
  if (!signIn.isOpen()) listener.close();
  return listener.redirectUri;
}

const foreignPage: Page = {
  ok: false,
  title: 'This answer does not belong to the sign-in',
  text: 'Nothing was changed. Go back to Patchbay and finish the page that it opened, or begin again.',
};
const alreadyPage: Page = {
  ok: true,
  title: 'Already signed in here',
  text: 'Another window brought the answer. You can close this one.',
};

async function receiveRedirect(
  context: OAuthContext,
  signIn: SignIn,
  client: OAuthClient,
  request: AuthorizationRequest,
  parameters: URLSearchParams,
): Promise<Page> {
  if (parameters.get('state') !== request.state) return rejectForeignState(signIn);
  if (signIn.view().status !== 'waiting') return alreadyPage;
  signIn.show({ status: 'exchanging' });
  try {
    completeSignIn(context, signIn, await redeem(context, signIn, client, request, parameters));
    return { ok: true, title: 'Signed in', text: 'You can close this window and go back to Patchbay.' };
  } catch (error) {
    const { message } = failSignIn(context, signIn, error);
    return { ok: false, title: 'The sign-in did not work', text: `${message} Go back to Patchbay to see more.` };
  }
}

/** Anyone on this machine can call this address; a wrong state must not end the sign-in of the person. */
function rejectForeignState({ recorder }: SignIn): Page {
  const why = { code: 'STATE_MISMATCH', error: 'The answer had another state.' };
  if (recorder.lastCode() !== why.code) recorder.note({ name: 'redirect', method: 'GET', ...why });
  return foreignPage;
}

async function redeem(
  context: OAuthContext,
  signIn: SignIn,
  client: OAuthClient,
  request: AuthorizationRequest,
  given: URLSearchParams,
): Promise<GrantedTokens> {
  const parameters = readRedirect(client, request, given);
  if (client.config.grant === 'implicit') {
    const granted = implicitTokens(parameters, context.now());
    if (granted !== null) return granted;
    client.recorder.failLast('MALFORMED_ANSWER', 'The answer has no access token.');
    throw new Error('The answer has no access token');
  }
  noteTokenRequest(context, signIn, client.server.metadata.token_endpoint ?? '');
  const { redirectUri, verifier } = request;
  // The end of the sign-in must not cut a request whose response holds the tokens.
  return grantByCode({ ...client, signal: undefined }, { parameters, redirectUri, verifier });
}

/** Longer than any redirect; a link comes from whoever wants to make one. */
const maxLinkLength = 8_192;

/**
 * Takes a redirect that came as a `patchbay://` link. Only one with the state of a sign-in that waits has any effect.
 * @returns whether it belonged to one
 */
export async function finishSignIn(signIns: SignIns, link: string): Promise<boolean> {
  const parameters = readLink(link);
  const state = parameters?.get('state');
  const signIn = state ? signIns.waitingFor(state) : undefined;
  if (!parameters || signIn?.connection.config.redirect.kind !== 'scheme') return false;
  await signIn.receive(parameters);
  return true;
}

function readLink(link: string): URLSearchParams | null {
  if (link.length > maxLinkLength || !link.startsWith(schemeRedirect)) return null;
  const rest = link.slice(schemeRedirect.length);
  return /^\/?[?#]/.test(rest) ? new URLSearchParams(rest.replace(/^\/?[?#]/, '').replace('#', '&')) : null;
}
