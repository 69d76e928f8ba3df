import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { z } from 'zod';
import type { IntegrationId } from '#contract/common.ts';
import { type discovered, oauthFaults } from '#contract/oauth.ts';
import type { Grant, OAuthConfig } from '#contract/oauthConfig.ts';
import type { OAuthFlow, SecurityScheme } from '#contract/openapi.ts';
import { portsOf } from '#core/oauth/redirect.ts';
import { findScheme, readRequirements } from '#main/domains/connections/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { listen } from '#main/kernel/listen.ts';
import type { OAuthContext } from './context.ts';
import { discoverServer, issuerOf } from './protocol/discovery.ts';
import { createRecorder } from './protocol/recorder.ts';

/** What a sign-in can begin with, and which of it is insecure. */
interface Suggestion {
  grants: Grant[];
  config: Partial<OAuthConfig>;
  scopes: { name: string; description: string }[];
  insecure: Grant[];
  /** Free now, for a redirect address that must be registered whole. */
  fixedPort: number;
}

const grantOf: Record<OAuthFlow['flow'], Grant> = {
  authorizationCode: 'authorizationCode',
  clientCredentials: 'clientCredentials',
  deviceAuthorization: 'deviceCode',
  password: 'password',
  implicit: 'implicit',
};

/** Most secure first; what a person uses most is before machines. */
const order: readonly Grant[] = ['authorizationCode', 'deviceCode', 'clientCredentials', 'password', 'implicit'];
const insecure: readonly Grant[] = ['password', 'implicit'];
const secure = order.filter((grant) => !insecure.includes(grant));

/** Settings to begin with, from what the definition says of a scheme; `schemeKey` null begins by hand. Throws NOT_FOUND. */
export async function suggest(
  { store, definitions }: Pick<OAuthContext, 'store' | 'definitions'>,
  actor: Actor,
  { integrationId, schemeKey }: { integrationId: IntegrationId; schemeKey: string | null },
): Promise<Suggestion> {
  const required = readRequirements({ definitions }, store.read, actor, integrationId);
  const scheme = findScheme(required, schemeKey)?.scheme ?? null;
  const sourceUrl = definitions.reportOf(store.read, actor, integrationId)?.sourceUrl ?? null;
  return suggestionOf(scheme, sourceUrl, await freePort());
}

/** Pure part of `suggest`. Relative addresses are those of the document. */
export function suggestionOf(scheme: SecurityScheme | null, sourceUrl: string | null, fixedPort: number): Suggestion {
  const flows = scheme?.flows ?? [];
  const offered = order.filter((grant) => flows.some(({ flow }) => grantOf[flow] === grant));
  const grants = offered.length > 0 ? offered : [...secure];
  const [grant = 'authorizationCode'] = grants;
  const flow = flows.find((each) => grantOf[each.flow] === grant);
  const issuer = issuerIn(scheme, sourceUrl);
  const urls = urlsOf(flow, sourceUrl);
  return {
    grants,
    config: {
      grant,
      ...(issuer ? { issuer } : {}),
      ...urls,
      clientAuth: usualAuth(grant),
      ...(portsOf([issuer, urls.authorizationUrl]) === 'registered' ? { redirect: atPort(fixedPort) } : {}),
    },
    scopes: scopesOf(flows),
    insecure: grants.filter((each) => insecure.includes(each)),
    fixedPort,
  };
}

const atPort = (port: number): OAuthConfig['redirect'] => ({ kind: 'loopback', port, path: '/callback' });

/** Below the ports that systems give away by themselves, so that it is still free at the next sign-in. */
const firstPort = 20_000;
const lastPort = 29_999;
const tries = 20;

/** A port of this computer that nothing listens at, another one each time, so that two programs seldom choose the same. */
async function freePort(): Promise<number> {
  for (let left = tries; left > 0; left -= 1) {
    const port = randomInt(firstPort, lastPort + 1);
    const server = createServer();
    const isFree = await listen(server, { port, host: '127.0.0.1', exclusive: true }).then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return port;
  }
  return firstPort;
}

const usualAuth = (grant: Grant): OAuthConfig['clientAuth'] =>
  grant === 'clientCredentials' ? 'client_secret_basic' : 'none';

function issuerIn(scheme: SecurityScheme | null, sourceUrl: string | null): string | null {
  const address = absolute(scheme?.openIdConnectUrl ?? scheme?.oauth2MetadataUrl, sourceUrl);
  return address === null ? null : issuerOf(address).href.replace(/\/$/, '');
}

function urlsOf(flow: OAuthFlow | undefined, sourceUrl: string | null): Partial<OAuthConfig> {
  if (flow === undefined) return {};
  const urls = {
    authorizationUrl: absolute(flow.authorizationUrl, sourceUrl),
    tokenUrl: absolute(flow.tokenUrl, sourceUrl),
    refreshUrl: absolute(flow.refreshUrl, sourceUrl),
    deviceAuthorizationUrl: absolute(flow.deviceAuthorizationUrl, sourceUrl),
  };
  return Object.fromEntries(Object.entries(urls).filter(([, url]) => url !== null));
}

function absolute(url: string | undefined, base: string | null): string | null {
  const parsed = url === undefined ? null : URL.parse(url, base ?? undefined);
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? parsed.href : null;
}

function scopesOf(flows: readonly OAuthFlow[]): Suggestion['scopes'] {
  const scopes = new Map(flows.flatMap((flow) => flow.scopes.map(({ name, description }) => [name, description])));
  return [...scopes].map(([name, description]) => ({ name, description }));
}

/** Reads what a server publishes of itself. Throws DISCOVERY_FAILED, CONFIG_INVALID or a network fault. */
export async function discover(
  context: Pick<OAuthContext, 'outbound' | 'now'>,
  actor: Actor,
  { url }: { url: string },
  signal?: AbortSignal,
): Promise<z.infer<typeof discovered>> {
  requireRole(actor, 'editor');
  const found = await discoverServer(createRecorder(context, 'person'), url, signal);
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

/** The issuer was compared; everything else in the document is as the server wrote it. */
function webAddress(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '')) return value;
  throw oauthFaults.fault('DISCOVERY_FAILED', 'The server’s metadata has an endpoint that is not a web address.', {
    todo: 'Enter the server’s endpoints by hand.',
  });
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}
