import { describe, expect, test } from 'vitest';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

/** A proxy for plain http that answers by itself; `asked` are the addresses that reached it. */
async function proxy(answer: (url: string) => { status: number; location?: string } = () => ({ status: 200 })) {
  const asked: string[] = [];
  const server = await serve.http((request, response) => {
    asked.push(request.url ?? '');
    const { status, location } = answer(request.url ?? '');
    response.writeHead(status, location === undefined ? {} : { Location: location }).end('ok');
  });
  return { url: server.url, port: server.port, asked };
}

const unknown = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));

describe('the address policy behind a proxy', () => {
  test.each([
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://METADATA.google.internal./',
    'http://metadata/',
    'http://instance-data/latest',
    'http://169.254.169.254/latest',
    'http://[fd00:ec2::254]/',
    'http://0xa9fea9fe/',
  ])('%s does not reach it', async (url) => {
    const { url: proxyUrl, asked } = await proxy();
    const outbound = testOutbound({ proxy: { url: proxyUrl }, resolver: unknown });
    for (const policy of ['person', 'integration', 'public'] as const) {
      const fault = await faultOf(outbound.send(testRequest(url, { policy, allowPrivate: true })));
      expect(fault.code).toBe('ADDRESS_REFUSED');
    }
    expect(asked).toEqual([]);
  });

  test('a name is judged by every address that the own DNS knows', async () => {
    const { url, asked } = await proxy();
    const resolver = async () => ['93.184.215.14', '169.254.169.254'];
    const fault = await faultOf(testOutbound({ proxy: { url }, resolver }).send(testRequest('http://rebound.test/')));
    expect(fault).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(asked).toEqual([]);
  });

  test('a private address is refused to who may not reach it, and open to a person', async () => {
    const { url, asked } = await proxy();
    const outbound = testOutbound({ proxy: { url }, resolver: async () => ['10.1.2.3'] });
    const fault = await faultOf(outbound.send(testRequest('http://inside.test/', { policy: 'public' })));
    expect(fault.code).toBe('ADDRESS_REFUSED');
    expect((await outbound.send(testRequest('http://inside.test/'))).notes).toEqual([]);
    expect(asked).toEqual(['http://inside.test/']);
  });

  test('what only the proxy can resolve is sent, and the response says that it was not checked', async () => {
    const { url } = await proxy();
    const outbound = testOutbound({ proxy: { url }, resolver: unknown });
    const { notes } = await outbound.send(testRequest('http://api.example.test/', { policy: 'public' }));
    expect(notes).toEqual(['The proxy resolved api.example.test; its address could not be checked here.']);
    for (const host of ['wiki', 'wiki.internal', 'nas.local', 'x.home.arpa']) {
      const fault = await faultOf(outbound.send(testRequest(`http://${host}/`, { policy: 'public' })));
      expect(fault.code).toBe('ADDRESS_REFUSED');
      expect((await outbound.send(testRequest(`http://${host}/`))).status).toBe(200);
    }
  });

  test.each([['93.184.215.14'], [null]])(
    'a host outside (%s) does not redirect into this computer',
    async (address) => {
      const target = await serve.http((_request, response) => response.end('inside'));
      const { url } = await proxy(() => ({ status: 302, location: `${target.url}/admin` }));
      const resolver = address === null ? unknown : async () => [address];
      const fault = await faultOf(
        testOutbound({ proxy: { url }, resolver }).send(testRequest('http://out.example.test/')),
      );
      expect(fault.code).toBe('ADDRESS_REFUSED');
    },
  );
});

describe('a proxy that does not work is named as the proxy', () => {
  const resolver = unknown;

  test.each(['http', 'https'])('where nothing listens (%s target)', async (scheme) => {
    const server = await serve.tcp(() => {});
    await server.close();
    const request = testRequest(`${scheme}://api.example.test/`);
    const fault = await faultOf(testOutbound({ proxy: { url: server.url }, resolver }).send(request));
    expect(fault).toMatchObject({ code: 'PROXY_FAILED', data: { phase: 'connect' } });
    expect(fault.message).toBe(`The proxy 127.0.0.1:${server.port} refused the connection: nothing listens there.`);
    expect(fault.data.todo).toContain('Settings');
  });

  test.each<[says: string, code: string, words: string]>([
    ['', 'CONNECTION_LOST', 'closed the connection before it passed on an answer of api.example.test.'],
    ['SSH-2.0-x\r\n\r\n', 'BAD_RESPONSE', 'did not answer with valid HTTP'],
  ])('where it answers a request over http with %j', async (says, code, words) => {
    const server = await serve.tcp((socket) => socket.once('data', () => socket.end(says)));
    const outbound = testOutbound({ proxy: { url: server.url }, resolver });
    const fault = await faultOf(outbound.send(testRequest('http://api.example.test/')));
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(`The proxy 127.0.0.1:${server.port} ${words}`);
    expect(fault.data.todo).toContain('Settings, Network');
  });

  test('where its name has no address', async () => {
    const outbound = testOutbound({ proxy: { url: 'http://proxy.test:3128' }, resolver });
    const fault = await faultOf(outbound.send(testRequest('http://api.example.test/')));
    expect(fault.code).toBe('DNS_FAILED');
    expect(fault.message).toContain('the proxy proxy.test:3128');
  });

  test('where it asks for a password, for http as for https, and where it refuses the one that it got', async () => {
    const server = await serve.http((_request, response) => response.writeHead(407).end());
    server.onConnect((_request, socket) => socket.end('HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n'));
    for (const url of ['http://api.example.test/', 'https://api.example.test/']) {
      const bare = await faultOf(testOutbound({ proxy: { url: server.url }, resolver }).send(testRequest(url)));
      expect(bare).toMatchObject({ code: 'PROXY_FAILED' });
      expect([bare.message, bare.data.todo].join(' ')).toMatch(/asks for a user name.*Enter both/);
      const credentials = () => ({ username: 'ada', password: 'canary-4711' });
      const proxied = testOutbound({ proxy: { url: server.url, credentials }, resolver });
      const refused = await faultOf(proxied.send(testRequest(url)));
      expect(refused.message).toContain('did not accept');
      expect(JSON.stringify([refused.message, refused.data])).not.toContain('canary');
    }
  });
});
