import * as oauth from 'oauth4webapi';
import { oauthFaults } from '#contract/oauth.ts';
import type { Exchange } from './openExchange.ts';

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
export async function discoverServer(exchange: Exchange, address: string, signal?: AbortSignal) {
  const issuer = issuerOf(address);
  const first = await readMetadata(exchange, issuer, 'oidc', signal);
  const found = first ?? (await readMetadata(exchange, issuer, 'oauth2', signal));
  if (found !== null) return found;
  const last = exchange.steps().at(-1);
  throw oauthFaults.fault('DISCOVERY_FAILED', `${issuer.host} publishes no metadata that can be used.`, {
    kept: 'Nothing was changed.',
    todo: 'Check the address of the issuer, or enter the addresses of the server by hand.',
    ...(last?.error ? { names: [last.error] } : {}),
  });
}

async function readMetadata(
  exchange: Exchange,
  issuer: URL,
  algorithm: 'oidc' | 'oauth2',
  signal?: AbortSignal,
): Promise<oauth.AuthorizationServer | null> {
  const response = await oauth.discoveryRequest(issuer, {
    algorithm,
    [oauth.customFetch]: exchange.fetch('discovery'),
    [oauth.allowInsecureRequests]: true,
    ...(signal ? { signal } : {}),
  });
  try {
    return await processEither(issuer, response);
  } catch (error) {
    const mismatch = error instanceof Error && 'code' in error && error.code === oauth.JSON_ATTRIBUTE_COMPARISON;
    exchange.blame(mismatch ? 'ISSUER_MISMATCH' : 'MALFORMED_ANSWER', error instanceof Error ? error.message : '');
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
