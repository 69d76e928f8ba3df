import type { AuthorizationServer } from 'oauth4webapi';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { configInvalid } from '../faults.ts';
import { discoverServer } from './discover.ts';
import type { Exchange } from './openExchange.ts';

/** The authorization server as far as it is known. `issuerKnown` is false where addresses were entered by hand alone. */
export interface KnownServer {
  readonly metadata: AuthorizationServer;
  readonly issuerKnown: boolean;
}

/** What a step needs of the server. */
export type Endpoint = 'authorization' | 'token' | 'deviceAuthorization' | 'revocation';

/**
 * What was entered by hand counts; discovery fills in the rest. It is asked where an endpoint is missing, and for a sign-in also
 * for whether the server announces `iss` (RFC 9207). Throws CONFIG_INVALID, DISCOVERY_FAILED or a fault of the network.
 */
export async function serverOf(
  exchange: Exchange,
  config: OAuthConfig,
  needed: readonly Endpoint[],
  signal?: AbortSignal,
): Promise<KnownServer> {
  const byHand = entered(config);
  const complete = needed.every((endpoint) => byHand[names[endpoint]] !== undefined);
  const mustAsk = config.issuer !== null && (!complete || needed.includes('authorization'));
  const found = mustAsk ? await discovered(exchange, config.issuer ?? '', complete, signal) : null;
  const issuer = found?.issuer ?? config.issuer ?? placeholder(config);
  const metadata = { ...found, ...byHand, issuer };
  for (const endpoint of needed) requireEndpoint(metadata, endpoint);
  return { metadata, issuerKnown: config.issuer !== null };
}

async function discovered(exchange: Exchange, issuer: string, optional: boolean, signal?: AbortSignal) {
  try {
    return await discoverServer(exchange, issuer, signal);
  } catch (error) {
    if (optional && signal?.aborted !== true) return null;
    throw error;
  }
}

type Name = (typeof names)[Endpoint];
const names = {
  authorization: 'authorization_endpoint',
  token: 'token_endpoint',
  deviceAuthorization: 'device_authorization_endpoint',
  revocation: 'revocation_endpoint',
} as const;

const words: Record<Endpoint, { what: string; field: string }> = {
  authorization: { what: 'authorization URL', field: 'authorizationUrl' },
  token: { what: 'token URL', field: 'tokenUrl' },
  deviceAuthorization: { what: 'device authorization URL', field: 'deviceAuthorizationUrl' },
  revocation: { what: 'revocation URL', field: 'revocationUrl' },
};

function entered(config: OAuthConfig): Partial<Record<Name, string>> {
  const pairs: [Name, string | null][] = [
    ['authorization_endpoint', config.authorizationUrl],
    ['token_endpoint', config.tokenUrl],
    ['device_authorization_endpoint', config.deviceAuthorizationUrl],
    ['revocation_endpoint', config.revocationUrl],
  ];
  return Object.fromEntries(pairs.filter(([, url]) => url !== null));
}

/** The library names a server by its issuer; nothing is compared with this one. */
function placeholder(config: OAuthConfig): string {
  const known = config.tokenUrl ?? config.authorizationUrl ?? config.deviceAuthorizationUrl;
  return known === null ? 'https://unknown.invalid' : new URL(known).origin;
}

function requireEndpoint(metadata: AuthorizationServer, endpoint: Endpoint): void {
  if (metadata[names[endpoint]] !== undefined) return;
  const { what, field } = words[endpoint];
  throw configInvalid(`The ${what} is not known.`, 'Enter it, or the issuer to find it from.', field);
}
