import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import type { Attempt } from './attempt.ts';
import type { ClientCertificate } from './outboundRequest.ts';
import { bare } from './resolveHost.ts';
import type { Trust } from './trust.ts';

/** How long one of several addresses is waited for before the next is tried (RFC 8305 calls for 250 ms and up). */
const patienceMs = 1500;

/**
 * Opens a TCP connection to the first address that answers.
 * @throws what the last address answered; the attempt lists every one
 */
export async function dial(addresses: readonly string[], port: string, attempt: Attempt): Promise<Socket> {
  attempt.phase = 'connect';
  let failure: unknown = new Error('no address');
  for (const [index, address] of addresses.entries()) {
    attempt.tries(address, port);
    const isLast = index === addresses.length - 1;
    try {
      return await openSocket(address, Number(port), attempt.signal, isLast ? 0 : patienceMs);
    } catch (error) {
      attempt.check();
      failure = error;
    }
  }
  throw failure;
}

function openSocket(host: string, port: number, signal: AbortSignal, patience: number): Promise<Socket> {
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
  attempt: Attempt,
  certificate: ClientCertificate | null = null,
): Promise<Socket> {
  attempt.phase = 'tls';
  const name = bare(host);
  const tls = connectTls({
    socket,
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    secureContext: contextOf(() => trust(certificate), socket, attempt, certificate !== null),
    ALPNProtocols: ['http/1.1'],
  });
  return whenReady(tls, 'secureConnect', attempt.signal, 0);
}

function contextOf(trust: () => SecureContext, socket: Socket, attempt: Attempt, own: boolean): SecureContext {
  try {
    return trust();
  } catch {
    socket.destroy();
    throw own
      ? attempt.fault('TLS_FAILED', 'The client certificate cannot be used.', 'Replace it in the connection.')
      : attempt.fault('TLS_FAILED', 'An extra certificate cannot be read.', 'Correct the certificates in Settings.');
  }
}

function whenReady<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
  patience: number,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const timer = patience > 0 ? setTimeout(() => socket.destroy(timeout()), patience) : undefined;
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

function timeout(): Error {
  return Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
}
