import type { HopDetails } from '#contract/connectionDetails.ts';
import { Fault } from '#contract/fault.ts';
import { networkFaults, type RedirectHop } from '#contract/network.ts';
import { charsetOf, declaredCharset, essence } from '#core/http/mediaType.ts';
import { mask } from '#core/http/secretJudge.ts';
import { type AddressRule, addressClass, ruleAfter } from './addressPolicy.ts';
import { credentialValues, type Hop, OutboundCall, redirect, redirectLocation, shortestCredential } from './call.ts';
import { describeHop, headBytes } from './connectionDetails.ts';
import { toFault } from './failure.ts';
import { hopCookies, keepCookies, withoutCookieValues } from './hopCookies.ts';
import { type HopLimits, limitsOf } from './limits.ts';
import type { OutboundRequest, OutboundResponse } from './messages.ts';
import type { OutboundConnection, OutboundNetwork, OutboundOptions } from './network.ts';
import { dialTarget, type NetworkContext } from './openConnection.ts';
import { checkBehindProxy, proxyFor, proxySecrets, readingProxy } from './proxy.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { headerValue, receiveBody } from './responseBody.ts';
import type { ResponseHead } from './responseHead.ts';
import { type Sent, sendHop } from './sendHop.ts';
import { invalid, isAmong, namedHosts, requestHeaders, targetUrl } from './wireRequest.ts';

/** One `send`, from the check of the request to the kept body. */
export class Sending {
  private readonly call: OutboundCall;
  private secrets: readonly string[];
  private redactor: Redactor;
  private readonly redirects: RedirectHop[] = [];
  /** What was answered on the way to the final response. */
  private readonly hops: HopDetails[] = [];
  /** What was odd before the final response. */
  private readonly notes: string[] = [];
  private unverified = false;
  private readonly options: OutboundOptions;
  private readonly network: OutboundNetwork;
  private readonly limits: HopLimits;
  private readonly context: NetworkContext;
  private readonly request: OutboundRequest;

  constructor(
    options: OutboundOptions,
    network: OutboundNetwork,
    context: NetworkContext,
    request: OutboundRequest,
    signals: readonly AbortSignal[],
  ) {
    this.options = options;
    this.network = network;
    this.context = context;
    this.request = request;
    const proxied = network.proxy === null ? [] : proxySecrets(network.proxy);
    this.secrets = [...request.secrets, ...credentialValues(request), ...proxied];
    this.redactor = createRedactor(this.secrets);
    const { limits, totalMs, owners } = limitsOf(request, network);
    this.limits = limits;
    this.call = new OutboundCall(totalMs, signals, owners);
  }

  async run(): Promise<OutboundResponse> {
    try {
      const { hop, sent } = await this.follow(this.firstHop());
      return await this.finish(hop, sent);
    } catch (error) {
      throw this.faultOf(error);
    } finally {
      this.call.end();
    }
  }

  /** Opens a connection of its own to the target and hands it over before anything is written. The caller ends it. */
  async connect(): Promise<OutboundConnection> {
    const { network, request, limits, context, call } = this;
    try {
      const hop = this.firstHop();
      const proxy = network.proxy && proxyFor(hop.url, network.proxy);
      const rule = { trust: request.policy, allowPrivate: request.allowPrivate ?? false };
      const behind = proxy && (await checkBehindProxy(hop.url.hostname, rule, context.resolver, call));
      const { url, certificate } = hop;
      const want = { url, certificate, proxy, rule, httpVersion: '1.1' as const, tunnel: true, ...limits };
      const { socket, unverified } = await dialTarget(want, context, call);
      const cookies = hopCookies(hop, request.cookies);
      this.hide(cookies.values);
      const { redactor } = this;
      const isGiven = (name: string) => request.headers.some(([each]) => each === name);
      const notes = [behind?.note ?? [], unverified ? unverifiedNote(hop.url) : []].flat();
      return {
        socket,
        url: hop.url,
        // What answers is no document, and its bytes are not decoded.
        headers: cookies.headers.filter(([name]) => isGiven(name) || !/^accept(-encoding)?$/i.test(name)),
        remoteAddress: socket.remoteAddress ?? '',
        notes: notes.map((note) => redactor.text(note)),
        redactor,
        keepCookies: (headers) => void keepCookies(hop.url, headers, request.cookies),
      };
    } catch (error) {
      throw this.faultOf(error);
    } finally {
      call.end();
    }
  }

  private faultOf(error: unknown): unknown {
    const fault = toFault(error, this.call);
    return fault instanceof Fault ? redactFault(fault, this.secrets) : fault;
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
    const proxy = this.network.proxy && readingProxy(url, this.network.proxy);
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
      const sent = await this.sendOne(hop, first, rule);
      const { unverified, address } = sent.connection;
      if (sent.behind?.note) this.notes.push(sent.behind.note);
      if (unverified) this.notes.push(unverifiedNote(hop.url));
      this.unverified ||= unverified;
      const location = redirectLocation(sent.head.status, sent.head.headers);
      if (location === null || !this.request.redirects.follow) return { hop, sent };
      if (sent.behind === null) rule = ruleAfter(rule, addressClass(address) === 'public');
      else rule = ruleAfter(rule, sent.behind.outside);
      await drain(sent.head);
      this.hops.push(this.describe(hop, sent));
      hop = this.next(hop, sent.head.status, location);
      this.call.watch.restart();
    }
  }

  /** Sends one hop with its cookies, and keeps those of its response. */
  private async sendOne(hop: Hop, first: Hop, rule: AddressRule): Promise<Sent> {
    const { network, request, limits } = this;
    const proxy = network.proxy && proxyFor(hop.url, network.proxy);
    const isPinned = proxy === null && hop.url.origin === first.url.origin;
    const cookies = hopCookies(hop, request.cookies);
    this.hide(cookies.values);
    const route = {
      hop: { ...hop, headers: cookies.headers },
      proxy,
      rule: isPinned ? { ...rule, pinned: request.pinnedAddress } : rule,
      httpVersion: request.httpVersion ?? network.httpVersion ?? 'auto',
      limits,
      onRequest: hop === first ? this.onRequest(cookies.shown) : undefined,
    };
    const sent = await sendHop(route, this.context, this.call);
    this.hide(keepCookies(hop.url, sent.head.headers, request.cookies));
    return sent;
  }

  /** Masks these from now on, where they are long enough not to stand in a text by chance. */
  private hide(values: readonly string[]): void {
    const fresh = values.filter((value) => value.length >= shortestCredential && !this.secrets.includes(value));
    if (fresh.length === 0) return;
    this.secrets = [...this.secrets, ...fresh];
    this.redactor = createRedactor(this.secrets);
  }

  private onRequest(cookieShown: string | null): (headers: [string, string][]) => void {
    const shown = (name: string, value: string) => {
      if (/^proxy-authorization$/i.test(name)) return mask;
      return cookieShown !== null && /^cookie$/i.test(name) ? cookieShown : value;
    };
    return (headers) => this.request.progress?.onRequest?.(headers.map(([name, value]) => [name, shown(name, value)]));
  }

  private describe(
    { method, url }: Hop,
    { connection, reused, head }: Pick<Sent, 'connection' | 'reused' | 'head'>,
  ): HopDetails {
    const { status, version } = head;
    const about = {
      method: this.redactor.text(method),
      url: this.redactor.url(url.href),
      status,
      httpVersion: version,
    };
    const { peer, address } = connection;
    return describeHop({ ...about, connection: { peer, address, reused }, timings: this.call.watch.read() });
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

  private async finish(hop: Hop, { connection, reused, head }: Sent): Promise<OutboundResponse> {
    const { request, options, redactor } = this;
    const headers = redactor.headers(request.cookies ? withoutCookieValues(head.headers) : head.headers);
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
      remoteAddress: connection.address,
      reusedConnection: reused,
      body,
      wireBytes: head.wireBytes(),
      headBytes: headBytes(`HTTP/${head.version} ${head.status} ${head.statusText}`, head.headers),
      hops: [...this.hops, this.describe(hop, { connection, reused, head })],
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
export function redactFault(error: Fault, secrets: readonly string[]): Fault {
  const parts = secrets.filter((secret) => !secret.includes('://')).flatMap((secret) => secret.split(/[/?#@:\\]/));
  const redactor = createRedactor([...secrets, ...parts.filter((part) => part.length >= shortestPart)]);
  const redacted = (value: unknown) => (typeof value === 'string' ? redactor.text(value) : value);
  const texts = Object.entries(error.data ?? {}).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map(redacted) : redacted(value),
  ]);
  return new Fault(error.code, error.status, redactor.text(error.message), Object.fromEntries(texts));
}
