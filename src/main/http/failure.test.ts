import { expect, test } from 'vitest';
import { Fault } from '#contract/fault.ts';
import type { NetworkPhase } from '#contract/network.ts';
import { OutboundCall } from './call.ts';
import { isKnownFault, toFault } from './failure.ts';
import { ConnectionLost, SocketGone } from './responseHead.ts';
import { NotHttp } from './responseParser.ts';

function callIn(phase: NetworkPhase, change: Partial<Pick<OutboundCall, 'proxy' | 'showedCertificate'>> = {}) {
  const call = new OutboundCall(0, []);
  call.begin('api.test');
  call.tries('192.0.2.1', 443);
  return Object.assign(call, { phase }, change);
}

const withCode = (code: string) => Object.assign(new Error('text of the system'), { code });

function faultFor(error: unknown, call: OutboundCall): Fault {
  const fault = toFault(error, call);
  if (fault instanceof Fault) return fault;
  throw new Error('no fault');
}

test.each([
  ['ECONNREFUSED', 'CONNECTION_REFUSED', 'api.test refused the connection: nothing listens there.'],
  ['EHOSTUNREACH', 'CONNECTION_REFUSED', 'api.test cannot be reached from this network.'],
  ['ENETUNREACH', 'CONNECTION_REFUSED', 'api.test cannot be reached from this network.'],
  ['EADDRNOTAVAIL', 'CONNECTION_REFUSED', 'api.test cannot be reached from this network.'],
  ['ETIMEDOUT', 'TIMED_OUT', 'api.test did not answer.'],
  ['ECONNRESET', 'CONNECTION_REFUSED', 'api.test closed the connection at once.'],
  ['EMFILE', 'CONNECTION_REFUSED', 'api.test could not be reached (EMFILE).'],
])('%s while connecting', (code, expected, message) => {
  const direct = faultFor(withCode(code), callIn('connect'));
  expect(direct).toMatchObject({
    code: expected,
    message,
    data: {
      todo: 'Check host and port, and that the service runs.',
      phase: 'connect',
      tried: 'api.test (192.0.2.1:443)',
    },
  });
  const behind = faultFor(withCode(code), callIn('connect', { proxy: 'proxy.test:3128' }));
  expect(behind).toMatchObject({
    code: 'PROXY_FAILED',
    message: message.replace('api.test', 'The proxy proxy.test:3128'),
    data: {
      kept: 'Nothing was sent to the host.',
      todo: 'Check the proxy in Settings, Network, or add the host to “Bypass proxy for” there.',
    },
  });
});

test.each([
  ['send', withCode('EPIPE')],
  ['send', withCode('ECONNABORTED')],
  ['wait', withCode('ECONNRESET')],
  ['wait', withCode('ETIMEDOUT')],
  ['wait', withCode('ERR_STREAM_DESTROYED')],
  ['wait', new SocketGone('x')],
  ['wait', new ConnectionLost('x')],
] as const)('a connection that was lost in phase %s (%s)', (phase, error) => {
  expect(faultFor(error, callIn(phase))).toMatchObject({
    code: 'CONNECTION_LOST',
    message: 'api.test closed the connection before it answered.',
    data: { todo: 'Send it again; if it stays so, look at the log of the service.', phase },
  });
  expect(faultFor(error, callIn('download')).message).toBe(
    'api.test closed the connection before the body was complete.',
  );
});

test('what is no HTTP, in the head and in the body', () => {
  const error = new NotHttp('its status line cannot be read');
  expect(faultFor(error, callIn('wait'))).toMatchObject({
    code: 'BAD_RESPONSE',
    message: 'It did not answer with valid HTTP: its status line cannot be read.',
    data: { todo: 'Check host and port.' },
  });
  expect(faultFor(error, callIn('download')).message).toBe(
    'The body of the response cannot be read: its status line cannot be read.',
  );
});

test.each([
  ['tls', 'CERT_HAS_EXPIRED', null, 'TLS_FAILED', 'api.test: its certificate has expired'],
  [
    'tls',
    'CERT_HAS_EXPIRED',
    'proxy.test:3128',
    'PROXY_FAILED',
    'the proxy proxy.test:3128: its certificate has expired',
  ],
  // An alert of TLS 1.3 comes after the handshake.
  ['wait', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', null, 'TLS_FAILED', 'api.test: it did not accept the client certificate'],
] as const)('TLS that did not come about in phase %s (%s, proxy %s)', (phase, code, proxy, expected, message) => {
  const fault = faultFor(withCode(code), callIn(phase, { proxy }));
  expect(fault).toMatchObject({ code: expected, message: `No trusted connection to ${message}.` });
  expect(fault.data.todo).not.toContain('accept this one certificate');
  expect(fault.data).not.toHaveProperty('certificate');
});

test('a handshake that the client certificate did not help', () => {
  const error = withCode('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
  const message = (showedCertificate: boolean) => faultFor(error, callIn('tls', { showedCertificate })).message;
  expect(message(false)).toBe('No trusted connection to api.test: it asks for a client certificate.');
  expect(message(true)).toBe('No trusted connection to api.test: it did not accept the client certificate.');
});

test('an error that no peer can cause stays what it is, and so does a fault', () => {
  const fault = callIn('wait').fault('DNS_FAILED', 'x', 'y');
  for (const error of [new TypeError('x'), withCode('ENOENT'), 'text', null, fault])
    expect(toFault(error, callIn('wait'))).toBe(error);
  expect([isKnownFault(fault), isKnownFault(new Error('x'))]).toEqual([true, false]);
});

test('what ended the call is told before what that led to', () => {
  const controller = new AbortController();
  const call = new OutboundCall(0, [controller.signal]);
  controller.abort();
  expect(faultFor(withCode('ECONNRESET'), call).code).toBe('CANCELLED');
});
