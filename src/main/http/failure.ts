import { Fault } from '#contract/fault.ts';
import type { OutboundCall } from './call.ts';
import { NotHttp } from './responseHead.ts';
import { ConnectionLost } from './roundTrip.ts';
import { SocketGone } from './socketPool.ts';

/** Why a certificate was not accepted, by OpenSSL's code. */
const certificateWords: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate was issued by an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate was issued by an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate was issued by an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate was issued by an authority that is not trusted here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
};

const connectWords: Record<string, string> = {
  ECONNREFUSED: 'refused the connection: nothing listens there',
  EHOSTUNREACH: 'cannot be reached from this network',
  ENETUNREACH: 'cannot be reached from this network',
  EADDRNOTAVAIL: 'cannot be reached from this network',
  ETIMEDOUT: 'did not answer',
  ECONNRESET: 'closed the connection at once',
};

const lostCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT', 'ERR_STREAM_DESTROYED']);

/** Whether it is a fault that a peer or the network caused, and no defect of this program. */
export const isKnownFault = (error: unknown): error is Fault => error instanceof Fault;

/** The fault for what went wrong in a phase; an error that no peer can cause is returned as it is. */
export function toFault(error: unknown, call: OutboundCall): unknown {
  if (error instanceof Fault) return error;
  if (call.signal.aborted) return call.signal.reason;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (call.phase === 'connect') return connectFault(code, call);
  if (call.phase === 'tls') return tlsFault(code, call);
  return roundTripFault(code, error, call);
}

function connectFault(code: string, call: OutboundCall) {
  const message = `${call.host} ${connectWords[code] ?? `could not be reached (${code})`}.`;
  const timedOut = code === 'ETIMEDOUT';
  return call.fault(
    timedOut ? 'TIMED_OUT' : 'CONNECTION_REFUSED',
    message,
    'Check host and port, and that the service runs.',
  );
}

function tlsFault(code: string, call: OutboundCall) {
  const known = certificateWords[code];
  const why = known ?? (code === 'ECONNRESET' ? 'it closed the connection' : `the handshake failed (${code})`);
  const todo = known
    ? 'If you trust the host, add the certificate of its authority in Settings.'
    : 'Check that the port speaks TLS; an http address may be meant.';
  return call.fault('TLS_FAILED', `No trusted connection to ${call.host}: ${why}.`, todo);
}

function roundTripFault(code: string, error: unknown, call: OutboundCall): unknown {
  if (lostCodes.has(code) || error instanceof SocketGone || error instanceof ConnectionLost)
    return call.fault(
      'CONNECTION_LOST',
      lostMessage(call),
      'Send it again; if it stays so, look at the log of the service.',
    );
  if (error instanceof NotHttp) {
    const what =
      call.phase === 'download' ? 'The body of the response cannot be read' : 'It did not answer with valid HTTP';
    return call.fault('BAD_RESPONSE', `${what}: ${error.message}.`, 'Check host and port.');
  }
  return error;
}

function lostMessage(call: OutboundCall): string {
  const when = call.phase === 'download' ? 'before the body was complete' : 'before it answered';
  return `${call.host} closed the connection ${when}.`;
}
