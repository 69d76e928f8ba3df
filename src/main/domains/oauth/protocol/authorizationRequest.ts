import * as oauth from 'oauth4webapi';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { webAddress } from '#core/http/webAddress.ts';
import type { KnownServer } from './authorizationServer.ts';
import { type Grant, type OAuthClient, startParameters } from './client.ts';
import { isIssuedBy } from './discovery.ts';
import { redactUrl, requireSafeEndpoint } from './recorder.ts';
import { readGranted } from './tokenAnswer.ts';

/** The page that the browser opens, and what is kept to recognise the redirect. */
export interface AuthorizationRequest {
  readonly url: string;
  readonly redirectUri: string;
  /** Sent once and expected once. */
  readonly state: string;
  /** RFC 7636; null where the server cannot do PKCE and the person turned it off. */
  readonly verifier: string | null;
}

/** The address of the sign-in page (RFC 6749 sections 4.1.1 and 4.2.1), with PKCE S256. */
export async function authorizationRequest(
  { metadata }: KnownServer,
  config: OAuthConfig,
  redirectUri: string,
): Promise<AuthorizationRequest> {
  const url = new URL(metadata.authorization_endpoint ?? '');
  requireSafeEndpoint(url.href);
  const state = oauth.generateRandomState();
  const implicit = config.grant === 'implicit';
  const verifier = config.pkce && !implicit ? oauth.generateRandomCodeVerifier() : null;
  const own = {
    response_type: implicit ? 'token' : 'code',
    client_id: config.clientId,
    redirect_uri: redirectUri,
    state,
    ...(await challengeOf(verifier)),
  };
  const parameters = { ...consentFor(config), ...startParameters(config), ...own };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, redirectUri, state, verifier };
}

async function challengeOf(verifier: string | null): Promise<Record<string, string>> {
  if (verifier === null) return {};
  return { code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' };
}

/** A server gives a token for later only to a person who was asked (OpenID Connect Core, section 11). */
function consentFor({ scopes }: OAuthConfig): Record<string, string> {
  return scopes.includes('offline_access') ? { prompt: 'consent' } : {};
}

/**
 * Checks the redirect that the browser brought: `state`, `iss` where it is announced or present (RFC 9207), and `error`.
 * What is returned may be redeemed for tokens.
 */
export function readRedirect(
  client: OAuthClient,
  request: AuthorizationRequest,
  given: URLSearchParams,
): URLSearchParams {
  const { recorder, server, identity } = client;
  for (const name of ['code', 'state', 'access_token']) recorder.hide(given.get(name));
  recorder.note({ name: 'redirect', method: 'GET', url: redactUrl(`${request.redirectUri}?${given}`) });
  const parameters = new URLSearchParams(given);
  // With no issuer to compare with, what the redirect calls its issuer says nothing.
  if (!server.issuerKnown) parameters.delete('iss');
  const { issuer } = server.metadata;
  if (isIssuedBy(issuer, parameters.get('iss') ?? '')) parameters.set('iss', issuer);
  const codeMissing = client.config.grant === 'authorizationCode' && !given.get('code') && !given.has('error');
  if (codeMissing) recorder.failLast('CODE_MISSING', 'The sign-in response has neither a code nor an error.');
  try {
    if (codeMissing) throw new Error('The answer has no code');
    return oauth.validateAuthResponse(server.metadata, identity, parameters, request.state);
  } catch (error) {
    const [code, message] = reasonOf(error);
    recorder.failLast(code, message);
    throw error;
  }
}

function reasonOf(error: unknown): [code: string, message: string] {
  if (error instanceof oauth.AuthorizationResponseError) return [error.error, error.error_description ?? error.error];
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('"iss"')) return ['ISSUER_MISMATCH', message];
  return [message.includes('"state"') ? 'STATE_MISMATCH' : 'MALFORMED_ANSWER', message];
}

/** The token that an implicit redirect carries itself (RFC 6749 section 4.2.2). Throws NoToken. */
export function implicitTokens({ recorder }: OAuthClient, parameters: URLSearchParams): Grant {
  try {
    return { ...readGranted(Object.fromEntries(parameters), recorder.now()), headerForm: null, foreignOrigins: [] };
  } catch (error) {
    recorder.failLast('MALFORMED_ANSWER', error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** Whether a page that a server names may be opened in the person's browser: https, or http on this machine. */
export function isSignInPage(address: string): boolean {
  const url = URL.parse(webAddress(address) ?? '');
  return url !== null && (url.protocol === 'https:' || /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname));
}
