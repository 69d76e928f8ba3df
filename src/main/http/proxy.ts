import { BlockList, isIP, type Socket } from 'node:net';
import { networkFaults } from '#contract/network.ts';
import { percentDecoded } from '#core/percentEncoding.ts';
import { settingWords } from '#core/settings/words.ts';
import {
  type AddressRule,
  addressClass,
  addressRefused,
  bare,
  isAllowed,
  isLocalhost,
  nameRefused,
} from './addressPolicy.ts';
import { type OutboundCall, unlessAborted } from './call.ts';
import type { Resolver } from './dial.ts';
import { nodeHttp } from './nodeHttp.ts';

/** A proxy for http and https; `noProxy` holds hosts, `.suffix`, `*.suffix`, `host:port`, `address/bits` or `*`. */
export interface ProxySettings {
  /** http, https or one of SOCKS, for all targets or by their scheme; a user name and password in it are shown to the proxy. */
  readonly url: string | { readonly http: string | null; readonly https: string | null };
  readonly noProxy?: readonly string[];
  /** Tells the user name and the password that are not in the address. Throws a Fault where they cannot be had now. */
  readonly credentials?: (() => { readonly username: string; readonly password: string }) | undefined;
}

export interface ProxyPair {
  readonly username: string;
  readonly password: string;
}

export interface ProxyPeer {
  readonly url: URL;
  /** Value of Proxy-Authorization (RFC 9110 section 11.7.2), or null. */
  readonly authorization: string | null;
  readonly pair: ProxyPair | null;
}

/** A proxy that passes on bytes whatever they are. */
export const isSocks = ({ url }: Pick<ProxyPeer, 'url'>): boolean => url.protocol.startsWith('socks');

/** Of the schemes of SOCKS, these leave it to this computer to resolve the name (as curl names them). */
export const resolvesHere = ({ url }: Pick<ProxyPeer, 'url'>): boolean => /^socks[45]:$/.test(url.protocol);

/** The proxy for a target, or null to go straight: this computer's own addresses never go through a proxy. */
export function proxyFor(target: URL, settings: ProxySettings): ProxyPeer | null {
  if (isOwn(target.hostname)) return null;
  const url = urlFor(target, settings);
  if (url === null || isBypassed(target, settings.noProxy ?? [])) return null;
  return parseProxy(url, settings.credentials);
}

/** Whether a list of exceptions names the target. */
export const isBypassed = (target: URL, entries: readonly string[]): boolean =>
  entries.some((entry) => matches(target, entry.trim().toLowerCase()));

function urlFor(target: URL, { url }: ProxySettings): string | null {
  if (typeof url === 'string') return url;
  return target.protocol === 'https:' ? url.https : url.http;
}

/** Whether a host is this computer itself. */
export function isOwn(hostname: string): boolean {
  const host = bare(hostname);
  return isIP(host) !== 0 ? addressClass(host) === 'loopback' : isLocalhost(host);
}

function matches(target: URL, entry: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isWithin(bare(target.hostname), entry);
  const [, pattern = '', port] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (pattern === '' || (port !== undefined && port !== portOf(target))) return false;
  const suffix = bare(pattern).replace(/^\*?\./, '');
  const host = bare(target.hostname);
  return host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`));
}

/** Whether a literal address is in a range such as `10.0.0.0/8`. */
function isWithin(host: string, range: string): boolean {
  const [network = '', bits] = range.split('/');
  const family = isIP(network);
  if (
    family === 0 ||
    isIP(host) !== family ||
    !/^\d{1,3}$/.test(bits ?? '') ||
    Number(bits) > (family === 4 ? 32 : 128)
  )
    return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** The port a URL means, also where it is the scheme's own. */
export function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : url.protocol.startsWith('socks') ? '1080' : '80');
}

export function parseProxy(text: string, credentials?: ProxySettings['credentials']): ProxyPeer {
  const url = URL.parse(text);
  if (url === null || !isProxyScheme(url)) throw unusable();
  const pair = pairOf(url, credentials);
  url.username = '';
  url.password = '';
  const authorization = pair && `Basic ${Buffer.from(`${pair.username}:${pair.password}`).toString('base64')}`;
  return { url, pair, authorization };
}

const isProxyScheme = (url: URL) => /^(https?|socks4a?|socks5h?):$/.test(url.protocol) && url.hostname !== '';

/** User name and password, from wherever they stand. */
function pairOf(url: URL, credentials: ProxySettings['credentials']): ProxyPair | null {
  if (credentials !== undefined) return credentials();
  if (url.username === '') return null;
  return { username: percentDecoded(url.username), password: percentDecoded(url.password) };
}

function unusable() {
  return networkFaults.fault('PROXY_FAILED', 'The proxy’s address is not a URL of http, https or SOCKS.', {
    kept: 'Nothing was sent.',
    todo: 'Correct the proxy in Settings.',
    phase: 'proxy',
  });
}

/** What of the proxies' credentials must not be shown. */
export function proxySecrets({ url, credentials }: ProxySettings): string[] {
  const texts = typeof url === 'string' ? [url] : [url.http, url.https];
  const pairs = texts.map((text) => knownPair(URL.parse(text ?? ''), credentials));
  return [...new Set(pairs.flatMap((pair) => (pair === null || pair.password === '' ? [] : formsOf(pair))))];
}

const formsOf = ({ username, password }: ProxyPair) => [
  password,
  Buffer.from(`${username}:${password}`).toString('base64'),
];

/** Credentials that cannot be had now go nowhere, and need not be hidden. */
function knownPair(url: URL | null, credentials: ProxySettings['credentials']): ProxyPair | null {
  try {
    return url && pairOf(url, credentials);
  } catch {
    return null;
  }
}

/**
 * Asks the proxy at the other end of the socket for a tunnel to the target (CONNECT, RFC 9110 section 9.3.6).
 * @throws PROXY_FAILED
 */
export function openTunnel(socket: Socket, target: URL, proxy: ProxyPeer, call: OutboundCall): Promise<Socket> {
  call.phase = 'proxy';
  const path = `${target.hostname}:${portOf(target)}`;
  return new Promise((resolve, reject) => {
    const connecting = nodeHttp.request({
      method: 'CONNECT',
      path,
      createConnection: () => socket,
      headers: { host: path, ...(proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }) },
      signal: call.signal,
    });
    const refuse = (...fault: ReturnType<typeof refusal>) => {
      socket.destroy();
      reject(call.signal.aborted ? call.signal.reason : call.fault(...fault));
    };
    connecting.on('connect', (answer, tunnel: Socket, first) => {
      if (Math.floor((answer.statusCode ?? 0) / 100) !== 2) return refuse(...refusal(proxy, answer.statusCode));
      if (first.length > 0) tunnel.unshift(first);
      resolve(tunnel);
    });
    connecting.on('response', (answer) => refuse(...refusal(proxy, answer.statusCode)));
    connecting.on('error', (error) => {
      const isHttp = !('code' in error && String(error.code).startsWith('HPE_'));
      const what = isHttp ? 'closed the connection' : 'did not answer with valid HTTP';
      refuse('PROXY_FAILED', `The proxy ${proxy.url.host} ${what}.`, inSettings);
    });
    connecting.end();
  });
}

export const inSettings = 'Check the proxy in Settings, Network.';

/** What to do about a proxy that does not serve. */
export const proxyOrBypass = `Check the proxy in Settings, Network, or add the host to “${settingWords.bypass}” there.`;

/** The fault for what a proxy answers in place of the host. */
export function refusal(
  { url, authorization }: Pick<ProxyPeer, 'url' | 'authorization'>,
  status = 0,
): ['PROXY_FAILED', why: string, todo: string] {
  if (status === 407 && authorization === null)
    return [
      'PROXY_FAILED',
      `The proxy ${url.host} asks for a user name and password.`,
      'Enter both in Settings, Network, under the address of the proxy.',
    ];
  if (status === 407)
    return [
      'PROXY_FAILED',
      `The proxy ${url.host} did not accept the user name and password.`,
      'Correct them in Settings, Network. Only Basic is spoken to proxies.',
    ];
  return ['PROXY_FAILED', `The proxy ${url.host} answered ${status} instead of connecting.`, proxyOrBypass];
}

/** What is known of a target that a proxy reaches for us. */
export interface ProxiedTarget {
  /** It is outside of this network, as far as can be told; what it redirects to is then held to the rule for outsiders. */
  readonly outside: boolean;
  /** Says what could not be checked; null where all was. */
  readonly note: string | null;
}

/** Names of the metadata services of cloud machines; only a proxy inside of one resolves them. */
const metadataNames = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
  'metadata.azure.internal',
  'metadata.platformequinix.com',
]);

/** Endings of names that no public DNS knows (RFC 6761, 6762, 8375 and custom). */
const insideName = /(^[^.]+|\.(internal|local|localdomain|lan|intranet|corp|home|private|home\.arpa))$/;

/** How long the own DNS is asked; behind some proxies it knows nothing and answers late. */
const patienceMs = 1_000;

/**
 * Applies the address rule to a target behind a proxy, which resolves the name itself and cannot be told to which address. Names of
 * metadata services are refused; what the own DNS knows is judged by each of its addresses; of the rest it is told that it was not checked.
 * @throws ADDRESS_REFUSED
 */
export async function checkBehindProxy(
  hostname: string,
  rule: AddressRule,
  resolver: Resolver,
  call: OutboundCall,
): Promise<ProxiedTarget> {
  const name = bare(hostname).toLowerCase().replace(/\.$/, '');
  if (metadataNames.has(name)) throw nameRefused(hostname, 'the metadata service of a cloud machine');
  const found =
    isIP(name) !== 0 ? [name] : isLocalhost(name) ? ['127.0.0.1'] : await askBriefly(hostname, resolver, call);
  // The proxy may take any of them.
  const refused = found.filter((address) => !isAllowed(address, rule));
  if (refused.length > 0) throw addressRefused(hostname, refused, rule);
  if (found.length > 0) return { outside: found.every((address) => addressClass(address) === 'public'), note: null };
  const isInside = insideName.test(name);
  if (isInside && rule.trust !== 'person' && !rule.allowPrivate)
    throw nameRefused(hostname, 'a name of a private network, which only the proxy can resolve');
  const note = `The proxy resolved ${hostname}; its address could not be checked here.`;
  return { outside: !isInside, note };
}

/** The addresses that the own DNS knows, or none where it knows nothing in time. */
async function askBriefly(hostname: string, resolver: Resolver, call: OutboundCall): Promise<readonly string[]> {
  call.phase = 'dns';
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(patienceMs)]);
  const found = await unlessAborted(resolver(hostname), signal).catch(() => []);
  call.check();
  return found;
}
