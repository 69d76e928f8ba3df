import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { serve, testOutbound } from './testOutbound.ts';
import { testRequest as get, testAuthority } from './testServer.ts';

const shown = new X509Certificate(readFileSync(new URL('../../../test/fixtures/tls/server.pem', import.meta.url)));

describe('what is known of a connection', () => {
  it('names protocol, cipher, key exchange and every certificate of the chain', async () => {
    const server = await serve.https((_request, response) => response.end('ok'));
    const outbound = testOutbound({ certificates: testAuthority });
    const { hops } = await outbound.send(get(server.url));
    const tls = hops[0]?.tls;
    expect(hops).toHaveLength(1);
    expect(hops[0]).toMatchObject({ method: 'GET', status: 200, remotePort: server.port, reused: false });
    expect(tls).toMatchObject({ protocol: 'TLSv1.3', alpn: 'http/1.1', trusted: true, untrusted: null });
    expect(tls?.cipher).toMatch(/^TLS_/);
    expect(tls?.keyExchange).toMatch(/./);
    const [leaf] = tls?.chain ?? [];
    expect(leaf).toMatchObject({
      fingerprint256: shown.fingerprint256,
      serialNumber: shown.serialNumber,
      validTo: Date.parse(shown.validTo),
      altNames: shown.subjectAltName?.split(', '),
    });
    expect(leaf?.subject).toBe(shown.subject.split('\n').join(', '));
  });

  it('says why a certificate that was accepted as an exception is not trusted', async () => {
    const server = await serve.https((_request, response) => response.end('ok'));
    const exceptions = [`127.0.0.1:${server.port} ${shown.fingerprint256}`];
    const { hops } = await testOutbound({ exceptions }).send(get(server.url));
    expect(hops[0]?.tls).toMatchObject({ trusted: false, untrusted: expect.stringMatching(/^[A-Z_]+$/) });
  });

  it('keeps it where the other side closes with its answer', async () => {
    const server = await serve.https((_request, response) => {
      response.setHeader('connection', 'close').end('ok');
    });
    const { hops } = await testOutbound({ certificates: testAuthority }).send(get(server.url));
    expect(hops[0]).toMatchObject({ remotePort: server.port, tls: { trusted: true } });
    expect(hops[0]?.tls?.chain).not.toHaveLength(0);
  });

  it('tells of each redirect its method, address, status and phases, one after the other', async () => {
    const server = await serve.http((request, response) => {
      if (request.url === '/end') return response.end('ok');
      return response.writeHead(303, { location: '/end' }).end();
    });
    const request = { ...get(`${server.url}/start`), method: 'POST' };
    const { hops } = await testOutbound().send(request);
    expect(hops.map(({ method, status, reused }) => [method, status, reused])).toEqual([
      ['POST', 303, false],
      ['GET', 200, true],
    ]);
    expect(hops.map(({ url }) => URL.parse(url)?.pathname)).toEqual(['/start', '/end']);
    const [first, last] = hops;
    expect(first?.timings.connect).not.toBeNull();
    expect(last?.timings.connect).toBeNull();
    expect(last?.timings.total).toBeGreaterThanOrEqual(first?.timings.total ?? 0);
    expect(first?.tls).toBeNull();
  });

  it('masks secrets in the addresses of the chain', async () => {
    const server = await serve.http((request, response) => {
      if (request.url?.startsWith('/end')) return response.end('ok');
      return response.writeHead(302, { location: '/end?key=a-long-secret-value' }).end();
    });
    const secrets = ['a-long-secret-value'];
    const { hops } = await testOutbound().send({ ...get(`${server.url}/?key=a-long-secret-value`), secrets });
    expect(JSON.stringify(hops)).not.toContain('a-long-secret-value');
  });

  it('counts the bytes of the head as they came', async () => {
    const head = 'HTTP/1.1 200 Fine\r\nContent-Length: 2\r\nX-Name: \xe9\r\n\r\n';
    const server = await serve.tcp((socket) => {
      socket.once('data', () => socket.end(Buffer.from(`${head}ok`, 'latin1')));
    });
    const { headBytes, wireBytes } = await testOutbound().send(get(server.url));
    expect([headBytes, wireBytes]).toEqual([Buffer.byteLength(head, 'latin1'), 2]);
  });
});
