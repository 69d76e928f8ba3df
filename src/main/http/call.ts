import { isIPv6 } from 'node:net';
import { Fault, type FaultData } from '#contract/fault.ts';
import { type NetworkPhase, networkFaults, type PhaseTimings, type RedirectHop } from '#contract/network.ts';
import type { ClientCertificate, LimitName, LimitOwners, OutboundBody, OutboundRequest } from './messages.ts';
import type { Redactor } from './redactor.ts';
import { isAmong, isHttp } from './wireRequest.ts';

type NetworkCode = Parameters<typeof networkFaults.fault>[0];

const phaseWords: Record<NetworkPhase, string> = {
  address: 'before anything was sent',
  dns: 'while the host name was looked up',
  connect: 'while connecting',
  proxy: 'while asking the proxy for a way',
  tls: 'during the TLS handshake',
  send: 'while the request was sent',
  wait: 'while waiting for the response',
  download: 'while the body was downloaded',
  redirect: 'between two redirects',
};

const limitWords: Record<LimitName, string> = {
  connectMs: 'connecting',
  tlsMs: 'the TLS handshake',
  responseMs: 'the head of the response',
  idleMs: 'a pause within a body',
  totalMs: 'the whole request',
};

/** A limit that begins anew with every byte, and rests while nothing is expected. */
export interface IdleLimit {
  touch(): void;
  stop(): void;
}

/**
 * One `send` under way: where it is, what it tried, how long its phases took, and the signal that
 * ends it. Call `end` when it is over.
 */
export class OutboundCall {
  readonly watch = new Stopwatch();
  phase: NetworkPhase = 'address';
  host = '';
  /** The proxy that is reached first, as `host:port`; null while the target itself is spoken to. */
  proxy: string | null = null;
  /** The proxy took the connection; what fails afterwards is not for another proxy to mend. */
  proxyReached = false;
  /** The proxy that reads the request and answers it, as `host:port`; null where none does, as over https. */
  reader: string | null = null;
  /** A client certificate was at hand in the TLS handshake. */
  showedCertificate = false;
  /** Address and port of each connection tried for the current hop. */
  private readonly tried: string[] = [];
  private readonly controller = new AbortController();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly outer: readonly AbortSignal[];
  private readonly limitOwners: LimitOwners;

  /** Any of the outer signals cancels it. */
  constructor(totalMs: number, outer: readonly AbortSignal[], limitOwners: LimitOwners = {}) {
    this.outer = outer;
    this.limitOwners = limitOwners;
    if (outer.some((signal) => signal.aborted)) this.cancel();
    for (const signal of outer) signal.addEventListener('abort', this.cancel, { once: true });
    this.limit(totalMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** A time limit ended it, not a person. */
  get isOutOfTime(): boolean {
    return this.signal.reason instanceof Fault && this.signal.reason.code === 'TIMED_OUT';
  }

  /** Aborts the call as timed out after `ms` (0: never) unless the returned function is called before. */
  limit(ms: number, name: LimitName = 'totalMs'): () => void {
    if (ms <= 0) return () => {};
    const timer = setTimeout(() => this.controller.abort(this.timedOut(ms, name)), ms);
    this.timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.timers.delete(timer);
    };
  }

  /** Aborts the call as timed out when `ms` pass after a touch without another one; 0 never does. */
  idle(ms: number): IdleLimit {
    let stop = () => {};
    return {
      touch: () => {
        stop();
        stop = this.limit(ms, 'idleMs');
      },
      stop: () => stop(),
    };
  }

  /** A connection to this place is tried, or was open already. */
  tries(address: string, port: string | number): void {
    this.tried.push(isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`);
  }

  begin(host: string): void {
    this.host = host;
    this.proxy = null;
    this.proxyReached = false;
    this.reader = null;
    this.showedCertificate = false;
    this.phase = 'address';
    this.tried.length = 0;
  }

  /** Who is spoken to, in words that can be within a sentence. */
  get peer(): string {
    return this.proxy === null ? this.host : `the proxy ${this.proxy}`;
  }

  /** What failed is the way to the proxy, before anything was written to it. */
  get missedProxy(): boolean {
    return this.proxy !== null && !this.proxyReached && !this.signal.aborted;
  }

  /** Throws what ended the call, if something did. */
  check(): void {
    this.signal.throwIfAborted();
  }

  /** A fault that tells the phase and what was tried. */
  fault(code: NetworkCode, message: string, todo: string, more: FaultData = {}): Fault {
    const places = this.tried.length > 0 ? ` (${this.tried.join(', ')})` : '';
    return networkFaults.fault(code, message, { todo, phase: this.phase, tried: `${this.host}${places}`, ...more });
  }

  /** Removes every timer and listener. */
  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    for (const signal of this.outer) signal.removeEventListener('abort', this.cancel);
  }

  private readonly cancel = (): void => {
    const message = `The request was cancelled ${phaseWords[this.phase]}.`;
    const kept = 'Nothing of the response was kept.';
    this.controller.abort(this.fault('CANCELLED', message, 'Send it again when you’re ready.', { kept }));
  };

  private timedOut(ms: number, name: LimitName): Fault {
    const seconds = (ms / 1000).toLocaleString('en', { maximumFractionDigits: 3 });
    const who = this.peer.replace(/^the proxy/, 'The proxy') || 'The host';
    const what = name === 'idleMs' ? `sent and took nothing for ${seconds} s` : `took longer than ${seconds} s`;
    const message = `${who} ${what}: time ran out ${phaseWords[this.phase]}.`;
    const owner = this.limitOwners[name];
    const more = owner === undefined ? '.' : `: the limit for ${limitWords[name]} is set in ${owner}.`;
    const todo = this.proxy === null ? `Try again, or allow more time${more}` : 'Check the proxy in Settings, Network.';
    return this.fault('TIMED_OUT', message, todo);
  }
}

/** The promise's outcome, or the signal's reason if that comes first; the promise's later outcome is dropped. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

type Mark = 'dns' | 'connect' | 'tls' | 'send' | 'firstByte' | 'download';

/** Collects the phases of the current hop; `restart` forgets them for the next hop, `total` runs on. */
class Stopwatch {
  private readonly begun = performance.now();
  private last = this.begun;
  private phases = new Map<Mark, number>();

  /** The time since the previous mark belongs to this phase. */
  mark(phase: Mark): void {
    const now = performance.now();
    this.phases.set(phase, (this.phases.get(phase) ?? 0) + now - this.last);
    this.last = now;
  }

  /** The time since the previous mark belongs to no phase. */
  skip(): void {
    this.last = performance.now();
  }

  restart(): void {
    this.phases = new Map();
    this.skip();
  }

  read(): PhaseTimings {
    const of = (phase: Mark) => this.phases.get(phase) ?? null;
    return {
      dns: of('dns'),
      connect: of('connect'),
      tls: of('tls'),
      send: of('send'),
      firstByte: of('firstByte'),
      download: of('download'),
      total: performance.now() - this.begun,
    };
  }
}

/** A request under way: what is sent next, and to where. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: [name: string, value: string][];
  readonly body: OutboundBody | null;
  readonly certificate: ClientCertificate | null;
}

/** Where a redirect leads: on, or nowhere that may be followed. */
type Redirection = { kind: 'follow'; hop: Hop; record: RedirectHop } | { kind: 'refuse'; why: string };

type Rules = Pick<OutboundRequest, 'credentialHeaders' | 'credentialQuery' | 'allowedHosts' | 'bodyHasSecrets'>;

const alwaysCredentials = ['authorization', 'cookie', 'proxy-authorization'];
const statuses = new Set([301, 302, 303, 307, 308]);

/** A shorter value occurs by chance in too many texts to be masked without being named a secret. */
export const shortestCredential = 8;

/**
 * The credentials that are in the request's headers, besides its secrets: what follows the scheme in Authorization and
 * Proxy-Authorization, and the values of the listed headers. So a secret too short to be sought in base64 is found as what it became.
 */
export function credentialValues(request: Pick<OutboundRequest, 'headers' | 'credentialHeaders'>): string[] {
  const listed = new Set(request.credentialHeaders.map((name) => name.toLowerCase()));
  const values = request.headers.flatMap(([name, value]) => {
    const isScheme = /^(proxy-)?authorization$/i.test(name);
    if (isScheme) return [value.slice(value.indexOf(' ') + 1)];
    return listed.has(name.toLowerCase()) ? [value] : [];
  });
  return values.filter((value) => value.length >= shortestCredential);
}

/** The Location of a redirect, or null where the response is none (RFC 9110 section 15.4). */
export function redirectLocation(status: number, headers: readonly (readonly [string, string])[]): string | null {
  if (!statuses.has(status)) return null;
  return headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? null;
}

/**
 * The next hop. Across origins, and outside the allowed hosts, credentials are dropped: the listed headers and query parameters,
 * Authorization, Cookie and Proxy-Authorization, Host, and any header or query parameter that shows a secret. A body that shows one goes no further.
 */
export function redirect(hop: Hop, status: number, location: string, rules: Rules, redactor: Redactor): Redirection {
  const url = URL.parse(location, hop.url.href);
  if (url === null || !isHttp(url)) return { kind: 'refuse', why: 'It leads to an address that is not http or https.' };
  url.username = '';
  url.password = '';
  url.hash = '';
  const abroad =
    url.origin !== hop.url.origin || (rules.allowedHosts !== undefined && !isAmong(url, rules.allowedHosts));
  const moved = rewrite({ ...hop, url }, status);
  if (abroad && moved.body !== null && (rules.bodyHasSecrets || showsSecret(moved.body, redactor)))
    return { kind: 'refuse', why: `It leads to ${url.host}, and the body of the request holds a secret.` };
  const next = abroad ? withoutCredentials(moved, rules, redactor) : moved;
  const credentialsDropped = abroad && hasCredentials(moved, next);
  const record = { status, from: redactor.url(hop.url.href), to: redactor.url(next.url.href), credentialsDropped };
  return { kind: 'follow', hop: next, record };
}

/** Method and body of the next request, as browsers do it (Fetch standard, HTTP-redirect fetch, step 12). */
function rewrite(hop: Hop, status: number): Hop {
  const toGet = (status === 303 && !/^(GET|HEAD)$/.test(hop.method)) || (status <= 302 && hop.method === 'POST');
  if (!toGet) return hop;
  const headers = hop.headers.filter(([name]) => !/^content-/i.test(name));
  return { ...hop, method: 'GET', body: null, headers };
}

function withoutCredentials(hop: Hop, rules: Rules, redactor: Redactor): Hop {
  const names = new Set([...alwaysCredentials, 'host', ...rules.credentialHeaders.map((name) => name.toLowerCase())]);
  const headers = hop.headers.filter(
    ([name, value]) => !names.has(name.toLowerCase()) && redactor.text(value) === value,
  );
  const url = new URL(hop.url);
  // Read before, as each one that is taken out writes the others anew.
  for (const [name, value] of [...url.searchParams])
    if (rules.credentialQuery.includes(name) || redactor.text(value) !== value) url.searchParams.delete(name);
  return { ...hop, url, headers, certificate: null };
}

function hasCredentials(before: Hop, after: Hop): boolean {
  const lost = before.headers.filter(([name]) => name.toLowerCase() !== 'host').length;
  const left = after.headers.filter(([name]) => name.toLowerCase() !== 'host').length;
  return lost !== left || before.url.href !== after.url.href || before.certificate !== after.certificate;
}

function showsSecret(body: OutboundBody | null, redactor: Redactor): boolean {
  if (body === null || (typeof body === 'object' && 'path' in body)) return false;
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
  return redactor.text(text) !== text;
}
