import * as oauth from 'oauth4webapi';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { requireSafeEndpoint } from './safeEndpoint.ts';
import type { KnownServer } from './serverOf.ts';

/** What the console asks the browser to ask, and what it keeps to recognise the answer. */
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
  const optional = {
    ...consentFor(config),
    ...config.extraParameters,
    audience: config.audience,
    resource: config.resource,
  };
  const own = {
    ...{ response_type: implicit ? 'token' : 'code', client_id: config.clientId, redirect_uri: redirectUri, state },
    scope: config.scopes.length === 0 ? null : config.scopes.join(' '),
    ...(await challengeOf(verifier)),
  };
  for (const [name, value] of Object.entries({ ...optional, ...own })) {
    if (value !== null) url.searchParams.set(name, value);
  }
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
