import * as oauth from 'oauth4webapi';
import type { DoctorStep } from '#contract/oauth.ts';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { splitSecret } from '#main/domains/connections/index.ts';
import { type Endpoint, type KnownServer, requireConfirmed, resolveServer } from './authorizationServer.ts';
import { authenticateClient, type ClientIdentity, type HeaderForm, type ServerHabits } from './clientIdentity.ts';
import type { StepRecorder } from './recorder.ts';
import { readFields, refusesForGood } from './serverAnswer.ts';
import { type GrantedTokens, NoToken, readGranted } from './tokenAnswer.ts';

/** The client of one connection at its server: everything that a request of the protocol works with. */
export interface OAuthClient extends ClientIdentity {
  readonly recorder: StepRecorder;
  readonly config: OAuthConfig;
  readonly server: KnownServer;
  readonly signal?: AbortSignal | undefined;
}

interface ClientSettings {
  readonly recorder: StepRecorder;
  readonly config: OAuthConfig;
  readonly secret: string | null;
  readonly habits: ServerHabits;
  readonly signal?: AbortSignal | undefined;
}

/** Finds the server and prepares the client's authentication; every flow begins with it. */
export async function prepareClient(settings: ClientSettings, needed: readonly Endpoint[]): Promise<OAuthClient> {
  const { recorder, config, secret, signal } = settings;
  const { clientSecret, password } = splitSecret(config, secret);
  recorder.hide(secret, clientSecret, password);
  const server = await resolveServer(recorder, config, needed, signal);
  requireConfirmed(server, settings.habits.confirmedOrigins);
  const skewMs = recorder.skewMs() ?? settings.habits.skewMs;
  const proof = await authenticateClient(config, server, clientSecret, { ...settings.habits, skewMs });
  return { recorder, config, server, signal, ...proof };
}

const tolerableMs = 20_000;

/**
 * Prepares the client and runs a step; once more with the server's time where it refused a signed assertion and its clock turns out
 * to differ: such an assertion says when it was made (RFC 7523 section 3).
 */
export async function withClockCorrection<T>(
  settings: ClientSettings,
  needed: readonly Endpoint[],
  step: (client: OAuthClient) => Promise<T>,
): Promise<T> {
  const client = await prepareClient(settings, needed);
  const assumedMs = settings.recorder.skewMs() ?? settings.habits.skewMs ?? 0;
  try {
    return await step(client);
  } catch (error) {
    if (!refusedForClock(settings, assumedMs)) throw error;
    return step(await prepareClient(settings, needed));
  }
}

function refusedForClock({ config, recorder }: ClientSettings, assumedMs: number): boolean {
  const refused = /^(invalid_client|invalid_grant|HTTP_401)$/.test(recorder.lastCode() ?? '');
  const off = Math.abs((recorder.skewMs() ?? 0) - assumedMs) > tolerableMs;
  return config.clientAuth === 'private_key_jwt' && refused && off;
}

/** The library's options: requests go through the recorder, which itself refuses addresses that are not safe for secrets. */
export function requestOptions({ recorder, header, signal }: OAuthClient, name: DoctorStep['name']) {
  return {
    [oauth.customFetch]: header?.fetch(recorder, name) ?? recorder.fetch(name),
    [oauth.allowInsecureRequests]: true,
    ...(signal ? { signal } : {}),
  };
}

/** What the token is for (RFC 8707 for `resource`). */
const targetOf = ({ audience, resource }: OAuthConfig): Record<string, string> => ({
  ...(audience !== null && { audience }),
  ...(resource !== null && { resource }),
});

/** What every token request carries besides the protocol's own parameters: what the person added for it, and the target. */
const tokenParametersOf = (config: OAuthConfig): Record<string, string> => ({
  ...config.tokenParameters,
  ...targetOf(config),
});

/**
 * Parameters of a request that begins a grant: what the person added for it, the target and the scopes. Where names meet, a setting of
 * its own counts before what was added.
 */
export const startParameters = (config: OAuthConfig, added = config.extraParameters): Record<string, string> => ({
  ...added,
  ...targetOf(config),
  ...(config.scopes.length > 0 && { scope: config.scopes.join(' ') }),
});

/** The same for one that brings tokens at once: what was added for tokens counts before what was added for the beginning. */
const grantParameters = (config: OAuthConfig): Record<string, string> =>
  startParameters(config, { ...config.extraParameters, ...config.tokenParameters });

/** What a server granted, and the form of the client's proof that it took. */
export interface Grant extends GrantedTokens {
  /** Null where nothing of the client is in the header. */
  readonly headerForm: HeaderForm | null;
  /** Where the server's metadata sends secrets besides its own origin. */
  readonly foreignOrigins: readonly string[];
}

/** Whether the console can fetch tokens without a person. */
export const isUnattended = ({ grant }: Pick<OAuthConfig, 'grant'>): boolean =>
  grant === 'clientCredentials' || grant === 'password';

/** New tokens without a person: with the refresh token where there is one, else as the grant says. Null where neither can. */
export async function renewGrant(settings: ClientSettings, refreshToken: string | null): Promise<Grant | null> {
  const { config, recorder, secret } = settings;
  if (refreshToken === null && !isUnattended(config)) return null;
  return withClockCorrection(settings, ['token'], async (client) => {
    if (refreshToken === null) return grantUnattended(client, secret);
    try {
      return await grantByRefreshToken(client, refreshToken);
    } catch (error) {
      const last = recorder.last();
      if (!isUnattended(config) || last === undefined || !refusesForGood(last)) throw error;
      return grantUnattended(client, secret);
    }
  });
}

/** Tokens by client credentials or password. */
export function grantUnattended(client: OAuthClient, secret: string | null): Promise<Grant> {
  if (client.config.grant === 'clientCredentials') return grantByClientCredentials(client);
  return grantByPassword(client, splitSecret(client.config, secret).password ?? '');
}

/** RFC 6749 section 4.1.3, with the PKCE verifier (RFC 7636) where one was used. */
export function grantByCode(
  client: OAuthClient,
  { parameters, redirectUri, verifier }: { parameters: URLSearchParams; redirectUri: string; verifier: string | null },
): Promise<Grant> {
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
      { ...requestOptions(client, 'token'), additionalParameters: tokenParametersOf(config) },
    ),
  );
}

/** RFC 6749 section 4.4. */
function grantByClientCredentials(client: OAuthClient): Promise<Grant> {
  const { server, identity, auth, config } = client;
  const options = requestOptions(client, 'token');
  return readGrant(
    client,
    oauth.clientCredentialsGrantRequest(server.metadata, identity, auth, grantParameters(config), options),
  );
}

/** RFC 6749 section 4.3; RFC 9700 forbids it, and some definitions insist. */
function grantByPassword(client: OAuthClient, password: string): Promise<Grant> {
  const { server, identity, auth, config } = client;
  const parameters = { ...grantParameters(config), username: config.username ?? '', password };
  const options = requestOptions(client, 'token');
  return readGrant(
    client,
    oauth.genericTokenEndpointRequest(server.metadata, identity, auth, 'password', parameters, options),
  );
}

/** RFC 6749 section 6, at the refresh URL where there is one. */
function grantByRefreshToken(client: OAuthClient, refreshToken: string): Promise<Grant> {
  const { server, identity, auth, config, recorder } = client;
  recorder.hide(refreshToken);
  const metadata =
    config.refreshUrl === null ? server.metadata : { ...server.metadata, token_endpoint: config.refreshUrl };
  return readGrant(
    client,
    oauth.refreshTokenGrantRequest(metadata, identity, auth, refreshToken, {
      ...requestOptions(client, 'refresh'),
      additionalParameters: tokenParametersOf(config),
    }),
  );
}

/** One poll for a device code (RFC 8628 section 3.4). */
export function grantByDeviceCode(client: OAuthClient, deviceCode: string): Promise<Grant> {
  const { server, identity, auth } = client;
  const options = { ...requestOptions(client, 'poll'), additionalParameters: tokenParametersOf(client.config) };
  return readGrant(client, oauth.deviceCodeGrantRequest(server.metadata, identity, auth, deviceCode, options));
}

/** Reads the response of a token endpoint; any 2xx with a token in it is one. */
async function readGrant({ recorder, header, server }: OAuthClient, sent: Promise<Response>): Promise<Grant> {
  const response = await sent;
  const refusal = recorder.last();
  if (refusal?.code) throw new NoToken(refusal.error ?? refusal.code);
  try {
    const fields = readFields(await response.text());
    if (fields === null) throw new NoToken('The answer is neither JSON nor a form.');
    return {
      ...readGranted(fields, recorder.now()),
      headerForm: header?.form() ?? null,
      foreignOrigins: server.foreignOrigins,
    };
  } catch (error) {
    recorder.failLast('MALFORMED_ANSWER', error instanceof Error ? error.message : String(error));
    throw error;
  }
}
