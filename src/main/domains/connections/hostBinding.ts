import { isIP } from 'node:net';
import { addressClass } from '#main/http/addressPolicy.ts';

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
export function hostOf(url: URL): string {
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
