import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureServer, createServer } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testAuthority, testRequest } from './testServer.ts';
import { tlsAdvice } from './tlsAdvice.ts';

const fixture = (name: string) => readFileSync(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url), 'utf8');
const keys = { key: fixture('server-key.pem'), cert: fixture('server.pem') };

async function listening(server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const trusting = (resolver?: () => Promise<string[]>) =>
  testOutbound({ certificates: testAuthority, ...(resolver ? { resolver } : {}) });

/** A TLS server that says nothing over its connections. */
async function tls(options: TlsOptions): Promise<number> {
  const server = createTlsServer({ ...keys, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  });
  server.on('tlsClientError', () => {});
  return listening(server);
}

describe('TLS that does not come about leads to what helps', () => {
  test('a name that the certificate does not have is told with those that it has', async () => {
    const port = await tls({});
    const fault = await faultOf(trusting(async () => ['127.0.0.1']).send(testRequest(`https://other.test:${port}/`)));
    expect(fault.code).toBe('TLS_FAILED');
    expect(fault.message).toMatch(/another host name \(.*localhost.*\)/);
    expect(fault.data.todo).not.toContain('authorit');
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('a client certificate is wanted (%s)', async (version) => {
    const port = await tls({ requestCert: true, ca: fixture('client.pem'), minVersion: version, maxVersion: version });
    const fault = await faultOf(trusting().send(testRequest(`https://localhost:${port}/`)));
    expect(fault.code).toBe('TLS_FAILED');
    expect(fault.message).toContain('client certificate');
    expect(fault.data.todo).toContain('mutual TLS');
  });

  test('HTTP/2 only, over TLS', async () => {
    const server = createSecureServer({ ...keys, allowHTTP1: false });
    const request = testRequest(`https://localhost:${await listening(server)}/`, { httpVersion: '1.1' });
    const fault = await faultOf(trusting().send(request));
    expect(fault.code).toBe('TLS_FAILED');
    expect(fault.message).toContain('does not offer the version of HTTP');
  });

  test('HTTP/2 only, without TLS', async () => {
    const request = testRequest(`http://localhost:${await listening(createServer())}/`, { httpVersion: '1.1' });
    const fault = await faultOf(testOutbound().send(request));
    expect(fault.code).toBe('BAD_RESPONSE');
    expect(fault.message).toContain('HTTP/2 only');
  });

  test('a port that speaks plain http', async () => {
    const server = await serve.http((_request, response) => response.end());
    const fault = await faultOf(trusting().send(testRequest(server.url.replace('http', 'https'))));
    expect(fault.message).toContain('does not speak TLS');
    expect(fault.data.todo).toContain('http://');
  });

  test.each([
    ['CERT_HAS_EXPIRED', /expired/, /renew.*clock/],
    ['CERT_NOT_YET_VALID', /not valid yet/, /clock/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed/, /add this certificate/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /authority/, /add the certificate of its authority/],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /no longer safe/, /1\.2/],
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', /no host of this name/, /host name/],
    ['ERR_SSL_SOMETHING_NEW', /ERR_SSL_SOMETHING_NEW/, /port/],
  ])('%s', (code, why, todo) => {
    const advice = tlsAdvice(Object.assign(new Error(), { code }), false);
    expect(advice.why).toMatch(why);
    expect(advice.todo).toMatch(todo);
  });
});

describe('an exception for a certificate that is not trusted', () => {
  const none = { proxy: null, certificates: null, totalMs: 0 };

  test.each([
    ['of an authority that is not known', null, 'localhost', /authority/],
    ['for another name', testAuthority, 'other.test', /another host name/],
  ])(
    '%s: holds for this host, port and certificate, and the response is marked',
    async (_what, certificates, host, why) => {
      const [port, otherPort] = [await tls({}), await tls({})];
      const outbound = testOutbound({ certificates, resolver: async () => ['127.0.0.1'] });
      const to = (name: string, at: number) => testRequest(`https://${name}:${at}/`);
      const fault = await faultOf(outbound.send(to(host, port)));
      expect(fault.message).toMatch(why);
      const { certificate = '' } = fault.data;
      expect(certificate).toMatch(new RegExp(`^${host}:${port} ([\\dA-F]{2}:){31}[\\dA-F]{2}$`));
      expect(certificate.split(' ')[1]).toBe(new X509Certificate(keys.cert).fingerprint256);

      outbound.configure({ ...none, certificates, exceptions: [certificate] });
      const response = await outbound.send(to(host, port));
      expect([response.status, response.unverified]).toEqual([200, true]);
      expect(response.notes.join()).toMatch(/not trusted; it was accepted/);
      expect((await faultOf(outbound.send(to(host, otherPort)))).code).toBe('TLS_FAILED');
      expect((await faultOf(outbound.send(to('third.test', port)))).code).toBe('TLS_FAILED');

      const changed = certificate.replace(/..$/, (last) => (last === '00' ? '01' : '00'));
      outbound.configure({ ...none, certificates, exceptions: [changed] });
      expect((await faultOf(outbound.send(to(host, port)))).data.certificate).toBe(certificate);
    },
  );

  test('what is trusted needs none and has no mark', async () => {
    const server = await serve.https((_request, response) => response.end());
    const response = await trusting().send(testRequest(server.url));
    expect([response.unverified, response.notes]).toEqual([false, []]);
  });
});

describe('addresses of a host', () => {
  test('names below localhost mean this computer, and no DNS is asked', async () => {
    const server = await serve.http((request, response) => response.end(request.headers.host));
    const resolver = () => Promise.reject(new Error('asked'));
    const { body } = await testOutbound({ resolver }).send(testRequest(`http://api.localhost:${server.port}/`));
    expect(body.kind === 'inline' && Buffer.from(body.data).toString()).toBe(`api.localhost:${server.port}`);
  });

  test('a dead address of the other family costs no more than its head start', async () => {
    const server = await serve.http((_request, response) => response.end('hi'));
    // Nothing answers at this address of the network for documentation that is routed nowhere, or it is unreachable at once.
    const resolver = async () => ['fd12:3456:789a::1', '127.0.0.1'];
    const response = await testOutbound({ resolver }).send(testRequest(`http://both.test:${server.port}/`));
    expect([response.status, response.remoteAddress]).toEqual([200, '127.0.0.1']);
    expect(response.timings.connect).toBeLessThan(1_000);
  });

  test('a fault lists all that were tried, and the first reason', async () => {
    const server = await serve.tcp(() => {});
    await server.close();
    const resolver = async () => ['127.0.0.1', '127.0.0.2'];
    const fault = await faultOf(testOutbound({ resolver }).send(testRequest(`http://both.test:${server.port}/`)));
    expect(fault.code).toBe('CONNECTION_REFUSED');
    expect(fault.data.tried).toContain('127.0.0.1');
    expect(fault.data.tried).toContain('127.0.0.2');
  });
});
