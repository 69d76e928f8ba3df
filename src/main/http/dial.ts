import { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  connect as connectTls,
  createSecureContext,
  getCACertificates,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { settingWords } from '#core/settings/words.ts';
import { type AddressRule, addressRefused, bare, isAllowed, isLocalhost } from './addressPolicy.ts';
import { type OutboundCall, unlessAborted } from './call.ts';
import type { ClientCertificate } from './messages.ts';

/** Resolves a name to literal addresses, in order of preference. The system's resolver unless a host brings another. */
export type Resolver = (hostname: string) => Promise<readonly string[]>;

export const systemResolver: Resolver = async (hostname) => {
  const found = await lookup(hostname, { all: true, order: 'verbatim' });
  return found.map((entry) => entry.address);
};

/**
 * The addresses of a URL's host that the rule allows. They are dialled literally, so that nothing resolves the name a second time
 * (DNS rebinding).
 * @throws ADDRESS_REFUSED, DNS_FAILED
 */
export async function resolveHost(
  hostname: string,
  rule: AddressRule,
  resolver: Resolver,
  call: OutboundCall,
): Promise<readonly string[]> {
  const literal = isIP(bare(hostname)) !== 0 ? bare(hostname) : rule.pinned;
  const found = literal === undefined ? await lookUp(hostname, resolver, call) : [literal];
  const allowed = found.filter((address) => isAllowed(address, rule));
  if (allowed.length === 0) throw addressRefused(hostname, found, rule);
  return allowed;
}

async function lookUp(hostname: string, resolver: Resolver, call: OutboundCall): Promise<readonly string[]> {
  // These names mean this computer and are not asked of the DNS (RFC 6761 section 6.3), as in browsers and curl.
  if (isLocalhost(hostname)) return ['127.0.0.1', '::1'];
  call.phase = 'dns';
  const found = await unlessAborted(resolver(hostname), call.signal).catch((error: unknown) => {
    call.check();
    const message = `No address was found for ${call.peer}${reason(error)}.`;
    throw call.fault('DNS_FAILED', message, 'Check the spelling of the host name, your network and its DNS.');
  });
  if (found.length > 0) return found;
  throw call.fault('DNS_FAILED', `${call.peer} has no address.`, 'Check the spelling of the host name.');
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EAI_AGAIN') return ': the DNS server did not answer';
  return code === '' || code === 'ENOTFOUND' ? '' : ` (${code})`;
}

/** How long an address has for itself before the next is tried beside it (RFC 8305 section 5: 250 ms; curl takes 200). */
const headStartMs = 200;

/**
 * Opens a TCP connection to the address that answers first. Each gets a head start over the next, and IPv6 and IPv4 take turns, so that
 * a dead route of one family costs little (RFC 8305).
 * @param more end it as the call's own signal does, and leave the call as it is
 * @throws what the first address answered where all fail; the call lists every one
 */
export async function dial(
  addresses: readonly string[],
  port: string,
  call: OutboundCall,
  more: readonly AbortSignal[] = [],
): Promise<Socket> {
  call.phase = 'connect';
  const race = new AbortController();
  const signal = AbortSignal.any([call.signal, race.signal, ...more]);
  const waiting = inTurns(addresses);
  const failures: unknown[] = [];
  return new Promise<Socket>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let open = 0;
    const settle = () => {
      clearTimeout(timer);
      race.abort();
    };
    const next = () => {
      clearTimeout(timer);
      const address = waiting.shift();
      if (address === undefined) return;
      call.tries(address, port);
      open += 1;
      if (waiting.length > 0) timer = setTimeout(next, headStartMs);
      connectSocket(address, Number(port), signal).then(won, lost);
    };
    const won = (socket: Socket) => {
      if (race.signal.aborted) return socket.destroy();
      settle();
      resolve(socket);
    };
    const lost = (error: unknown) => {
      open -= 1;
      failures.push(error);
      if (race.signal.aborted || (open > 0 && waiting.length === 0)) return;
      if (call.signal.aborted || waiting.length === 0) {
        settle();
        reject(call.signal.aborted ? call.signal.reason : failures[0]);
      } else next();
    };
    next();
  });
}

/** The addresses with their families in turn, that of the first one first. */
function inTurns(addresses: readonly string[]): string[] {
  const isFirst = (address: string) => isIP(address) === isIP(addresses[0] ?? '');
  const [one, other] = [addresses.filter(isFirst), addresses.filter((address) => !isFirst(address))];
  return one.flatMap((address, index) => [address, ...other.slice(index, index + 1)]).concat(other.slice(one.length));
}

function connectSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
  return whenReady(socket, 'connect', signal);
}

interface Handshake {
  /** Shown where the other side asks for one. */
  readonly certificate?: ClientCertificate | null;
  /** The protocols that are offered, the preferred one first. */
  readonly alpn?: readonly string[];
}

/**
 * Puts TLS over an open connection and checks the certificate against the host.
 * @throws the TLS error; the connection is closed then
 */
export async function secure(
  socket: Socket,
  { hostname, port }: { readonly hostname: string; readonly port: string },
  trust: Trust,
  call: OutboundCall,
  { certificate = null, alpn = ['http/1.1'] }: Handshake = {},
): Promise<{ socket: Socket; unverified: boolean }> {
  call.phase = 'tls';
  call.showedCertificate = certificate !== null;
  const name = bare(hostname);
  const tls = connectTls({
    socket,
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    secureContext: contextOf(() => trust.context(certificate), socket, call, certificate !== null),
    ALPNProtocols: [...alpn],
    // The handshake is judged below, so that a certificate that is not trusted can be named.
    rejectUnauthorized: false,
  });
  await whenReady(tls, 'secureConnect', call.signal);
  if (tls.authorized) return { socket: tls, unverified: false };
  const found = new UntrustedCertificate(tls, `${hostname}:${port}`);
  if (trust.accepts(found.certificate)) return { socket: tls, unverified: true };
  tls.on('error', () => {}).destroy();
  throw found;
}

/** A handshake that came about with a certificate that is not trusted; `code` says why. */
export class UntrustedCertificate extends Error {
  readonly code: string;
  readonly cert: PeerCertificate;
  /** What an exception names: the place, and the SHA-256. */
  readonly certificate: string;

  constructor(tls: TLSSocket, place: string) {
    super('certificate not trusted');
    const why: unknown = tls.authorizationError;
    this.code = why instanceof Error && 'code' in why ? String(why.code) : String(why);
    this.cert = tls.getPeerCertificate();
    this.certificate = `${place} ${this.cert.fingerprint256}`;
  }
}

function contextOf(trust: () => SecureContext, socket: Socket, call: OutboundCall, own: boolean): SecureContext {
  try {
    return trust();
  } catch {
    socket.destroy();
    throw own
      ? call.fault('TLS_FAILED', 'The client certificate cannot be used.', 'Replace it in the connection.')
      : call.fault(
          'TLS_FAILED',
          'A certificate from the settings cannot be read.',
          `Correct it in Settings, Network, ${settingWords.authorities}.`,
        );
  }
}

function whenReady<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      socket.off('error', fail).off('close', closed).off(event, ready);
      signal.removeEventListener('abort', abort);
    };
    const ready = () => {
      settle();
      resolve(socket);
    };
    const fail = (error: unknown) => {
      settle();
      socket.on('error', () => {}).destroy();
      reject(error);
    };
    const closed = () => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const abort = () => fail(signal.reason);
    socket.once(event, ready).once('error', fail).once('close', closed);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}

/** Who is trusted. */
export interface Trust {
  /** The TLS settings of a connection, with the certificate to show where there is one. Throws where an extra authority cannot be read. */
  context(certificate: ClientCertificate | null): SecureContext;
  /** Whether this certificate is accepted at this place anyway (`host:port` and its SHA-256). */
  accepts(certificate: string): boolean;
}

/** Certificate authorities for TLS: Node's own, the system's, and the extra ones (PEM), read once and at first use. */
export function createTrust(extraPem: string | null, exceptions: readonly string[]): Trust {
  let ca: string[] | null = null;
  let plain: SecureContext | null = null;
  return {
    context: (certificate) => {
      ca ??= authorities(extraPem);
      // Connections are kept, so that a context with a certificate is made seldom; it is not remembered, as it holds a key.
      if (certificate !== null) return createSecureContext({ ca, cert: certificate.chain, key: certificate.key });
      plain ??= createSecureContext({ ca });
      return plain;
    },
    accepts: (certificate) => exceptions.includes(certificate),
  };
}

function authorities(extraPem: string | null): string[] {
  const extra = extraPem?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  for (const certificate of extra) new X509Certificate(certificate);
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...extra])];
}
