import type { HopDetails } from '#contract/connectionDetails.ts';
import { Fault } from '#contract/fault.ts';
import type { RedirectHop } from '#contract/network.ts';
import { charsetOf, declaredCharset, essence } from '#core/http/mediaType.ts';
import { mask } from '#core/http/secretJudge.ts';
import { type AddressRule, addressClass, ruleAfter } from './addressPolicy.ts';
import { requireBound } from './boundHosts.ts';
import {
  credentialValues,
  type Hop,
  OutboundCall,
  redirect,
  redirectLocation,
  shortestCredential,
  unlessAborted,
} from './call.ts';
import { describeHop, headBytes } from './connectionDetails.ts';
import { redactFault, toFault } from './failure.ts';
import { hopCookies, keepCookies, withoutCookieValues } from './hopCookies.ts';
import { type HopLimits, limitsOf } from './limits.ts';
import type { OutboundRequest, OutboundResponse } from './messages.ts';
import type { OutboundConnection, OutboundNetwork, OutboundOptions } from './network.ts';
import { dialTarget, type NetworkContext } from './openConnection.ts';
import { checkBehindProxy } from './proxy.ts';
import { secretsOfProxies, type Way, type Ways, waysTo } from './proxyWays.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { drain, headerValue, receiveBody } from './responseBody.ts';
import { type Sent, sendHop } from './sendHop.ts';
import { invalid, requestHeaders, targetUrl } from './wireRequest.ts';

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
  /** By origin. */
  private readonly ways = new Map<string, Ways>();
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
    this.secrets = [...request.secrets, ...credentialValues(request), ...secretsOfProxies(network.proxy)];
    this.redactor = createRedactor(this.secrets);
    const { limits, totalMs, owners } = limitsOf(request, network);
    this.limits = limits;
    this.call = new OutboundCall(totalMs, signals, owners);
  }

  async run(): Promise<OutboundResponse> {
    try {
      const { hop, sent } = await this.follow(await this.firstHop());
      return await this.finish(hop, sent);
    } catch (error) {
      throw this.faultOf(error);
    } finally {
      this.call.end();
    }
  }

  /** Opens a connection of its own to the target and hands it over before anything is written. The caller ends it. */
  async connect(): Promise<OutboundConnection> {
    const { request, limits, context, call } = this;
    try {
      const hop = await this.firstHop();
      const rule = { trust: request.policy, allowPrivate: request.allowPrivate ?? false };
      const { url, certificate } = hop;
      const { socket, unverified } = await this.byWays(hop, async (proxy, hasOther) => {
        const behind = proxy && (await checkBehindProxy(url.hostname, rule, context.resolver, call));
        const want = { url, certificate, proxy, rule, httpVersion: '1.1' as const, tunnel: true, hasOther, ...limits };
        const opened = await dialTarget(want, context, call);
        if (behind?.note) this.notes.push(behind.note);
        return opened;
      });
      const cookies = hopCookies(hop, request.cookies);
      this.hide(cookies.values);
      const { redactor } = this;
      const isGiven = (name: string) => request.headers.some(([each]) => each === name);
      const notes = [...this.notes, ...(unverified ? [unverifiedNote(hop.url)] : [])];
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

  private async firstHop(): Promise<Hop> {
    const { request } = this;
    const url = targetUrl(request.url);
    this.call.begin(url.hostname);
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(request.method)) throw invalid('The method is not a word of HTTP.', 'method');
    if (request.method.toUpperCase() === 'CONNECT') throw invalid('CONNECT is for proxies only.', 'method');
    if (request.allowedHosts) requireBound(url, request, request.allowedHosts, await this.waysTo(url));
    const headers = requestHeaders(request.headers, this.options.userAgent);
    const certificate = request.clientCertificate ?? null;
    return { url, method: request.method, headers, body: request.body ?? null, certificate };
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

  /** The ways to a URL's host. They are asked for once in a request, so that what was checked is what is taken. */
  private async waysTo(url: URL): Promise<Ways> {
    const { call, limits } = this;
    const known = this.ways.get(url.origin);
    if (known !== undefined) return known;
    call.phase = 'proxy';
    const finish = call.limit(limits.connectMs, 'connectMs');
    const found = await unlessAborted(waysTo(url, this.network.proxy), call.signal).finally(finish);
    call.phase = 'address';
    this.ways.set(url.origin, found);
    if (found.note !== null) this.notes.push(found.note);
    return found;
  }

  /** Takes the first way whose proxy can be reached. Nothing was sent where it cannot. */
  private async byWays<T>(
    { url }: Pick<Hop, 'url'>,
    take: (proxy: Way, hasOther: boolean) => Promise<T>,
    left?: readonly Way[],
  ): Promise<T> {
    const { call, context } = this;
    const [way = null, ...others] = left ?? context.unreached.order((await this.waysTo(url)).ways);
    try {
      return await take(way, others.length > 0);
    } catch (error) {
      if (way === null || others.length === 0 || !call.missedProxy) throw error;
      context.unreached.add(way);
      this.notes.push(
        `The proxy ${way.url.host} could not be reached; the next way of the system’s settings was taken.`,
      );
      call.begin(url.hostname);
      return this.byWays({ url }, take, others);
    }
  }

  /** Sends one hop with its cookies, and keeps those of its response. */
  private async sendOne(hop: Hop, first: Hop, rule: AddressRule): Promise<Sent> {
    const { network, request, limits } = this;
    const cookies = hopCookies(hop, request.cookies);
    this.hide(cookies.values);
    const route = {
      hop: { ...hop, headers: cookies.headers },
      httpVersion: request.httpVersion ?? network.httpVersion ?? 'auto',
      limits,
      onRequest: hop === first ? this.onRequest(cookies.shown) : undefined,
    };
    const sent = await this.byWays(hop, (proxy, hasOther) => {
      const isPinned = proxy === null && hop.url.origin === first.url.origin;
      const bound = isPinned ? { ...rule, pinned: request.pinnedAddress } : rule;
      return sendHop({ ...route, proxy, hasOther, rule: bound }, this.context, this.call);
    });
    this.hide(await keepCookies(hop.url, sent.head.headers, request.cookies));
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
