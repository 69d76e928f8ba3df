import { createHash } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { Client } from 'undici';
import { networkFaults } from '#contract/network.ts';
import { type AddressRule, addressClass, isAllowed } from './addressPolicy.ts';
import type { OutboundCall } from './call.ts';
import { bare, dial, type Resolver, resolveHost, secure, type Trust } from './dial.ts';
import type { ClientCertificate } from './messages.ts';
import { nodeHttp } from './nodeHttp.ts';

/** What opening a connection needs to know. */
export interface NetworkContext {
  readonly pool: SocketPool;
  readonly resolver: Resolver;
  readonly trust: Trust;
}

/** Where a connection shall lead, and what it may reach. */
interface SocketRequest {
  readonly url: URL;
  readonly proxy: ProxyPeer | null;
  readonly rule: AddressRule;
  /** Shown to the URL's origin. */
  readonly certificate: ClientCertificate | null;
  readonly connectMs: number;
  /** Only a new connection will do. */
  readonly fresh: boolean;
}

/** A proxy is a person's setting, so it may stand in the private network. */
const proxyRule: AddressRule = { trust: 'person', allowPrivate: false };

/**
 * A connection to the URL's origin: one that waits, or a new one to an address that the rule allows. Behind a proxy the rule is applied
 * to the proxy's address, and to the target's where that is literal.
 */
export async function openSocket(
  want: SocketRequest,
  context: NetworkContext,
  call: OutboundCall,
): Promise<PooledSocket> {
  const { url, proxy, rule } = want;
  const key = `${url.origin} ${proxy?.url.origin ?? ''} ${proxy?.authorization ?? ''} ${fingerprint(want.certificate)}`;
  if (proxy !== null && isIP(bare(url.hostname)) !== 0) await resolveHost(url.hostname, rule, context.resolver, call);
  const passes = (address: string) => isAllowed(address, proxy === null ? rule : proxyRule);
  const waiting = want.fresh ? null : context.pool.take(key, passes);
  if (waiting !== null) {
    call.tries(waiting.address, waiting.socket.remotePort ?? '');
    call.watch.skip();
    return waiting;
  }
  const done = call.limit(want.connectMs);
  try {
    const socket = await connectTo(want, context, call);
    const pooled = createPooledSocket(key, url.origin, socket);
    context.pool.add(pooled);
    return pooled;
  } finally {
    done();
  }
}

async function connectTo(want: SocketRequest, context: NetworkContext, call: OutboundCall) {
  const { url, proxy, rule, certificate } = want;
  const peer = proxy?.url ?? url;
  call.watch.skip();
  const addresses = await resolveHost(peer.hostname, proxy === null ? rule : proxyRule, context.resolver, call);
  if (isIP(bare(peer.hostname)) === 0) call.watch.mark('dns');
  let socket = await dial(addresses, portOf(peer), call);
  if (proxy?.url.protocol === 'https:') socket = await secure(socket, proxy.url.hostname, context.trust, call);
  if (proxy !== null && url.protocol === 'https:') socket = await openTunnel(socket, url, proxy, call);
  call.watch.mark('connect');
  if (url.protocol !== 'https:') return socket;
  const safe = await secure(socket, url.hostname, context.trust, call, certificate);
  call.watch.mark('tls');
  return safe;
}

/** Tells connections apart that showed another certificate; empty for none. */
function fingerprint(certificate: ClientCertificate | null): string {
  if (certificate === null) return '';
  return createHash('sha256').update(`${certificate.chain}\n${certificate.key}`).digest('base64');
}

const idlePerKey = 8;

/** Connections that wait for the next request to the same place. */
export class SocketPool {
  private readonly idle = new Map<string, PooledSocket[]>();
  private readonly all = new Set<PooledSocket>();

  /** An idle, live connection whose address passes, or null. */
  take(key: string, passes: (address: string) => boolean): PooledSocket | null {
    const waiting = this.idle.get(key) ?? [];
    const index = waiting.findLastIndex((pooled) => !pooled.socket.destroyed && passes(pooled.address));
    const [pooled] = index < 0 ? [] : waiting.splice(index, 1);
    if (pooled === undefined) return null;
    pooled.reused = true;
    return pooled;
  }

  /** Watches a new connection until it closes. */
  add(pooled: PooledSocket): void {
    this.all.add(pooled);
    pooled.socket.once('close', () => this.remove(pooled));
    if (pooled.socket.destroyed) this.remove(pooled);
  }

  /** Keeps the connection for later, or closes it where enough wait already. */
  give(pooled: PooledSocket): void {
    const waiting = this.idle.get(pooled.key) ?? [];
    if (pooled.socket.destroyed || pooled.retired || waiting.length >= idlePerKey) this.drop(pooled);
    else this.idle.set(pooled.key, [...waiting, pooled]);
  }

  drop(pooled: PooledSocket): void {
    this.remove(pooled);
    void pooled.client.destroy();
    pooled.socket.destroy();
  }

  /** Closes every connection, also those in use. */
  closeAll(): void {
    for (const pooled of [...this.all]) this.drop(pooled);
  }

  /** Closes those that wait; those in use close after their response. */
  closeIdle(): void {
    for (const pooled of this.all) pooled.retired = true;
    for (const pooled of [...this.idle.values()].flat()) this.drop(pooled);
  }

  private remove(pooled: PooledSocket): void {
    this.all.delete(pooled);
    const left = this.idle.get(pooled.key)?.filter((other) => other !== pooled) ?? [];
    if (left.length > 0) this.idle.set(pooled.key, left);
    else this.idle.delete(pooled.key);
  }
}

/** An open connection with the HTTP client that speaks on it; one request at a time. */
export interface PooledSocket {
  readonly key: string;
  readonly client: Client;
  readonly socket: Socket;
  /** The literal address at the other end. */
  readonly address: string;
  reused: boolean;
  /** Opened under settings that no longer hold: not used again. */
  retired: boolean;
}

/** The connection closed before anything was written: safe to send again on a new one. */
export class SocketGone extends Error {}

/** Puts an HTTP client on a connection that is open already; it never connects by itself. */
function createPooledSocket(key: string, origin: string, socket: Socket): PooledSocket {
  let given = false;
  // The client listens only once it speaks; a reset before that must not end the process.
  socket.on('error', () => {});
  const client = new Client(origin, {
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 15_000,
    maxHeaderSize: 64 * 1024,
    connect: (_options, callback) => {
      if (given || socket.destroyed) return queueMicrotask(() => callback(new SocketGone('connection gone'), null));
      given = true;
      queueMicrotask(() => callback(null, socket));
    },
  });
  return { key, client, socket, address: socket.remoteAddress ?? '', reused: false, retired: false };
}

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

/** The host of the proxy that reads what goes to the target: over https it passes on only what it cannot read. */
export function readingProxy(target: URL, settings: ProxySettings | null): string | null {
  return target.protocol === 'http:' ? (proxyFor(target, settings)?.url.host ?? null) : null;
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
function portOf(url: URL): string {
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
function openTunnel(socket: Socket, target: URL, proxy: ProxyPeer, call: OutboundCall): Promise<Socket> {
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
