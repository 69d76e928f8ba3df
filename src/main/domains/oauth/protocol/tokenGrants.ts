import * as oauth from 'oauth4webapi';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import {
  type ClientSettings,
  grantParameters,
  type OAuthClient,
  requestOptions,
  targetParameters,
  withClockCorrection,
} from './client.ts';
import { splitSecret } from './clientAuthentication.ts';

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

/** Whether the console can fetch tokens without a person. */
export const isUnattended = ({ grant }: Pick<OAuthConfig, 'grant'>): boolean =>
  grant === 'clientCredentials' || grant === 'password';

/** New tokens without a person: with the refresh token where there is one, else as the grant says. Null where neither can. */
export async function renewGrant(settings: ClientSettings, refreshToken: string | null): Promise<GrantedTokens | null> {
  const { config, recorder, secret } = settings;
  if (refreshToken === null && !isUnattended(config)) return null;
  return withClockCorrection(settings, ['token'], async (client) => {
    if (refreshToken === null) return grantUnattended(client, secret);
    try {
      return await grantByRefreshToken(client, refreshToken);
    } catch (error) {
      if (!isUnattended(config) || recorder.lastCode() !== 'invalid_grant') throw error;
      return grantUnattended(client, secret);
    }
  });
}

/** Tokens by client credentials or password. */
export function grantUnattended(client: OAuthClient, secret: string | null): Promise<GrantedTokens> {
  if (client.config.grant === 'clientCredentials') return grantByClientCredentials(client);
  return grantByPassword(client, splitSecret(client.config, secret).password ?? '');
}

/** RFC 6749 section 4.1.3, with the PKCE verifier (RFC 7636) where one was used. */
export function grantByCode(
  client: OAuthClient,
  { parameters, redirectUri, verifier }: { parameters: URLSearchParams; redirectUri: string; verifier: string | null },
): Promise<GrantedTokens> {
  const { server, identity, auth, config } = client;
  return readGrant(
    client,
    oauth.authorizationCodeGrantRequest(
      server.metadata,
      identity,
      auth,
      parameters,
      redirectUri,
      verifier ?? oauth.nopkce,
      { ...requestOptions(client, 'token'), additionalParameters: targetParameters(config) },
    ),
  );
}

/** RFC 6749 section 4.4. */
function grantByClientCredentials(client: OAuthClient): Promise<GrantedTokens> {
  const { server, identity, auth, config } = client;
  const options = requestOptions(client, 'token');
  return readGrant(
    client,
    oauth.clientCredentialsGrantRequest(server.metadata, identity, auth, grantParameters(config), options),
  );
}

/** RFC 6749 section 4.3; RFC 9700 forbids it, and some definitions insist. */
function grantByPassword(client: OAuthClient, password: string): Promise<GrantedTokens> {
  const { server, identity, auth, config, recorder } = client;
  recorder.hide(password);
  const parameters = { ...grantParameters(config), username: config.username ?? '', password };
  const options = requestOptions(client, 'token');
  return readGrant(
    client,
    oauth.genericTokenEndpointRequest(server.metadata, identity, auth, 'password', parameters, options),
  );
}

/** RFC 6749 section 6, at the refresh URL where there is one. */
function grantByRefreshToken(client: OAuthClient, refreshToken: string): Promise<GrantedTokens> {
  const { server, identity, auth, config, recorder } = client;
  recorder.hide(refreshToken);
  const metadata =
    config.refreshUrl === null ? server.metadata : { ...server.metadata, token_endpoint: config.refreshUrl };
  return readGrant(
    client,
    oauth.refreshTokenGrantRequest(metadata, identity, auth, refreshToken, {
      ...requestOptions(client, 'refresh'),
      additionalParameters: targetParameters(config),
    }),
  );
}

/** One poll for a device code (RFC 8628 section 3.4). */
export function grantByDeviceCode(client: OAuthClient, deviceCode: string): Promise<GrantedTokens> {
  const { server, identity, auth } = client;
  return readGrant(
    client,
    oauth.deviceCodeGrantRequest(server.metadata, identity, auth, deviceCode, requestOptions(client, 'poll')),
  );
}

/** Reads the response of a token endpoint (RFC 6749 section 5.1). */
async function readGrant({ server, identity, recorder }: OAuthClient, sent: Promise<Response>): Promise<GrantedTokens> {
  const response = await sent;
  try {
    const body = await oauth.processGenericTokenEndpointResponse(server.metadata, identity, response);
    return grantedTokens(body, recorder.now());
  } catch (error) {
    recorder.failLast('MALFORMED_ANSWER', error instanceof Error ? error.message : String(error));
    throw error;
  }
}

function grantedTokens(body: oauth.TokenEndpointResponse, now: number): GrantedTokens {
  const { access_token, refresh_token, token_type, expires_in, scope } = body;
  return {
    accessToken: access_token,
    refreshToken: refresh_token === undefined || refresh_token === '' ? null : refresh_token,
    tokenType: token_type,
    obtainedAt: now,
    expiresAt: expires_in === undefined ? null : now + Math.round(expires_in * 1_000),
    scopes: scope === undefined ? null : scope.split(/[\s,]+/).filter((word) => word !== ''),
  };
}
