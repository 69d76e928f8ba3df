import type { HopDetails } from '#contract/connectionDetails.ts';
import { Fault } from '#contract/fault.ts';
import { networkFaults, type RedirectHop } from '#contract/network.ts';
import { charsetOf, declaredCharset, essence } from '#core/http/mediaType.ts';
import { mask } from '#core/http/secretJudge.ts';
import { addressClass, ruleAfter } from './addressPolicy.ts';
import { credentialValues, type Hop, OutboundCall, redirect, redirectLocation } from './call.ts';
import { describeHop, headBytes } from './connectionDetails.ts';
import { createTrust, type Resolver, systemResolver } from './dial.ts';
import { toFault } from './failure.ts';
import type { OutboundRequest, OutboundResponse } from './messages.ts';
import { type ProxySettings, proxyFor, proxySecrets, readingProxy } from './proxy.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { headerValue, receiveBody } from './responseBody.ts';
import { type ResponseHead, type Sent, sendHop } from './roundTrip.ts';
import { type NetworkContext, SocketPool } from './socketPool.ts';
import { invalid, isAmong, lengthOf, namedHosts, requestHeaders, targetUrl, wireHeaders } from './wireRequest.ts';

/** What a person sets for all requests; it may change while the console runs. */
export interface OutboundNetwork {
  readonly proxy: ProxySettings | null;
  /** Further certificate authorities, PEM, one after the other. */
  readonly certificates: string | null;
  /** Milliseconds that a request may take in all where it sets no limit itself; 0 sets none. */
  readonly totalMs: number;
  /** Certificates that are accepted although they are not trusted: `host:port` and the SHA-256. */
  readonly exceptions: readonly string[];
}

export interface OutboundOptions extends Partial<OutboundNetwork> {
  /** Where large bodies are kept; made when the first one comes. */
  readonly bodyDirectory: string;
  /** Bodies above this stream to disk. Default 256 kB. */
  readonly spillBytes?: number;
  /** Largest decompressed body. Default 1 GB. */
  readonly maxBodyBytes?: number;
  readonly userAgent: string;
  /** Default: the system's. */
  readonly resolver?: Resolver;
}

/** The one way out to the network. */
export interface Outbound {
  /**
   * Sends a request, follows its redirects, and keeps the body of the response.
   * @throws a Fault of `networkFaults`, free of secrets
   */
  send(request: OutboundRequest, signal?: AbortSignal): Promise<OutboundResponse>;
  /** The host of the proxy that would read a request to this URL, since it goes there unencrypted; null where none would. */
  readingProxy(url: URL): string | null;
  /**
   * Every header as it goes over the wire, in order, with nothing masked but what the proxy asks for.
   * @throws REQUEST_INVALID
   */
  headersOf(request: Pick<OutboundRequest, 'method' | 'url' | 'headers' | 'body'>): [name: string, value: string][];
  /** Takes over new settings for all requests that follow. */
  configure(network: OutboundNetwork): void;
  /** Closes connections that wait for another request; they may be known to the other side by a secret that was shown on them. */
  closeIdle(): void;
  /** Ends every request and connection. */
  close(): void;
}

const noNetwork: OutboundNetwork = { proxy: null, certificates: null, totalMs: 0, exceptions: [] };

export function createOutbound(options: OutboundOptions): Outbound {
  const pool = new SocketPool();
  const closing = new AbortController();
  let network: OutboundNetwork = { ...noNetwork, ...options };
  let trust = createTrust(network.certificates, network.exceptions);
  const context = (): NetworkContext => ({ pool, trust, resolver: options.resolver ?? systemResolver });
  return {
    send: (request, signal) => {
      const signals = signal ? [closing.signal, signal] : [closing.signal];
      return new Sending(options, network, context(), request, signals).run();
    },
    readingProxy: (url) => network.proxy && readingProxy(url, network.proxy),
    headersOf: (request) => {
      const { method, body = null } = request;
      const url = targetUrl(request.url);
      const headers = requestHeaders(request.headers, options.userAgent);
      const asked = url.protocol === 'http:' && network.proxy && proxyFor(url, network.proxy)?.authorization;
      return wireHeaders({ method, url, headers }, lengthOf(body), asked ? mask : null);
    },
    configure: (next) => {
      network = next;
      trust = createTrust(next.certificates, next.exceptions);
      pool.closeIdle();
    },
    closeIdle: () => pool.closeIdle(),
    close: () => {
      closing.abort();
      pool.closeAll();
    },
  };
}

/** One `send`, from the check of the request to the kept body. */
class Sending {
  private readonly call: OutboundCall;
  private readonly secrets: readonly string[];
  private readonly redactor: Redactor;
  private readonly redirects: RedirectHop[] = [];
  /** What was answered on the way to the final response. */
  private readonly hops: HopDetails[] = [];
  /** What was odd before the final response. */
  private readonly notes: string[] = [];
  private unverified = false;
  private readonly options: OutboundOptions;
  private readonly proxy: ProxySettings | null;
  private readonly context: NetworkContext;
  private readonly request: OutboundRequest;

  constructor(
    options: OutboundOptions,
    { proxy, totalMs }: OutboundNetwork,
    context: NetworkContext,
    request: OutboundRequest,
    signals: readonly AbortSignal[],
  ) {
    this.options = options;
    this.proxy = proxy;
    this.context = context;
    this.request = request;
    this.secrets = [...request.secrets, ...credentialValues(request), ...(proxy === null ? [] : proxySecrets(proxy))];
    this.redactor = createRedactor(this.secrets);
    this.call = new OutboundCall(request.timeouts.totalMs ?? totalMs, signals);
  }

  async run(): Promise<OutboundResponse> {
    try {
      const { hop, sent } = await this.follow(this.firstHop());
      return await this.finish(hop, sent);
    } catch (error) {
      const fault = toFault(error, this.call);
      throw fault instanceof Fault ? redactFault(fault, this.secrets) : fault;
    } finally {
      this.call.end();
    }
  }

  private firstHop(): Hop {
    const { request } = this;
    const url = targetUrl(request.url);
    this.call.begin(url.hostname);
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(request.method)) throw invalid('The method is not a word of HTTP.', 'method');
    if (request.method.toUpperCase() === 'CONNECT') throw invalid('CONNECT is for proxies only.', 'method');
    if (request.allowedHosts) this.requireBound(url, request.allowedHosts);
    const headers = requestHeaders(request.headers, this.options.userAgent);
    const certificate = request.clientCertificate ?? null;
    return { url, method: request.method, headers, body: request.body ?? null, certificate };
  }

  /** The last line: the request is bound to hosts, so neither address, headers nor proxy may lead it past them. */
  private requireBound(url: URL, hosts: readonly string[]): void {
    const { headers, secrets } = this.request;
    const proxy = this.proxy && readingProxy(url, this.proxy);
    if (proxy !== null && !hosts.includes(proxy)) throw secretRefused(proxy, hosts);
    if (secrets.length === 0) return;
    if (!isAmong(url, hosts)) throw secretRefused(url.host, hosts);
    const named = namedHosts(headers, url).find((host) => {
      const other = URL.parse(`${url.protocol}//${host}`);
      return other === null || !isAmong(other, hosts);
    });
    if (named !== undefined) throw secretRefused(named, hosts);
  }

  private async follow(first: Hop): Promise<{ hop: Hop; sent: Sent }> {
    let hop = first;
    let rule = { trust: this.request.policy, allowPrivate: this.request.allowPrivate ?? false };
    for (;;) {
      this.call.check();
      this.call.begin(hop.url.hostname);
      const proxy = this.proxy && proxyFor(hop.url, this.proxy);
      const onRequest = hop === first ? this.onRequest : undefined;
      const isPinned = proxy === null && hop.url.origin === first.url.origin;
      const reach = isPinned ? { ...rule, pinned: this.request.pinnedAddress } : rule;
      const sent = await sendHop({ hop, proxy, rule: reach, onRequest }, this.request, this.context, this.call);
      if (sent.behind?.note) this.notes.push(sent.behind.note);
      if (sent.pooled.unverified) this.notes.push(unverifiedNote(hop.url));
      this.unverified ||= sent.pooled.unverified;
      const location = redirectLocation(sent.head.status, sent.head.headers);
      if (location === null || !this.request.redirects.follow) return { hop, sent };
      if (sent.behind === null) rule = ruleAfter(rule, addressClass(sent.pooled.address) === 'public');
      else rule = ruleAfter(rule, sent.behind.outside);
      await drain(sent.head);
      this.hops.push(this.describe(hop, sent));
      hop = this.next(hop, sent.head.status, location);
      this.call.watch.restart();
    }
  }

  private readonly onRequest = (headers: [string, string][]): void =>
    this.request.progress?.onRequest?.(
      headers.map(([name, value]) => [name, /^proxy-authorization$/i.test(name) ? mask : value]),
    );

  private describe({ method, url }: Hop, { pooled, head }: Sent): HopDetails {
    const { status, version } = head;
    const about = { method, url: this.redactor.url(url.href), status, httpVersion: version };
    return describeHop({ ...about, connection: pooled, timings: this.call.watch.read() });
  }

  private next(hop: Hop, status: number, location: string): Hop {
    this.call.phase = 'redirect';
    const { max } = this.request.redirects;
    const todo = 'Turn off following redirects to see the response itself.';
    if (this.redirects.length >= max)
      throw this.call.fault('TOO_MANY_REDIRECTS', `The response redirects more than ${max} times.`, todo);
    const step = redirect(hop, status, location, this.request, this.redactor);
    if (step.kind === 'refuse')
      throw this.call.fault('REDIRECT_REFUSED', `The redirect was not followed. ${step.why}`, todo);
    this.redirects.push(step.record);
    return step.hop;
  }

  private async finish(hop: Hop, { pooled, head }: Sent): Promise<OutboundResponse> {
    const { request, options, redactor } = this;
    const headers = redactor.headers(head.headers);
    request.progress?.onHead?.({ status: head.status, headers });
    const limit = options.maxBodyBytes ?? 1_000_000_000;
    const settings = {
      directory: options.bodyDirectory,
      spillBytes: options.spillBytes ?? 256_000,
      maxBytes: Math.min(limit, request.maxBodyBytes ?? limit),
      overflow: request.overflow ?? 'fail',
      incomplete: request.incomplete ?? 'fail',
      onBytes: request.progress?.onBytes,
      onData: request.progress?.onData,
    };
    const { body, truncated, fault, start } = await receiveBody(head, redactor, settings, this.call);
    const contentType = headerValue({ headers }, 'content-type');
    return {
      status: head.status,
      statusText: redactor.text(head.statusText),
      httpVersion: head.version,
      headers,
      url: redactor.url(hop.url.href),
      redirects: this.redirects,
      timings: this.call.watch.read(),
      remoteAddress: pooled.address,
      reusedConnection: pooled.reused,
      body,
      wireBytes: head.wireBytes(),
      headBytes: headBytes(`HTTP/${head.version} ${head.status} ${head.statusText}`, head.headers),
      hops: [...this.hops, this.describe(hop, { pooled, head, behind: null })],
      truncated,
      contentType: essence(contentType),
      charset: charsetOf(contentType) ?? declaredCharset(essence(contentType), start),
      fault: fault && redactFault(fault, this.secrets),
      trailers: redactor.headers(head.trailers()),
      notes: [...new Set([...this.notes, ...head.notes()])].map((note) => redactor.text(note)),
      unverified: this.unverified,
    };
  }
}

const unverifiedNote = ({ host }: URL): string =>
  `A certificate on the way to ${host} is not trusted; it was accepted, as Settings, Network has an exception for it.`;

const shortestPart = 8;

/** Reads the rest of a short body so that its connection can be used again; drops a long one. */
async function drain(head: ResponseHead): Promise<void> {
  let read = 0;
  for await (const chunk of head.body) {
    read += chunk.length;
    if (read > 64 * 1024) break;
  }
}

function secretRefused(host: string, hosts: readonly string[]): Fault {
  return networkFaults.fault('SECRET_HOST_REFUSED', `The secret may not be sent to ${host}.`, {
    kept: 'Nothing was sent.',
    todo: 'Add the host to the connection, or confirm this request.',
    names: [...hosts],
    phase: 'address',
    tried: host,
  });
}

/** A fault names hosts, and the host of a redirect may be what is before a slash in a secret. */
function redactFault(error: Fault, secrets: readonly string[]): Fault {
  const parts = secrets.filter((secret) => !secret.includes('://')).flatMap((secret) => secret.split(/[/?#@:\\]/));
  const redactor = createRedactor([...secrets, ...parts.filter((part) => part.length >= shortestPart)]);
  const redacted = (value: unknown) => (typeof value === 'string' ? redactor.text(value) : value);
  const texts = Object.entries(error.data ?? {}).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map(redacted) : redacted(value),
  ]);
  return new Fault(error.code, error.status, redactor.text(error.message), Object.fromEntries(texts));
}
