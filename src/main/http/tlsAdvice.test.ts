import { expect, test } from 'vitest';
import { isTlsAlert, tlsAdvice } from './tlsAdvice.ts';

const withCode = (code: string, more = {}) => Object.assign(new Error('x'), { code, ...more });
const port = 'Check the port: it may speak plain http, and an http address (http://) be meant.';

test.each([
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /does not send the certificates in between/, /certificate of its authority/],
  ['UNABLE_TO_GET_ISSUER_CERT', /not trusted here/, /certificate of its authority/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /not trusted here/, /certificate of its authority/],
  ['CERT_REVOKED', /revoked/, /Don’t trust/],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', /version of HTTP/, /Automatic/],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', /no longer safe/, /TLS 1\.2/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /does not speak TLS/, /plain http/],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', /does not speak TLS/, /plain http/],
  ['ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME', /no host of this name/, /host name/],
  ['CA_MD_TOO_WEAK', /too weak/, /stronger/],
  ['EE_KEY_TOO_SMALL', /too weak/, /stronger/],
  ['ERR_SSL_DH_KEY_TOO_SMALL', /handshake is too short/, /stronger/],
  ['ERR_SSL_TLSV1_ALERT_ACCESS_DENIED', /did not accept the client certificate/, /has not expired/],
  ['ECONNRESET', /closed the connection/, /miss a client certificate/],
])('%s', (code, why, todo) => {
  const advice = tlsAdvice(withCode(code), false);
  expect(advice.why).toMatch(why);
  expect(advice.todo).toMatch(todo);
});

test.each([
  [
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    'it refused the handshake, as a host does where it asks for a client certificate',
  ],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'it asks for a client certificate'],
])('%s depends on whether a certificate was shown', (code, why) => {
  const without = tlsAdvice(withCode(code), false);
  expect(without.why).toBe(why);
  expect(without.todo).toContain('mutual TLS');
  expect(tlsAdvice(withCode(code), true).why).toBe('it did not accept the client certificate');
});

test.each([
  [withCode('ERR_SSL_NEW'), 'the handshake failed (ERR_SSL_NEW)'],
  [new Error('x'), 'the handshake failed (no reason was given)'],
  [null, 'the handshake failed (no reason was given)'],
  [{ code: 'CERT_REVOKED' }, 'the handshake failed (no reason was given)'],
])('what is not known is told as it is (%#)', (error, why) => {
  expect(tlsAdvice(error, false)).toEqual({ why, todo: port });
});

test.each([
  [{ subjectaltname: 'DNS:a.test, DNS:"b.test", IP Address:127.0.0.1' }, ' (a.test, b.test, 127.0.0.1)'],
  [{ subjectaltname: 'DNS:1, DNS:2, DNS:3, DNS:4, DNS:5, DNS:6' }, ' (1, 2, 3, 4, 5)'],
  [{ subjectaltname: 'URI:x' }, ''],
  [{}, ''],
  [null, ''],
  [undefined, ''],
])('a certificate for another name is told with its names: %j', (cert, names) => {
  const { why, todo } = tlsAdvice(withCode('ERR_TLS_CERT_ALTNAME_INVALID', { cert }), false);
  expect(why).toBe(`its certificate is for another host name${names}`);
  expect(todo).toContain('Use a name that the certificate covers');
});

test.each([
  ['ERR_SSL_X', true],
  ['ERR_TLS_X', false],
  ['XERR_SSL_X', false],
  ['', false],
])('%s is an alert of TLS: %s', (code, is) => {
  expect(isTlsAlert(code)).toBe(is);
});
