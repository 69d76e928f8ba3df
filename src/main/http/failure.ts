import { Fault } from '#contract/fault.ts';
import type { OutboundCall } from './call.ts';
import { UntrustedCertificate } from './dial.ts';
import { Http2Failure } from './http2Failure.ts';
import { proxyOrBypass } from './proxy.ts';
import { createRedactor } from './redactor.ts';
import { ConnectionLost, SocketGone } from './responseHead.ts';
import { NotHttp } from './responseParser.ts';
import { isTlsAlert, tlsAdvice } from './tlsAdvice.ts';

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
  if (call.phase === 'tls' || isTlsAlert(code)) return tlsFault(error, call);
  return roundTripFault(code, error, call);
}

function connectFault(code: string, call: OutboundCall) {
  const why = connectWords[code] ?? `could not be reached (${code})`;
  if (call.proxy !== null)
    return call.fault('PROXY_FAILED', `The proxy ${call.proxy} ${why}.`, proxyOrBypass, {
      kept: 'Nothing was sent to the host.',
    });
  return call.fault(
    code === 'ETIMEDOUT' ? 'TIMED_OUT' : 'CONNECTION_REFUSED',
    `${call.host} ${why}.`,
    'Check host and port, and that the service runs.',
  );
}

function tlsFault(error: unknown, call: OutboundCall) {
  const { why, todo } = tlsAdvice(error, call.showedCertificate);
  const message = `No trusted connection to ${call.peer}: ${why}.`;
  const isJudged = error instanceof UntrustedCertificate;
  return call.fault(
    call.proxy === null ? 'TLS_FAILED' : 'PROXY_FAILED',
    message,
    isJudged ? `${todo} Or accept this one certificate for this host in Settings, Network.` : todo,
    isJudged ? { certificate: error.certificate, kept: 'Nothing was sent.' } : {},
  );
}

function roundTripFault(code: string, error: unknown, call: OutboundCall): unknown {
  if (lostCodes.has(code) || error instanceof SocketGone || error instanceof ConnectionLost)
    return call.fault(
      'CONNECTION_LOST',
      lostMessage(call),
      answersForHost(call) ? proxyOrBypass : 'Send it again; if it stays so, look at the log of the service.',
    );
  if (error instanceof NotHttp || error instanceof Http2Failure) {
    const isProxy = answersForHost(call);
    const who = isProxy ? `The proxy ${call.reader}` : 'It';
    const what =
      call.phase === 'download' ? 'The body of the response cannot be read' : `${who} did not answer with valid HTTP`;
    return call.fault('BAD_RESPONSE', `${what}: ${error.message}.`, isProxy ? proxyOrBypass : 'Check host and port.');
  }
  return error;
}

/** Until a response begins, a proxy that reads the request is all that was spoken to. */
const answersForHost = ({ reader, phase }: OutboundCall): boolean => reader !== null && phase !== 'download';

function lostMessage(call: OutboundCall): string {
  if (answersForHost(call))
    return `The proxy ${call.reader} closed the connection before it passed on an answer of ${call.host}.`;
  const when = call.phase === 'download' ? 'before the body was complete' : 'before it answered';
  return `${call.host} closed the connection ${when}.`;
}

/** A shorter part of a secret occurs by chance in too many texts. */
const shortestPart = 8;

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
