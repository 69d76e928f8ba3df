import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { OutboundCall } from './call.ts';
import { createTrust, dial, resolveHost, secure, systemResolver } from './dial.ts';
import { faultOf, serve } from './testOutbound.ts';
import { testAuthority } from './testServer.ts';

const person = { trust: 'person', allowPrivate: false } as const;
const callTo = (host: string, signals: AbortSignal[] = []) => {
  const call = new OutboundCall(0, signals);
  call.begin(host);
  return call;
};
const failing = (code?: string) => () =>
  Promise.reject(Object.assign(new Error('x'), code === undefined ? {} : { code }));

describe('the addresses of a host', () => {
  test.each<[host: string, addresses: string[]]>([
    ['192.0.1.1', ['192.0.1.1']],
    ['[2606:4700::1111]', ['2606:4700::1111']],
    ['localhost', ['127.0.0.1', '::1']],
    ['api.LOCALHOST.', ['127.0.0.1', '::1']],
  ])('%s needs no DNS', async (host, addresses) => {
    const call = callTo(host);
    expect(await resolveHost(host, person, failing('ASKED'), call)).toEqual(addresses);
    expect(call.phase).toBe('address');
  });

  test('are those that the rule allows, in the order of the resolver', async () => {
    const found = ['169.254.1.1', '2606:4700::1111', '10.0.0.1', '8.8.8.8'];
    const asked: string[] = [];
    const resolver = async (host: string) => {
      asked.push(host);
      return found;
    };
    const call = callTo('api.test');
    expect(await resolveHost('api.test', person, resolver, call)).toEqual(found.slice(1));
    expect([asked, call.phase]).toEqual([['api.test'], 'dns']);
    const stranger = { trust: 'public', allowPrivate: false } as const;
    expect(await resolveHost('api.test', stranger, resolver, call)).toEqual(['2606:4700::1111', '8.8.8.8']);
    const fault = await faultOf(resolveHost('api.test', stranger, async () => ['10.0.0.1', '127.0.0.1'], call));
    expect(fault.message).toBe('api.test is an address of a private network and an address of this computer.');
  });

  test('are the pinned one where there is one, which is judged too', async () => {
    const pinned = (address: string) =>
      resolveHost('api.test', { ...person, pinned: address }, failing(), callTo('api.test'));
    expect(await pinned('8.8.8.8')).toEqual(['8.8.8.8']);
    expect((await faultOf(pinned('169.254.1.1'))).code).toBe('ADDRESS_REFUSED');
    const other = resolveHost('1.1.1.1', { ...person, pinned: '8.8.8.8' }, failing(), callTo('1.1.1.1'));
    expect((await faultOf(other)).code).toBe('ADDRESS_REFUSED');
  });

  test.each([
    ['ENOTFOUND', 'No address was found for api.test.'],
    [undefined, 'No address was found for api.test.'],
    ['EAI_AGAIN', 'No address was found for api.test: the DNS server did not answer.'],
    ['ESERVFAIL', 'No address was found for api.test (ESERVFAIL).'],
  ])('are not found (%s)', async (code, message) => {
    expect(await faultOf(resolveHost('api.test', person, failing(code), callTo('api.test')))).toMatchObject({
      code: 'DNS_FAILED',
      message,
      data: { todo: 'Check the spelling of the host name, your network and its DNS.', phase: 'dns' },
    });
  });

  test('are none', async () => {
    expect(await faultOf(resolveHost('api.test', person, async () => [], callTo('api.test')))).toMatchObject({
      code: 'DNS_FAILED',
      message: 'api.test has no address.',
      data: { todo: 'Check the spelling of the host name.' },
    });
  });

  test('are not waited for once the call is over', async () => {
    const controller = new AbortController();
    const finding = resolveHost(
      'api.test',
      person,
      () => new Promise(() => {}),
      callTo('api.test', [controller.signal]),
    );
    controller.abort();
    expect((await faultOf(finding)).code).toBe('CANCELLED');
  });

  test('as the system knows them', async () => {
    expect(await systemResolver('127.0.0.1')).toEqual(['127.0.0.1']);
    expect(await systemResolver('localhost')).toContain('127.0.0.1');
  });
});

describe('dialling', () => {
  test('reaches the first address that answers, and leaves no other connection', async () => {
    const server = await serve.tcp(() => {});
    const call = callTo('api.test');
    const socket = await dial(['127.0.0.2', '127.0.0.1'], String(server.port), call);
    expect([socket.remotePort, call.phase]).toEqual([server.port, 'connect']);
    socket.destroy();
    await server.idle();
  });

  test('gives up with the reason of the first address, and not before the last was tried', async () => {
    const server = await serve.tcp(() => {});
    await server.close();
    const call = callTo('api.test');
    await expect(dial(['127.0.0.1', '::1', '127.0.0.3'], String(server.port), call)).rejects.toMatchObject({
      address: '127.0.0.1',
      code: 'ECONNREFUSED',
    });
    const { port } = server;
    expect(call.fault('TIMED_OUT', '', '').data.tried).toBe(
      `api.test (127.0.0.1:${port}, [::1]:${port}, 127.0.0.3:${port})`,
    );
  });

  test('ends with the call', async () => {
    const call = callTo('api.test', [AbortSignal.abort()]);
    expect((await faultOf(dial(['127.0.0.1', '127.0.0.2'], '1', call))).code).toBe('CANCELLED');
    expect(call.fault('TIMED_OUT', '', '').data.tried).toBe('api.test (127.0.0.1:1)');
  });
});

describe('TLS over a connection', () => {
  async function over(extra: string | null, hostname: string, exceptions: string[] = []) {
    const server = await serve.https((_request, response) => response.end());
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    const call = callTo(hostname);
    const place = { hostname, port: '8443' };
    return { server, socket, call, opened: secure(socket, place, createTrust(extra, exceptions), call) };
  }

  test.each(['localhost', '127.0.0.1'])('is trusted for %s', async (hostname) => {
    const { opened, call } = await over(`text before\n${testAuthority}\n${testAuthority}`, hostname);
    const { socket, unverified } = await opened;
    expect([unverified, call.phase, call.showedCertificate]).toEqual([false, 'tls', false]);
    expect(socket).toMatchObject({
      authorized: true,
      servername: hostname === 'localhost' ? 'localhost' : false,
      alpnProtocol: 'http/1.1',
    });
    socket.destroy();
  });

  test('that is not trusted is closed, named, and accepted where it was excepted', async () => {
    const refused = await over(null, 'localhost');
    const error: unknown = await refused.opened.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: expect.stringMatching(/^(UNABLE_TO_|SELF_SIGNED_)/),
      message: 'certificate not trusted',
      certificate: expect.stringMatching(/^localhost:8443 ([\dA-F]{2}:){31}[\dA-F]{2}$/),
    });
    await refused.server.idle();
    const { certificate } = error as { certificate: string };
    const accepted = await (await over(null, 'localhost', ['other:1 AA', certificate])).opened;
    expect(accepted.unverified).toBe(true);
    accepted.socket.destroy();
    expect(new X509Certificate(testAuthority).fingerprint256).not.toBe(certificate.split(' ')[1]);
  });

  test('with an authority that cannot be read closes the connection', async () => {
    const { opened, socket } = await over('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'localhost');
    expect(await faultOf(opened)).toMatchObject({
      code: 'TLS_FAILED',
      message: 'A certificate from the settings cannot be read.',
      data: { todo: 'Correct it in Settings, Network, Additional certificate authorities.' },
    });
    expect(socket.destroyed).toBe(true);
  });

  test('with a client certificate that cannot be used says so', async () => {
    const server = await serve.https((_request, response) => response.end());
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    const call = callTo('localhost');
    const opened = secure(socket, { hostname: 'localhost', port: '1' }, createTrust(null, []), call, {
      certificate: { chain: 'x', key: 'y' },
    });
    expect(await faultOf(opened)).toMatchObject({
      message: 'The client certificate cannot be used.',
      data: { todo: 'Replace it in the connection.' },
    });
    expect([call.showedCertificate, socket.destroyed]).toEqual([true, true]);
  });

  test('with a peer that closes is a connection reset', async () => {
    const server = await serve.tcp((socket) => socket.once('data', () => socket.end()));
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    const opened = secure(socket, { hostname: 'localhost', port: '1' }, createTrust(null, []), callTo('localhost'));
    await expect(opened).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});
