import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { OutboundOptions } from './network.ts';
import { foreseenReaders, type ProxyAnswer, waysTo } from './proxyWays.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

const says = (answer: string, note: string | null = null) => ({
  lookUp: async (): Promise<ProxyAnswer> => ({ answer, note }),
});
const target = new URL('http://api.example.test/path?token=canary');

/** A port of loopback where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  return bound !== null && typeof bound === 'object' ? bound.port : 0;
}

/** A proxy that answers requests for plain http itself, and notes them. */
async function proxy(status = 200) {
  const lines: string[] = [];
  const server = await serve.http((request, response) => {
    lines.push(`${request.method} ${request.url}`);
    response.writeHead(status).end('by proxy');
  });
  return { lines, place: `127.0.0.1:${server.port}` };
}

const outboundBy = (answer: string, more: Partial<OutboundOptions> = {}) =>
  testOutbound({ proxy: says(answer), resolver: async () => ['93.184.215.14'], ...more });

describe('what a system answers', () => {
  test.each<[answer: string, ways: (string | null)[]]>([
    ['DIRECT', [null]],
    ['direct', [null]],
    ['PROXY p.test:3128', ['http://p.test:3128/']],
    ['PROXY p.test:3128;DIRECT', ['http://p.test:3128/', null]],
    ['PROXY a.test:1; PROXY b.test:2; DIRECT', ['http://a.test:1/', 'http://b.test:2/', null]],
    ['HTTP p.test:3128', ['http://p.test:3128/']],
    ['HTTPS p.test', ['https://p.test/']],
    ['HTTPS p.test:8443', ['https://p.test:8443/']],
    ['SOCKS p.test:1080', ['socks4://p.test:1080']],
    ['SOCKS4 p.test:1080', ['socks4://p.test:1080']],
    ['SOCKS5 p.test:1080', ['socks5h://p.test:1080']],
    ['PROXY [2001:db8::1]:3128', ['http://[2001:db8::1]:3128/']],
    ['  PROXY   p.test:80 ;  ; DIRECT  ', ['http://p.test/', null]],
    ['QUIC q.test:443; PROXY p.test:1', ['http://p.test:1/']],
    ['PROXY user:canary@p.test:1; DIRECT', [null]],
    ['PROXY p.test:99999; DIRECT', [null]],
  ])('%j leads by %j', async (answer, ways) => {
    const found = await waysTo(target, says(answer));
    expect(found.ways.map((way) => way?.url.href ?? null)).toEqual(ways);
    expect(found.ways.every((way) => way === null || way.authorization === null)).toBe(true);
  });

  test.each(['', ';', 'NONSENSE', 'QUIC q.test:443', 'PROXY', 'PROXY a b'])(
    '%j is no way, which is told',
    async (answer) => {
      const fault = await faultOf(outboundBy(answer).send(testRequest('http://api.example.test/')));
      expect([fault.code, fault.message]).toEqual([
        'PROXY_FAILED',
        'The proxy settings of the system name no proxy that can be used.',
      ]);
      expect(fault.data.todo).toContain('Settings, Network');
    },
  );

  test('is asked for origin alone: neither path nor query nor a password leave this program', async () => {
    const asked: string[] = [];
    const lookUp = async (origin: string) => {
      asked.push(origin);
      return { answer: 'DIRECT', note: null };
    };
    await waysTo(new URL('https://me:canary@api.example.test:8443/a/canary?k=canary#canary'), { lookUp });
    expect(asked).toEqual(['https://api.example.test:8443/']);
  });

  test.each(['http://localhost/', 'http://127.0.0.1:1/', 'http://[::1]/', 'http://a.localhost/'])(
    'is not asked for for %s, which is this computer',
    async (url) => {
      const lookUp = () => Promise.reject(new Error('asked'));
      expect(await waysTo(new URL(url), { lookUp })).toEqual({ ways: [null], note: null });
    },
  );

  test('that does not come is told, or ends with the limit for connecting', async () => {
    const failing = testOutbound({ proxy: { lookUp: () => Promise.reject(new Error('canary')) } });
    const failed = await faultOf(failing.send(testRequest('http://api.example.test/')));
    expect([failed.code, failed.message]).toEqual([
      'PROXY_FAILED',
      'The proxy settings of the system could not be read.',
    ]);
    expect(JSON.stringify(failed)).not.toContain('canary');
    const hanging = testOutbound({ proxy: { lookUp: () => new Promise(() => undefined) } });
    const request = testRequest('http://api.example.test/', { timeouts: { connectMs: 200 } });
    const late = await faultOf(hanging.send(request));
    expect([late.code, late.message]).toEqual(['TIMED_OUT', expect.stringContaining('asking the proxy')]);
    expect((await faultOf(hanging.connect(request))).code).toBe('TIMED_OUT');
  });
});

describe('a list of ways', () => {
  test('goes on to the next proxy where one cannot be reached, and says so', async () => {
    const [closed, open] = [await closedPort(), await proxy()];
    const outbound = outboundBy(`PROXY 127.0.0.1:${closed}; PROXY ${open.place}; DIRECT`);
    const response = await outbound.send(testRequest('http://api.example.test/a', { method: 'POST', body: 'once' }));
    expect([response.status, open.lines]).toEqual([200, ['POST http://api.example.test/a']]);
    expect(response.notes).toContain(
      `The proxy 127.0.0.1:${closed} could not be reached; the next way of the system’s settings was taken.`,
    );
    // It comes last for a while, so that not every request waits for it.
    const second = await outbound.send(testRequest('http://api.example.test/b'));
    expect(second.notes).toEqual([]);
    expect(open.lines).toHaveLength(2);
  });

  test('goes straight where that is what is left, for requests and connections', async () => {
    const closed = await closedPort();
    const server = await serve.http((request, response) => response.end(request.url));
    const outbound = outboundBy(`SOCKS5 127.0.0.1:${closed}; DIRECT`, { resolver: async () => ['127.0.0.1'] });
    const url = `http://api.example.test:${server.port}/straight`;
    expect((await outbound.send(testRequest(url))).status).toBe(200);
    const again = outboundBy(`PROXY 127.0.0.1:${closed}; DIRECT`, { resolver: async () => ['127.0.0.1'] });
    const { socket, notes } = await again.connect(testRequest(url));
    socket.destroy();
    expect([socket.remotePort, notes.length]).toEqual([server.port, 1]);
  });

  test('ends with the last one, and the fault names it', async () => {
    const [one, two] = [await closedPort(), await closedPort()];
    const fault = await faultOf(
      outboundBy(`PROXY 127.0.0.1:${one}; PROXY 127.0.0.1:${two}`).send(testRequest('http://api.example.test/')),
    );
    expect([fault.code, fault.message]).toEqual(['PROXY_FAILED', expect.stringContaining(`127.0.0.1:${two} refused`)]);
  });

  test.each([
    ['asks for a password', 407, 'PROXY_FAILED'],
    ['answers with a failure', 502, null],
  ])('does not go on where a proxy was reached and %s', async (_, status, code) => {
    const [first, second] = [await proxy(status), await proxy()];
    const sending = outboundBy(`PROXY ${first.place}; PROXY ${second.place}; DIRECT`).send(
      testRequest('http://api.example.test/'),
    );
    if (code === null) expect((await sending).status).toBe(status);
    else expect((await faultOf(sending)).code).toBe(code);
    expect([first.lines.length, second.lines.length]).toEqual([1, 0]);
  });

  test('does not go on where the rules refuse the host', async () => {
    const open = await proxy();
    const outbound = outboundBy(`PROXY ${open.place}; DIRECT`);
    const fault = await faultOf(outbound.send(testRequest('http://169.254.169.254/')));
    expect([fault.code, open.lines]).toEqual(['ADDRESS_REFUSED', []]);
  });

  test('is asked for again by each request, as settings may change, and once within one', async () => {
    const open = await proxy();
    const asked: string[] = [];
    const lookUp = async (origin: string) => {
      asked.push(origin);
      return { answer: `PROXY ${open.place}`, note: 'A note of the system.' };
    };
    const outbound = testOutbound({ proxy: { lookUp }, resolver: async () => ['93.184.215.14'] });
    const request = testRequest('http://api.example.test/', { allowedHosts: ['api.example.test', open.place] });
    expect((await outbound.send(request)).notes).toEqual(['A note of the system.']);
    await outbound.send(request);
    expect(asked).toEqual(['http://api.example.test/', 'http://api.example.test/']);
  });
});

describe('a request that is bound to hosts', () => {
  test('goes out by none of the ways where one of their proxies would read it and is not among them', async () => {
    const open = await proxy();
    const outbound = outboundBy(`PROXY ${open.place}; PROXY other.test:1`);
    const bound = (hosts: string[]) => testRequest('http://api.example.test/', { allowedHosts: hosts });
    for (const hosts of [['api.example.test'], ['api.example.test', open.place]])
      expect((await faultOf(outbound.send(bound(hosts)))).code).toBe('SECRET_HOST_REFUSED');
    expect(open.lines).toEqual([]);
    expect((await outbound.send(bound(['api.example.test', open.place, 'other.test:1']))).status).toBe(200);
  });

  test('is foreseen to be read by each of them, and by none where nothing can be known', async () => {
    const answer = 'PROXY a.test:1; SOCKS5 b.test:2; DIRECT';
    expect(await foreseenReaders(target, says(answer))).toEqual(['a.test:1', 'b.test:2']);
    expect(await foreseenReaders(new URL('https://api.example.test/'), says(answer))).toEqual([]);
    expect(await foreseenReaders(target, { lookUp: () => Promise.reject(new Error()) })).toEqual([]);
    expect(await foreseenReaders(target, null)).toEqual([]);
  });
});
