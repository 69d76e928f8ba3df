import type * as oauth from 'oauth4webapi';
import { oauthFaults } from '#contract/oauth.ts';
import type { StepRecorder } from './recorder.ts';
import { type Fields, filledText, readFields } from './serverAnswer.ts';

const appended = /\/\.well-known\/(openid-configuration|oauth-authorization-server)\/?$/;
const inserted = /^\/\.well-known\/(openid-configuration|oauth-authorization-server)(?=\/)/;

/** The issuer that an address means: itself, or what the address of its metadata belongs to (RFC 8414 section 3). */
export function issuerOf(address: string): URL {
  const url = new URL(address);
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(appended, '').replace(inserted, '') || '/';
  return url;
}

/**
 * Where the metadata of an issuer may stand: at the address itself where it is one of metadata, then appended as OpenID Connect
 * Discovery section 4 has it, inserted as RFC 8414 section 3.1 has it, and each the other way round.
 */
export function metadataAddresses(address: string): string[] {
  const given = new URL(address);
  const { origin, pathname } = issuerOf(address);
  const path = pathname.replace(/\/+$/, '');
  const [openId, oauth2] = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];
  const exact = given.pathname.includes('/.well-known/') ? [`${origin}${given.pathname}`] : [];
  const paths = [`${path}${openId}`, `${oauth2}${path}`, `${openId}${path}`, `${path}${oauth2}`];
  const all = [...exact, ...paths.map((each) => `${origin}${each}`)];
  return [...new Set(all)].map((each) => `${each}${given.search}`);
}

/**
 * Reads the metadata of a server, wherever it stands. The issuer that it names may differ from the one that was asked for in its
 * path, and not in its origin. Throws DISCOVERY_FAILED, which says what was tried, or a fault of the network.
 */
export async function discoverServer(
  recorder: StepRecorder,
  address: string,
  signal?: AbortSignal,
): Promise<oauth.AuthorizationServer> {
  const issuer = issuerOf(address);
  const tried: string[] = [];
  for (const url of metadataAddresses(address)) {
    const found = await readMetadata(recorder, issuer, url, signal);
    if (found !== null) return found;
    tried.push(`${url}: ${recorder.last()?.error ?? 'nothing'}`);
  }
  throw oauthFaults.fault('DISCOVERY_FAILED', `${issuer.host} publishes no metadata that can be used.`, {
    kept: 'Nothing was changed.',
    todo: 'Check the issuer URL, or enter the server’s endpoints by hand.',
    names: tried,
  });
}

async function readMetadata(
  recorder: StepRecorder,
  asked: URL,
  url: string,
  signal?: AbortSignal,
): Promise<oauth.AuthorizationServer | null> {
  const init = { method: 'GET', headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) };
  const response = await recorder.fetch('discovery')(url, init);
  const text = await response.text();
  if (!response.ok) return null;
  const fields = text.trimStart().startsWith('{') ? readFields(text) : null;
  if (fields === null || endpointNames.every((name) => filledText(fields, name) === null)) {
    recorder.failLast('MALFORMED_ANSWER', 'There is no authorization server metadata here.');
    return null;
  }
  const named = filledText(fields, 'issuer') ?? asked.href.replace(/\/$/, '');
  if (!isSameServer(named, asked)) {
    recorder.failLast('ISSUER_MISMATCH', `The metadata calls its issuer ${named}, and not ${asked.href}.`);
    return null;
  }
  return { ...textsOf(fields), issuer: named };
}

const endpointNames = ['authorization_endpoint', 'token_endpoint', 'device_authorization_endpoint'];

/** Endpoints that are no text count as absent; everything else is as the server wrote it. */
function textsOf(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !name.endsWith('_endpoint') || typeof value === 'string'),
  );
}

/** Its issuer may have a placeholder in it (`{tenantid}` of Microsoft) or another path; the origin is what was asked for. */
function isSameServer(named: string, asked: URL): boolean {
  const address = /^https?:/.test(named) ? named : `https://${named}`;
  return URL.parse(address.replace(/\{\w+\}/g, 'x'))?.origin === asked.origin;
}

/** Whether a redirect comes from this issuer, whose placeholders stand for one segment each. */
export function isIssuedBy(issuer: string, claimed: string): boolean {
  const escaped = issuer.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^/]+')}$`).test(claimed);
}
