import * as oauth from 'oauth4webapi';
import type { DoctorStep } from '#contract/oauth.ts';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { type Endpoint, type KnownServer, resolveServer } from './authorizationServer.ts';
import { authenticateClient, type ClientIdentity, splitSecret } from './clientAuthentication.ts';
import type { StepRecorder } from './recorder.ts';

/** The client of one connection at its server: everything that a request of the protocol works with. */
export interface OAuthClient extends ClientIdentity {
  readonly recorder: StepRecorder;
  readonly config: OAuthConfig;
  readonly server: KnownServer;
  readonly signal?: AbortSignal | undefined;
}

export interface ClientSettings {
  readonly recorder: StepRecorder;
  readonly config: OAuthConfig;
  readonly secret: string | null;
  /** What an earlier flow learned of the server's clock. */
  readonly skewMs: number | null;
  readonly signal?: AbortSignal | undefined;
}

/** Finds the server and prepares the client's authentication; every flow begins with it. */
export async function prepareClient(settings: ClientSettings, needed: readonly Endpoint[]): Promise<OAuthClient> {
  const { recorder, config, secret, signal } = settings;
  const { clientSecret, password } = splitSecret(config, secret);
  recorder.hide(secret, clientSecret, password);
  const server = await resolveServer(recorder, config, needed, signal);
  const skewMs = recorder.skewMs() ?? settings.skewMs;
  const { identity, auth } = await authenticateClient(config, server, clientSecret, skewMs);
  return { recorder, config, server, identity, auth, signal };
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
  const assumedMs = settings.recorder.skewMs() ?? settings.skewMs ?? 0;
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
export function requestOptions({ recorder, signal }: OAuthClient, name: DoctorStep['name']) {
  return {
    [oauth.customFetch]: recorder.fetch(name),
    [oauth.allowInsecureRequests]: true,
    ...(signal ? { signal } : {}),
  };
}

/** What every token request of the connection carries besides the protocol's own parameters (RFC 8707 for `resource`). */
export function targetParameters({ audience, resource }: OAuthConfig): Record<string, string> {
  return { ...(audience === null ? {} : { audience }), ...(resource === null ? {} : { resource }) };
}

/** Parameters of a request that begins a grant: what the person added, the target and the scopes. */
export function grantParameters(config: OAuthConfig): Record<string, string> {
  const scope = config.scopes.length === 0 ? {} : { scope: config.scopes.join(' ') };
  return { ...config.extraParameters, ...targetParameters(config), ...scope };
}
