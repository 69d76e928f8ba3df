import type * as oauth from 'oauth4webapi';
import { oauthFaults } from '#contract/oauth.ts';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { configInvalid } from '../faults.ts';
import { discoverServer } from './discovery.ts';
import { requireSafeEndpoint, type StepRecorder } from './recorder.ts';

/** The authorization server as far as it is known. `issuerKnown` is false where addresses were entered by hand alone. */
export interface KnownServer {
  readonly metadata: oauth.AuthorizationServer;
  readonly issuerKnown: boolean;
  /** Where the server's metadata alone sends secrets, and that is not the issuer's origin. */
  readonly foreignOrigins: readonly string[];
}

/** What a step needs of the server. */
export type Endpoint = 'authorization' | 'token' | 'deviceAuthorization' | 'revocation';

/**
 * What was entered by hand counts; discovery fills in the rest. It runs where an endpoint is missing, and for a sign-in also
 * for whether the server announces `iss` (RFC 9207). Throws CONFIG_INVALID, DISCOVERY_FAILED or a fault of the network.
 */
export async function resolveServer(
  recorder: StepRecorder,
  config: OAuthConfig,
  needed: readonly Endpoint[],
  signal?: AbortSignal,
): Promise<KnownServer> {
  const byHand = enteredEndpoints(config);
  const complete = needed.every((endpoint) => byHand[metadataNames[endpoint]] !== undefined);
  const needsDiscovery = config.issuer !== null && (!complete || needed.includes('authorization'));
  const found = needsDiscovery ? await discoverUnlessOptional(recorder, config.issuer ?? '', complete, signal) : null;
  const issuer = found?.issuer ?? config.issuer ?? placeholder(config);
  const metadata = { ...found, ...byHand, issuer };
  for (const endpoint of needed) requireEndpoint(metadata, endpoint);
  const foreignOrigins = config.issuer === null ? [] : foreignIn({ ...found, ...withoutThose(byHand) }, config.issuer);
  return { metadata, issuerKnown: config.issuer !== null, foreignOrigins };
}

/** What was entered by hand was seen by a person. */
const withoutThose = (byHand: object) => Object.fromEntries(Object.keys(byHand).map((name) => [name, undefined]));

const secretEndpoints = ['token_endpoint', 'revocation_endpoint', 'device_authorization_endpoint'] as const;

function foreignIn(found: Partial<oauth.AuthorizationServer>, issuer: string): string[] {
  const own = new URL(issuer).origin;
  const origins = secretEndpoints.map((name) => URL.parse(found[name] ?? '')?.origin ?? own);
  return [...new Set(origins)].filter((origin) => origin !== own);
}

/**
 * Secrets go to another origin than the issuer's only where a person confirmed it. `confirmed` null takes what is found, for tokens
 * that were fetched there before anyone was asked. Throws ORIGIN_UNCONFIRMED, which names the origins.
 */
export function requireConfirmed({ foreignOrigins, metadata }: KnownServer, confirmed: readonly string[] | null): void {
  const names = confirmed === null ? [] : foreignOrigins.filter((origin) => !confirmed.includes(origin));
  if (names.length === 0) return;
  const host = URL.parse(metadata.issuer)?.host ?? metadata.issuer;
  throw oauthFaults.fault('ORIGIN_UNCONFIRMED', `${host} wants secrets and tokens to go to ${names.join(' and ')}.`, {
    kept: 'Nothing was sent there.',
    todo: 'Sign in and confirm it if it belongs to the same provider. Otherwise check the issuer.',
    names,
  });
}

async function discoverUnlessOptional(recorder: StepRecorder, issuer: string, optional: boolean, signal?: AbortSignal) {
  try {
    return await discoverServer(recorder, issuer, signal);
  } catch (error) {
    if (optional && signal?.aborted !== true) return null;
    throw error;
  }
}

type MetadataName = (typeof metadataNames)[Endpoint];
const metadataNames = {
  authorization: 'authorization_endpoint',
  token: 'token_endpoint',
  deviceAuthorization: 'device_authorization_endpoint',
  revocation: 'revocation_endpoint',
} as const;

const labels: Record<Endpoint, { what: string; field: string }> = {
  authorization: { what: 'authorization URL', field: 'authorizationUrl' },
  token: { what: 'token URL', field: 'tokenUrl' },
  deviceAuthorization: { what: 'device authorization URL', field: 'deviceAuthorizationUrl' },
  revocation: { what: 'revocation URL', field: 'revocationUrl' },
};

function enteredEndpoints(config: OAuthConfig): Partial<Record<MetadataName, string>> {
  const pairs: [MetadataName, string | null][] = [
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

function requireEndpoint(metadata: oauth.AuthorizationServer, endpoint: Endpoint): void {
  const address = metadata[metadataNames[endpoint]];
  const { what, field } = labels[endpoint];
  if (address === undefined)
    throw configInvalid(`The ${what} is not known.`, 'Enter it, or the issuer to discover it from.', field);
  requireSafeEndpoint(address, `The ${what}`);
}
