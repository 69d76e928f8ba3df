import type { TokenEndpointResponse } from 'oauth4webapi';

/** What a server granted. Times are by our clock, so that the server's does not matter. */
export interface GrantedTokens {
  readonly accessToken: string;
  /** Null where the server returned none: then the one of before stays good (RFC 6749 section 6). */
  readonly refreshToken: string | null;
  readonly tokenType: string;
  readonly obtainedAt: number;
  readonly expiresAt: number | null;
  /** Null where the server did not say (section 5.1): then it is what was requested. */
  readonly scopes: string[] | null;
}

/** Reads a token answer that came at `now`. */
export function tokenAnswer(answer: TokenEndpointResponse, now: number): GrantedTokens {
  const { access_token, refresh_token, token_type, expires_in, scope } = answer;
  return {
    accessToken: access_token,
    refreshToken: refresh_token === undefined || refresh_token === '' ? null : refresh_token,
    tokenType: token_type,
    obtainedAt: now,
    expiresAt: expires_in === undefined ? null : now + Math.round(expires_in * 1_000),
    scopes: scope === undefined ? null : scope.split(/[\s,]+/).filter((word) => word !== ''),
  };
}
