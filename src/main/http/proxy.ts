import { request } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { networkFaults } from '#contract/network.ts';
import type { OutboundCall } from './call.ts';
import { bare } from './dial.ts';
import { addressClass } from './requestTarget.ts';

/** A proxy for http and https; `noProxy` holds hosts, `.suffix`, `*.suffix`, `host:port` or `*`. */
export interface ProxySettings {
  /** http or https; a user name and password in it become Proxy-Authorization. */
  readonly url: string;
  readonly noProxy?: readonly string[];
}

export interface ProxyPeer {
  readonly url: URL;
  /** Value of Proxy-Authorization (RFC 9110 section 11.7.2), or null. */
  readonly authorization: string | null;
}

/** The proxy for a target, or null to go straight: this computer's own addresses never go through a proxy. */
export function proxyFor(target: URL, settings: ProxySettings | null): ProxyPeer | null {
  if (settings === null || isOwn(target.hostname)) return null;
  if (settings.noProxy?.some((entry) => matches(target, entry.trim().toLowerCase()))) return null;
  return parseProxy(settings.url);
}

function isOwn(hostname: string): boolean {
  const host = bare(hostname);
  return isIP(host) !== 0 ? addressClass(host) === 'loopback' : /^(.+\.)?localhost\.?$/.test(host);
}

function matches(target: URL, entry: string): boolean {
  if (entry === '*') return true;
  const [, pattern = '', port] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (pattern === '' || (port !== undefined && port !== portOf(target))) return false;
  const suffix = bare(pattern).replace(/^\*?\./, '');
  const host = bare(target.hostname);
  return host === suffix || (isIP(suffix) === 0 && host.endsWith(`.${suffix}`));
}

/** The port a URL means, also where it is the scheme's own. */
export function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80');
}

function parseProxy(text: string): ProxyPeer {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw unusable();
  const pair = `${plain(url.username)}:${plain(url.password)}`;
  const authorization = url.username === '' ? null : `Basic ${Buffer.from(pair).toString('base64')}`;
  url.username = '';
  url.password = '';
  return { url, authorization };
}

function unusable() {
  return networkFaults.fault('PROXY_FAILED', 'The address of the proxy is not an http or https URL.', {
    kept: 'Nothing was sent.',
    todo: 'Correct the proxy in Settings.',
    phase: 'proxy',
  });
}

/** Percent-decoded where that is possible. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What of the proxy's address must not be shown. */
export function proxySecrets(settings: ProxySettings | null): string[] {
  const url = settings === null ? null : URL.parse(settings.url);
  if (url === null || url.password === '') return [];
  const pair = Buffer.from(`${plain(url.username)}:${plain(url.password)}`).toString('base64');
  return [plain(url.password), pair];
}

/**
 * Asks the proxy at the other end of the socket for a tunnel to the target (CONNECT, RFC 9110 section 9.3.6).
 * @throws PROXY_FAILED
 */
export function openTunnel(socket: Socket, target: URL, proxy: ProxyPeer, call: OutboundCall): Promise<Socket> {
  call.phase = 'proxy';
  const path = `${target.hostname}:${portOf(target)}`;
  return new Promise((resolve, reject) => {
    const connecting = request({
      method: 'CONNECT',
      path,
      createConnection: () => socket,
      headers: { host: path, ...(proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }) },
      signal: call.signal,
    });
    const refuse = (why: string, todo: string) => {
      socket.destroy();
      reject(call.signal.aborted ? call.signal.reason : call.fault('PROXY_FAILED', why, todo));
    };
    connecting.on('connect', (answer, tunnel: Socket, first) => {
      if (answer.statusCode !== 200) return refuse(...refusal(proxy.url.host, answer.statusCode));
      if (first.length > 0) tunnel.unshift(first);
      resolve(tunnel);
    });
    connecting.on('response', (answer) => refuse(...refusal(proxy.url.host, answer.statusCode)));
    connecting.on('error', () =>
      refuse(`The proxy ${proxy.url.host} closed the connection.`, 'Check the proxy in Settings.'),
    );
    connecting.end();
  });
}

function refusal(host: string, status = 0): [why: string, todo: string] {
  return status === 407
    ? [`The proxy ${host} asks for a user name and password.`, 'Put both into the proxy address in Settings.']
    : [
        `The proxy ${host} answered ${status} instead of opening a way.`,
        'Check the proxy, or list the host under "no proxy".',
      ];
}
