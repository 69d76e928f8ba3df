import * as oauth from 'oauth4webapi';
import { optionsOf, scopeParameter, type Talk, targetParameters } from './options.ts';
import { type GrantedTokens, tokenAnswer } from './tokenAnswer.ts';

type Answered = Promise<Response>;

/** RFC 6749 section 4.1.3, with the PKCE verifier (RFC 7636) where one was used. */
export function exchangeCode(
  talk: Talk,
  { parameters, redirectUri, verifier }: { parameters: URLSearchParams; redirectUri: string; verifier: string | null },
): Promise<GrantedTokens> {
  const { server, client, config } = talk;
  return asked(talk, () =>
    oauth.authorizationCodeGrantRequest(
      server.metadata,
      client.client,
      client.auth,
      parameters,
      redirectUri,
      verifier ?? oauth.nopkce,
      { ...optionsOf(talk, 'token'), additionalParameters: targetParameters(config) },
    ),
  );
}

/** RFC 6749 section 4.4. */
export function askWithClientCredentials(talk: Talk): Promise<GrantedTokens> {
  const { server, client, config } = talk;
  const parameters = { ...config.extraParameters, ...targetParameters(config), ...scopeParameter(config) };
  return asked(talk, () =>
    oauth.clientCredentialsGrantRequest(
      server.metadata,
      client.client,
      client.auth,
      parameters,
      optionsOf(talk, 'token'),
    ),
  );
}

/** RFC 6749 section 4.3; RFC 9700 forbids it, and some definitions insist. */
export function askWithPassword(talk: Talk, password: string): Promise<GrantedTokens> {
  const { server, client, config, exchange } = talk;
  exchange.hide(password);
  const parameters = {
    ...{ ...config.extraParameters, ...targetParameters(config), ...scopeParameter(config) },
    ...{ username: config.username ?? '', password },
  };
  return asked(talk, () =>
    oauth.genericTokenEndpointRequest(
      server.metadata,
      client.client,
      client.auth,
      'password',
      parameters,
      optionsOf(talk, 'token'),
    ),
  );
}

/** RFC 6749 section 6, at the refresh URL where there is one. */
export function refreshTokens(talk: Talk, refreshToken: string): Promise<GrantedTokens> {
  const { server, client, config, exchange } = talk;
  exchange.hide(refreshToken);
  const metadata =
    config.refreshUrl === null ? server.metadata : { ...server.metadata, token_endpoint: config.refreshUrl };
  return asked(talk, () =>
    oauth.refreshTokenGrantRequest(metadata, client.client, client.auth, refreshToken, {
      ...optionsOf(talk, 'refresh'),
      additionalParameters: targetParameters(config),
    }),
  );
}

/** One poll for a device code (RFC 8628 section 3.4). */
export function pollDevice(talk: Talk, deviceCode: string): Promise<GrantedTokens> {
  const { server, client } = talk;
  return asked(talk, () =>
    oauth.deviceCodeGrantRequest(server.metadata, client.client, client.auth, deviceCode, optionsOf(talk, 'poll')),
  );
}

async function asked(talk: Talk, send: () => Answered): Promise<GrantedTokens> {
  const { server, client, exchange } = talk;
  const response = await send();
  try {
    const answer = await oauth.processGenericTokenEndpointResponse(server.metadata, client.client, response);
    return tokenAnswer(answer, exchange.now());
  } catch (error) {
    exchange.blame('MALFORMED_ANSWER', error instanceof Error ? error.message : String(error));
    throw error;
  }
}
