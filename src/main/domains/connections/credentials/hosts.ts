import { isIP } from 'node:net';
import type { OAuthConfig } from '#contract/oauthConfig.ts';
import type { DefinitionServer } from '#contract/openapi.ts';
import { fillServer } from '#core/openapi/index.ts';
import { addressClass } from '#main/http/requestTarget.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { ConnectionRow } from '../table.ts';

/**
 * Whether a secret that is bound to `allowedHosts` may be sent to a URL.
 *
 * `host` means the scheme's own port, `host:port` that port, `*.domain` every subdomain of the domain (not the domain itself).
 * Over https any of them will do. Over plain http the host must be listed literally and be one that names a place inside:
 * loopback, a private address, a name without dots, or a name below localhost, local, internal or home.arpa. Everything else
 * would show the secret to every network in between, and needs a person's confirmation for that request.
 */
export function secretMayGoTo(allowedHosts: readonly string[], url: URL): boolean {
  if (url.protocol === 'https:') return allowedHosts.some((pattern) => matches(pattern, url));
  return url.protocol === 'http:' && isInside(url.hostname) && allowedHosts.some((pattern) => isSame(pattern, url));
}

/** The pattern that binds a secret to a URL's host: with the port where it is not the scheme's own. */
function hostOf(url: URL): string {
  return url.host.toLowerCase();
}

function matches(pattern: string, url: URL): boolean {
  if (!pattern.startsWith('*.')) return isSame(pattern, url);
  const [, domain = '', port = ''] = /^\*(\.[^:]+)(?::(\d+))?$/.exec(pattern.toLowerCase()) ?? [];
  return domain !== '' && url.hostname.endsWith(domain) && samePort(port, url);
}

function isSame(pattern: string, url: URL): boolean {
  const [, host = '', port = ''] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(pattern.toLowerCase()) ?? [];
  return host === url.hostname.toLowerCase() && samePort(port, url);
}

function samePort(port: string, url: URL): boolean {
  const own = url.protocol === 'https:' ? '443' : '80';
  return (port || own) === (url.port || own);
}

/** Whether a host names a place inside: this machine, a private address, or a name that no public network resolves. */
export function isInside(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return ['loopback', 'private'].includes(addressClass(host));
  return !host.includes('.') || /\.(localhost|local|internal|home\.arpa)$/.test(host);
}

type Settings = Pick<ConnectionRow, 'allowedHosts' | 'placement' | 'config'>;

/** Where changed settings would send a secret that may not go there without whoever knows it. */
export interface Move {
  /** Further hosts, or another place in the request: anyone who entered the secret decides that. */
  readonly widened: boolean;
  /** Hosts that the secret or the tokens of an OAuth2 client were never meant for. */
  readonly authority: string | null;
}

/**
 * What changed settings do to a secret. The origins of a token, revocation or discovery address get the client's secret and its refresh
 * token, and that of the authorization address what comes back from there, so that each counts; one that stood in the settings before
 * is known.
 */
export function moveOf(before: Settings, next: Settings): Move {
  const isHeld = (host: string) => before.allowedHosts.some((held) => covers(held, host));
  const placed = before.placement.in === next.placement.in && before.placement.name === next.placement.name;
  const known = originsOf(before.config);
  const authority = originsOf(next.config).find((origin) => !known.includes(origin)) ?? null;
  return { widened: !placed || !next.allowedHosts.every(isHeld), authority };
}

/** Whether one pattern lets a secret go wherever the other one does. A name inside is another matter, since http will do there. */
function covers(held: string, host: string): boolean {
  if (held === host) return true;
  return held.startsWith('*.') && host.endsWith(held.slice(1)) && !isInside(host.replace(/:\d+$/, ''));
}

function originsOf(config: ConnectionRow['config']): string[] {
  if (config?.kind !== 'oauth2') return [];
  return endpoints.flatMap((name) => config.oauth[name] ?? []).map((url) => new URL(url).origin);
}

const endpoints = [
  ...(['issuer', 'authorizationUrl', 'tokenUrl', 'refreshUrl'] as const),
  ...(['deviceAuthorizationUrl', 'revocationUrl'] as const),
] satisfies (keyof OAuthConfig)[];

/** Whether somebody may make the move without entering the secret. */
export function mayMove({ userId }: Actor, { secretBy }: Pick<ConnectionRow, 'secretBy'>, move: Move): boolean {
  return move.authority === null && (!move.widened || userId === secretBy);
}

/** A server's absolute URL; a relative one is resolved against where the document came from, else against the base URL. */
function serverUrl(
  server: DefinitionServer,
  { sourceUrl, baseUrl }: { sourceUrl: string | null; baseUrl: string },
): URL | null {
  const url = URL.parse(fillServer(server).url, sourceUrl ?? baseUrl);
  return url !== null && /^https?:$/.test(url.protocol) && !/[{}]/.test(decodeURIComponentSafe(url.host)) ? url : null;
}

/** The hosts that a secret of the integration would be bound to: the base URL's and those of its servers. */
export function hostsOf(
  baseUrl: string,
  definition: { servers: readonly DefinitionServer[]; sourceUrl: string | null } | null,
): string[] {
  const base = URL.parse(baseUrl);
  const servers = (definition?.servers ?? []).map((server) =>
    serverUrl(server, { sourceUrl: definition?.sourceUrl ?? null, baseUrl }),
  );
  return [...new Set([base, ...servers].filter((url) => url !== null).map(hostOf))];
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
