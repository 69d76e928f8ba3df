import { createPrivateKey, type KeyObject } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { oauthFaults } from '#contract/oauth.ts';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { configInvalid } from '../faults.ts';
import { requireSafeEndpoint, type StepRecorder } from './recorder.ts';

/** The authorization server as far as it is known. `issuerKnown` is false where addresses were entered by hand alone. */
export interface KnownServer {
  readonly metadata: oauth.AuthorizationServer;
  readonly issuerKnown: boolean;
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
  return { metadata, issuerKnown: config.issuer !== null };
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
    throw configInvalid(`The ${what} is not known.`, 'Enter it, or the issuer to find it from.', field);
  requireSafeEndpoint(address, `The ${what}`);
}

const openIdSuffix = /\/\.well-known\/openid-configuration\/?$/;
const metadataInfix = /^\/\.well-known\/oauth-authorization-server/;

/** The issuer that an address means: itself, or what the address of its metadata belongs to (RFC 8414 section 3). */
export function issuerOf(address: string): URL {
  const url = new URL(address);
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(openIdSuffix, '').replace(metadataInfix, '') || '/';
  return url;
}

/**
 * Reads OpenID Connect discovery, else authorization-server metadata (RFC 8414). What the document calls its issuer must be where
 * it was found. Throws DISCOVERY_FAILED or a fault of the network.
 */
export async function discoverServer(recorder: StepRecorder, address: string, signal?: AbortSignal) {
  const issuer = issuerOf(address);
  const first = await readMetadata(recorder, issuer, 'oidc', signal);
  const found = first ?? (await readMetadata(recorder, issuer, 'oauth2', signal));
  if (found !== null) return found;
  const last = recorder.steps().at(-1);
  throw oauthFaults.fault('DISCOVERY_FAILED', `${issuer.host} publishes no metadata that can be used.`, {
    kept: 'Nothing was changed.',
    todo: 'Check the address of the issuer, or enter the addresses of the server by hand.',
    ...(last?.error ? { names: [last.error] } : {}),
  });
}

async function readMetadata(
  recorder: StepRecorder,
  issuer: URL,
  algorithm: 'oidc' | 'oauth2',
  signal?: AbortSignal,
): Promise<oauth.AuthorizationServer | null> {
  const response = await oauth.discoveryRequest(issuer, {
    algorithm,
    [oauth.customFetch]: recorder.fetch('discovery'),
    [oauth.allowInsecureRequests]: true,
    ...(signal ? { signal } : {}),
  });
  try {
    return await processEither(issuer, response);
  } catch (error) {
    const mismatch = error instanceof Error && 'code' in error && error.code === oauth.JSON_ATTRIBUTE_COMPARISON;
    recorder.failLast(mismatch ? 'ISSUER_MISMATCH' : 'MALFORMED_ANSWER', error instanceof Error ? error.message : '');
    return null;
  }
}

/** The address of the metadata does not tell whether the issuer ends with a slash. */
async function processEither(issuer: URL, response: Response): Promise<oauth.AuthorizationServer> {
  const slashed = new URL(issuer);
  slashed.pathname = `${issuer.pathname.replace(/\/$/, '')}/`;
  const copy = response.clone();
  return oauth.processDiscoveryResponse(issuer, response).catch(() => oauth.processDiscoveryResponse(slashed, copy));
}

/** Who the client is, and how that is proved to the server. */
export interface ClientIdentity {
  readonly identity: oauth.Client;
  readonly auth: oauth.ClientAuth;
}

/** The client with its authentication (RFC 6749 section 2.3, RFC 7523). `skewMs` is what is known of the server's clock. */
export async function authenticateClient(
  config: OAuthConfig,
  { issuerKnown }: KnownServer,
  secret: string | null,
  skewMs: number | null,
): Promise<ClientIdentity> {
  const identity = { client_id: config.clientId, [oauth.clockSkew]: Math.round((skewMs ?? 0) / 1_000) };
  return { identity, auth: await clientAuthOf(config, issuerKnown, secret) };
}

async function clientAuthOf(
  config: OAuthConfig,
  issuerKnown: boolean,
  secret: string | null,
): Promise<oauth.ClientAuth> {
  const { clientAuth } = config;
  if (clientAuth === 'none') return oauth.None();
  if (secret === null || secret === '')
    throw configInvalid(
      clientAuth === 'private_key_jwt' ? 'The private key is missing.' : 'The client secret is missing.',
      'Enter it, or choose the client authentication “none”.',
      'secret',
    );
  if (clientAuth === 'client_secret_basic') return oauth.ClientSecretBasic(secret);
  if (clientAuth === 'client_secret_post') return oauth.ClientSecretPost(secret);
  const key = await importKey(secret, config.keyAlgorithm);
  const named: oauth.PrivateKey = config.keyId === null ? { key } : { key, kid: config.keyId };
  return oauth.PrivateKeyJwt(named, { [oauth.modifyAssertion]: assertionFor(config, issuerKnown) });
}

/** RFC 7523 lets the token endpoint stand for a server whose issuer is not known; `EdDSA` is what servers know the algorithm by. */
function assertionFor(config: OAuthConfig, issuerKnown: boolean) {
  return (
    header: Record<string, oauth.JsonValue | undefined>,
    payload: Record<string, oauth.JsonValue | undefined>,
  ) => {
    if (header.alg === 'Ed25519') header.alg = 'EdDSA';
    if (!issuerKnown && config.tokenUrl !== null) payload.aud = config.tokenUrl;
  };
}

type Algorithm = NonNullable<OAuthConfig['keyAlgorithm']>;

const keyParameters: Record<Algorithm, Parameters<typeof crypto.subtle.importKey>[2]> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
};

/** The algorithm that a key is for where nobody says. */
const usualAlgorithm: Record<string, Algorithm> = { rsa: 'RS256', ec: 'ES256', ed25519: 'EdDSA' };

/** Reads a private key (PEM, or a JWK as JSON) for signing client assertions (RFC 7523). Throws CONFIG_INVALID. */
async function importKey(text: string, wanted: Algorithm | null): Promise<CryptoKey> {
  try {
    const key = readKey(text);
    const algorithm = wanted ?? usualAlgorithm[key.asymmetricKeyType ?? ''] ?? 'RS256';
    const der = key.export({ format: 'der', type: 'pkcs8' });
    return await crypto.subtle.importKey('pkcs8', Uint8Array.from(der), keyParameters[algorithm], false, ['sign']);
  } catch {
    throw configInvalid(
      'The private key cannot be used.',
      'Enter a PKCS #8 PEM or a JWK that fits the algorithm.',
      'secret',
    );
  }
}

function readKey(text: string): KeyObject {
  const trimmed = text.trim();
  return trimmed.startsWith('{')
    ? createPrivateKey({ key: JSON.parse(trimmed), format: 'jwk' })
    : createPrivateKey(trimmed);
}
