import { request as forward, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { proxyFor } from './proxy.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testAuthority, testRequest } from './testServer.ts';

interface Heard {
  lines: string[];
  authorization: (string | undefined)[];
}

/** A proxy that leads every host to 127.0.0.1 and notes what it was asked. */
async function proxyServer(scheme: 'http' | 'https' = 'http') {
  const heard: Heard = { lines: [], authorization: [] };
  const note = (incoming: IncomingMessage) => {
    heard.lines.push(`${incoming.method} ${incoming.url}`);
    heard.authorization.push(incoming.headers['proxy-authorization']);
  };
  const server = await serve[scheme]((incoming, response) => {
    note(incoming);
    const { port, pathname } = new URL(incoming.url ?? '');
    const onward = forward({ host: '127.0.0.1', port, path: pathname, agent: false }, (answer) =>
      answer.pipe(response),
    );
    incoming.pipe(onward);
  });
  server.onConnect((incoming, socket: Socket) => {
    note(incoming);
    if (incoming.url?.startsWith('refused.')) return socket.end('HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n');
    const way = connect(Number(incoming.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      way.pipe(socket).pipe(way);
    });
    way.on('error', () => socket.destroy());
    return socket.on('error', () => way.destroy()).on('close', () => way.destroy());
  });
  return { server, heard };
}

const certificates = testAuthority;

describe('TLS', () => {
  test('is refused where the authority is not trusted, and says what to do', async () => {
    const server = await serve.https((_request, response) => response.end());
    const fault = await faultOf(testOutbound().send(testRequest(server.url)));
    expect(fault).toMatchObject({ code: 'TLS_FAILED', data: { phase: 'tls' } });
    expect(fault.data.todo).toContain('add the certificate of its authority');
    await server.idle();
  });

  test('is accepted with an extra authority, timed, and used again', async () => {
    const server = await serve.https((_request, response) => response.end('x'));
    const outbound = testOutbound({ certificates });
    const first = await outbound.send(testRequest(`https://localhost:${server.port}/`));
    expect([typeof first.timings.connect, typeof first.timings.tls]).toEqual(['number', 'number']);
    const second = await outbound.send(testRequest(`https://localhost:${server.port}/`));
    expect([second.reusedConnection, second.timings.tls]).toEqual([true, null]);
  });

  test('says so when an extra certificate cannot be read', async () => {
    const server = await serve.https((_request, response) => response.end());
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    const fault = await faultOf(testOutbound({ certificates: broken }).send(testRequest(server.url)));
    expect(fault).toMatchObject({ code: 'TLS_FAILED', message: 'A certificate from the settings cannot be read.' });
    await server.idle();
  });

  test('takes over changed settings', async () => {
    const server = await serve.https((_request, response) => response.end('x'));
    const outbound = testOutbound({ certificates });
    await outbound.send(testRequest(server.url));
    outbound.configure({ proxy: null, certificates: null, totalMs: 0, exceptions: [] });
    expect((await faultOf(outbound.send(testRequest(server.url)))).code).toBe('TLS_FAILED');
  });

  test('is refused where the certificate is for another host', async () => {
    const server = await serve.https((_request, response) => response.end());
    const outbound = testOutbound({ certificates, resolver: async () => ['127.0.0.1'] });
    const fault = await faultOf(outbound.send(testRequest(`https://other.test:${server.port}/`)));
    expect(fault.message).toContain('its certificate is for another host name');
  });

  test('is not spoken by a plain http port, which the fault says', async () => {
    const server = await serve.http((_request, response) => response.end());
    const fault = await faultOf(testOutbound().send(testRequest(server.url.replace('http', 'https'))));
    expect(fault).toMatchObject({ code: 'TLS_FAILED', data: { todo: expect.stringContaining('http address') } });
  });
});

describe('proxy', () => {
  test('is asked for the whole address of plain http, with its credentials', async () => {
    const target = await serve.http((request, response) => response.end(request.url));
    const { server, heard } = await proxyServer();
    const proxy = { url: `http://user:p%40ss-word@127.0.0.1:${server.port}` };
    const response = await testOutbound({ proxy }).send(testRequest(`http://target.test:${target.port}/path`));
    expect(response.status).toBe(200);
    expect(heard.lines).toEqual([`GET http://target.test:${target.port}/path`]);
    expect(heard.authorization).toEqual([`Basic ${Buffer.from('user:p@ss-word').toString('base64')}`]);
  });

  test.each(['http', 'https'] as const)(
    'over %s opens a way for https, and TLS goes through it to the target',
    async (scheme) => {
      const target = await serve.https((request, response) =>
        response.end(String(request.headers['proxy-authorization'])),
      );
      const { server, heard } = await proxyServer(scheme);
      const proxy = { url: `${scheme}://user:password@127.0.0.1:${server.port}` };
      const outbound = testOutbound({ proxy, certificates });
      const url = `https://secure.test:${target.port}/`;
      const response = await outbound.send(testRequest(url));
      expect(response.body.kind === 'inline' && Buffer.from(response.body.data).toString()).toBe('undefined');
      expect(heard.lines).toEqual([`CONNECT secure.test:${target.port}`]);
      expect((await outbound.send(testRequest(url))).reusedConnection).toBe(true);
    },
  );

  test('that refuses is named in the fault, its password is not', async () => {
    const { server } = await proxyServer();
    const proxy = { url: `http://user:pass-canary@127.0.0.1:${server.port}` };
    const fault = await faultOf(testOutbound({ proxy }).send(testRequest('https://refused.test/')));
    expect(fault).toMatchObject({ code: 'PROXY_FAILED', data: { phase: 'proxy' } });
    expect(JSON.stringify([fault, fault.message])).not.toContain('pass-canary');
    await server.idle();
  });

  test('that is no http URL is refused before anything is sent', async () => {
    const fault = await faultOf(
      testOutbound({ proxy: { url: 'socks6://127.0.0.1:1' } }).send(testRequest('http://a.test/')),
    );
    expect(fault).toMatchObject({ code: 'PROXY_FAILED', data: { kept: 'Nothing was sent.' } });
  });

  test('that is silent runs into the time limit', async () => {
    const server = await serve.tcp(() => {});
    const timeouts = { connectMs: 150, responseMs: 0, totalMs: 0 };
    const outbound = testOutbound({ proxy: { url: server.url } });
    const fault = await faultOf(outbound.send(testRequest('https://secure.test/', { timeouts })));
    expect(fault).toMatchObject({ code: 'TIMED_OUT', data: { phase: 'proxy' } });
    await server.idle();
  });

  test('does not carry requests to literal addresses that the policy refuses', async () => {
    const { server, heard } = await proxyServer();
    const outbound = testOutbound({ proxy: { url: server.url } });
    for (const url of ['http://169.254.169.254/', 'https://[fd00:ec2::254]/'])
      expect((await faultOf(outbound.send(testRequest(url)))).code).toBe('ADDRESS_REFUSED');
    expect((await faultOf(outbound.send(testRequest('http://10.0.0.1/', { policy: 'public' })))).code).toBe(
      'ADDRESS_REFUSED',
    );
    expect(heard.lines).toEqual([]);
  });

  test.each([
    ['http://a.test/', ['a.test'], false],
    ['http://b.a.test/', ['a.test'], false],
    ['http://b.a.test/', ['.a.test'], false],
    ['http://b.a.test/', ['*.a.test'], false],
    ['http://xa.test/', ['a.test'], true],
    ['http://a.test:81/', ['a.test:80'], true],
    ['http://a.test/', ['A.test:80'], false],
    ['https://a.test/', ['a.test:443'], false],
    ['http://10.0.0.1/', ['10.0.0.1'], false],
    ['http://110.0.0.1/', ['10.0.0.1'], true],
    ['http://[fd00::1]/', ['fd00::1'], false],
    ['http://[fd00::1]:81/', ['[fd00::1]:80'], true],
    ['http://a.test/', ['*'], false],
    ['http://a.test/', [''], true],
    ['http://localhost/', [], false],
    ['http://127.0.0.1/', [], false],
    ['http://[::1]/', [], false],
  ])('%s with the exceptions %j: %s', (url, noProxy, through) => {
    expect(proxyFor(new URL(url), { url: 'http://proxy.test:3128', noProxy }) !== null).toBe(through);
  });
});
