import * as oauth from 'oauth4webapi';
import type { AuthorizationRequest } from './authorizationRequest.ts';
import type { Talk } from './options.ts';
import { redactUrl } from './redactStep.ts';
import type { GrantedTokens } from './tokenAnswer.ts';

/**
 * Checks the answer that the browser brought: `state`, `iss` where it is announced or present (RFC 9207), and `error`.
 * What is returned may be exchanged for tokens.
 */
export function readRedirect(talk: Talk, request: AuthorizationRequest, given: URLSearchParams): URLSearchParams {
  const { exchange, server, client } = talk;
  for (const name of ['code', 'state', 'access_token']) exchange.hide(given.get(name));
  exchange.note({ name: 'redirect', method: 'GET', url: redactUrl(`${request.redirectUri}?${given}`) });
  const parameters = new URLSearchParams(given);
  // With no issuer to compare with, what the answer calls itself says nothing.
  if (!server.issuerKnown) parameters.delete('iss');
  try {
    return oauth.validateAuthResponse(server.metadata, client.client, parameters, request.state);
  } catch (error) {
    const [code, message] = reasonOf(error);
    exchange.blame(code, message);
    throw error;
  }
}

function reasonOf(error: unknown): [code: string, message: string] {
  if (error instanceof oauth.AuthorizationResponseError) return [error.error, error.error_description ?? error.error];
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('"iss"')) return ['ISSUER_MISMATCH', message];
  return [message.includes('"state"') ? 'STATE_MISMATCH' : 'MALFORMED_ANSWER', message];
}

/** The token that an implicit answer carries itself (RFC 6749 section 4.2.2); null where it carries none. */
export function implicitTokens(parameters: URLSearchParams, now: number): GrantedTokens | null {
  const accessToken = parameters.get('access_token');
  if (accessToken === null || accessToken === '') return null;
  const seconds = Number(parameters.get('expires_in') ?? Number.NaN);
  return {
    ...{ accessToken, refreshToken: null, tokenType: parameters.get('token_type') ?? 'bearer', obtainedAt: now },
    expiresAt: Number.isFinite(seconds) ? now + seconds * 1_000 : null,
    scopes: parameters.get('scope')?.split(' ') ?? null,
  };
}
