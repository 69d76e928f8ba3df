import type { z } from 'zod';
import { type discovered, oauthFaults } from '#contract/oauth.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { OAuthDeps } from './deps.ts';
import { discoverServer } from './protocol/discover.ts';
import { openExchange } from './protocol/openExchange.ts';

/** Reads what a server publishes of itself. Throws DISCOVERY_FAILED, CONFIG_INVALID or a network fault. */
export async function discover(
  deps: Pick<OAuthDeps, 'outbound' | 'now'>,
  actor: Actor,
  { url }: { url: string },
  signal?: AbortSignal,
): Promise<z.infer<typeof discovered>> {
  requireRole(actor, 'editor');
  const found = await discoverServer(openExchange(deps, 'person'), url, signal);
  const endpoint = (value: unknown) => webAddress(value);
  return {
    issuer: endpoint(found.issuer),
    authorizationUrl: endpoint(found.authorization_endpoint),
    tokenUrl: endpoint(found.token_endpoint),
    deviceAuthorizationUrl: endpoint(found.device_authorization_endpoint),
    revocationUrl: endpoint(found.revocation_endpoint),
    scopes: words(found.scopes_supported),
    grants: words(found.grant_types_supported),
    clientAuths: words(found.token_endpoint_auth_methods_supported),
    pkceMethods: words(found.code_challenge_methods_supported),
  };
}

/** The library checks the issuer; everything else in the document is as the server wrote it. */
function webAddress(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '')) return value;
  throw oauthFaults.fault('DISCOVERY_FAILED', 'The server’s metadata names an endpoint that is no web address.', {
    todo: 'Enter the addresses of the server by hand.',
  });
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}
