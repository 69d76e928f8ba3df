import { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { type AddressRule, addressRefused, isAllowed } from './addressPolicy.ts';
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

/** A URL's hostname without the brackets of an IPv6 literal. */
export function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

async function lookUp(hostname: string, resolver: Resolver, call: OutboundCall): Promise<readonly string[]> {
  call.phase = 'dns';
  const found = await unlessAborted(resolver(hostname), call.signal).catch((error: unknown) => {
    call.check();
    const message = `No address was found for ${hostname}${reason(error)}.`;
    throw call.fault('DNS_FAILED', message, 'Check the spelling of the host name, your network and its DNS.');
  });
  if (found.length > 0) return found;
  throw call.fault('DNS_FAILED', `${hostname} has no address.`, 'Check the spelling of the host name.');
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EAI_AGAIN') return ': the DNS server did not answer';
  return code === '' || code === 'ENOTFOUND' ? '' : ` (${code})`;
}

/** How long one of several addresses is waited for before the next is tried (RFC 8305 calls for 250 ms and up). */
const patienceMs = 1500;

/**
 * Opens a TCP connection to the first address that answers.
 * @throws what the last address answered; the call lists every one
 */
export async function dial(addresses: readonly string[], port: string, call: OutboundCall): Promise<Socket> {
  call.phase = 'connect';
  let failure: unknown = new Error('no address');
  for (const [index, address] of addresses.entries()) {
    call.tries(address, port);
    const isLast = index === addresses.length - 1;
    try {
      return await connectSocket(address, Number(port), call.signal, isLast ? 0 : patienceMs);
    } catch (error) {
      call.check();
      failure = error;
    }
  }
  throw failure;
}

function connectSocket(host: string, port: number, signal: AbortSignal, patience: number): Promise<Socket> {
  const socket = connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
  return whenReady(socket, 'connect', signal, patience);
}

/**
 * Puts TLS over an open connection and checks the certificate against the host.
 * @throws the TLS error; the connection is closed then
 */
export async function secure(
  socket: Socket,
  host: string,
  trust: Trust,
  call: OutboundCall,
  certificate: ClientCertificate | null = null,
): Promise<Socket> {
  call.phase = 'tls';
  const name = bare(host);
  const tls = connectTls({
    socket,
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    secureContext: contextOf(() => trust(certificate), socket, call, certificate !== null),
    ALPNProtocols: ['http/1.1'],
  });
  return whenReady(tls, 'secureConnect', call.signal, 0);
}

function contextOf(trust: () => SecureContext, socket: Socket, call: OutboundCall, own: boolean): SecureContext {
  try {
    return trust();
  } catch {
    socket.destroy();
    throw own
      ? call.fault('TLS_FAILED', 'The client certificate cannot be used.', 'Replace it in the connection.')
      : call.fault('TLS_FAILED', 'An extra certificate cannot be read.', 'Correct the certificates in Settings.');
  }
}

function whenReady<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
  patience: number,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const timer = patience > 0 ? setTimeout(() => socket.destroy(addressTimeout()), patience) : undefined;
    const settle = () => {
      clearTimeout(timer);
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

function addressTimeout(): Error {
  return Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
}

/** Makes the TLS settings of a connection, with the certificate to show where there is one. */
export type Trust = (certificate?: ClientCertificate | null) => SecureContext;

/**
 * Certificate authorities for TLS: Node's own, the system's, and the extra ones (PEM), read once and at first use. The returned function
 * throws where an extra one cannot be read.
 */
export function createTrust(extraPem: string | null): Trust {
  let ca: string[] | null = null;
  let plain: SecureContext | null = null;
  return (certificate = null) => {
    ca ??= authorities(extraPem);
    // Connections are kept, so that a context with a certificate is made seldom; it is not remembered, as it holds a key.
    if (certificate !== null) return createSecureContext({ ca, cert: certificate.chain, key: certificate.key });
    plain ??= createSecureContext({ ca });
    return plain;
  };
}

function authorities(extraPem: string | null): string[] {
  const extra = extraPem?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  for (const certificate of extra) new X509Certificate(certificate);
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...extra])];
}
