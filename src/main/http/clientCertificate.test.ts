import type { RequestListener } from 'node:http';
import { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testAuthority, testClient, testRequest } from './testServer.ts';

const { chain, key } = testClient;
const clientCertificate = { chain, key };

/** Answers the name in the client's certificate, or nothing. */
const whoIs: RequestListener = ({ socket }, response) => {
  const subject = socket instanceof TLSSocket && socket.authorized ? socket.getPeerCertificate().subject.CN : '';
  response.end(String(subject));
};

const bodyOf = ({ body }: { body: { kind: string; data?: Uint8Array } }) => Buffer.from(body.data ?? []).toString();

describe('a client certificate', () => {
  test('is shown to the server that asks for it', async () => {
    const server = await serve.mutual(whoIs);
    const outbound = testOutbound({ certificates: testAuthority });
    const response = await outbound.send(testRequest(server.url, { clientCertificate, secrets: [key] }));
    expect(bodyOf(response)).toBe('test client');
  });

  test('never lends its connection to a request without it, nor the other way round', async () => {
    const server = await serve.mutual(whoIs);
    const outbound = testOutbound({ certificates: testAuthority });
    const ask = async (own: boolean) => {
      const change = own ? { clientCertificate } : {};
      const response = await outbound.send(testRequest(server.url, change));
      return [bodyOf(response), response.reusedConnection];
    };
    expect(await ask(true)).toEqual(['test client', false]);
    expect(await ask(false)).toEqual(['', false]);
    expect(await ask(true)).toEqual(['test client', true]);
    expect(await ask(false)).toEqual(['', true]);
  });

  test('stays behind when a redirect leads to another origin', async () => {
    const there = await serve.mutual(whoIs);
    const here = await serve.mutual((_request, response) => response.writeHead(302, { location: there.url }).end());
    const outbound = testOutbound({ certificates: testAuthority });
    const response = await outbound.send(testRequest(here.url, { clientCertificate, secrets: [key] }));
    expect(bodyOf(response)).toBe('');
    expect(response.redirects).toMatchObject([{ credentialsDropped: true }]);
  });

  test('that cannot be used is a fault that says so, without the key', async () => {
    const server = await serve.mutual(whoIs);
    const outbound = testOutbound({ certificates: testAuthority });
    const broken = { chain, key: '-----BEGIN PRIVATE KEY-----\nbm8=\n-----END PRIVATE KEY-----' };
    const fault = await faultOf(outbound.send(testRequest(server.url, { clientCertificate: broken })));
    expect(fault).toMatchObject({ code: 'TLS_FAILED', message: 'The client certificate cannot be used.' });
    expect(JSON.stringify(fault)).not.toContain('bm8=');
  });
});
