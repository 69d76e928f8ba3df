import { describe, expect, test } from 'vitest';
import { isAllowed, ruleAfter } from './addressPolicy.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

const trusts = ['person', 'integration', 'public'] as const;

describe('address policy', () => {
  test.each(trusts)('never lets a %s reach link-local, metadata or reserved addresses', (trust) => {
    for (const address of ['169.254.169.254', '169.254.1.1', 'fe80::1', 'fd00:ec2::254', '0.0.0.0', '::', '224.0.0.1'])
      expect(isAllowed(address, { trust, allowPrivate: true })).toBe(false);
  });

  test.each(['127.0.0.1', '10.0.0.1', '::1', 'fd12::1', '::ffff:127.0.0.1'])(
    'opens %s to a person, to others by consent',
    (address) => {
      const passes = trusts.map((trust) => isAllowed(address, { trust, allowPrivate: false }));
      expect(passes).toEqual([true, false, false]);
      expect(trusts.every((trust) => isAllowed(address, { trust, allowPrivate: true }))).toBe(true);
    },
  );

  test('does not let a public host lead a person into the private network', () => {
    const rule = { trust: 'person', allowPrivate: false } as const;
    expect(isAllowed('192.168.1.1', ruleAfter(rule, true))).toBe(false);
    expect(isAllowed('192.168.1.1', ruleAfter(rule, false))).toBe(true);
    expect(isAllowed('192.168.1.1', ruleAfter({ ...rule, allowPrivate: true }, true))).toBe(true);
  });

  test.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '[::1]', '[::ffff:7f00:1]', 'localhost'])(
    'refuses %s to an integration before anything is sent',
    async (host) => {
      const server = await serve.http((_request, response) => response.end());
      const request = testRequest(`http://${host}:${server.port}/`, { policy: 'integration' });
      const fault = await faultOf(testOutbound().send(request));
      expect(fault).toMatchObject({ code: 'ADDRESS_REFUSED', data: { kept: 'Nothing was sent to it.' } });
      expect(server.sockets.size).toBe(0);
    },
  );

  test.each(['169.254.169.254', '2852039166', '0xa9fea9fe', '[::ffff:169.254.169.254]', '[fd00:ec2::254]', '0.0.0.0'])(
    'refuses %s to everyone',
    async (host) => {
      const request = testRequest(`http://${host}/latest/meta-data`, { allowPrivate: true });
      expect(await faultOf(testOutbound().send(request))).toMatchObject({ code: 'ADDRESS_REFUSED' });
    },
  );

  test('dials the address it checked and asks the resolver once', async () => {
    const server = await serve.http((_request, response) => response.end());
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    let asked = 0;
    const outbound = testOutbound({ resolver: async () => answers[asked++] ?? [] });
    const response = await outbound.send(testRequest(`http://rebind.test:${server.port}/`));
    expect([response.remoteAddress, asked, typeof response.timings.dns]).toEqual(['127.0.0.1', 1, 'number']);
  });

  test('uses only the allowed ones of several addresses', async () => {
    const server = await serve.http((_request, response) => response.end());
    const outbound = testOutbound({ resolver: async () => ['169.254.169.254', '127.0.0.1'] });
    expect((await outbound.send(testRequest(`http://mixed.test:${server.port}/`))).remoteAddress).toBe('127.0.0.1');
  });

  test('goes on to the next address when one does not answer', async () => {
    const server = await serve.http((_request, response) => response.end());
    const outbound = testOutbound({ resolver: async () => ['::1', '127.0.0.2', '127.0.0.1'] });
    expect((await outbound.send(testRequest(`http://several.test:${server.port}/`))).status).toBe(200);
  });

  test('does not hand an open connection to a request that may not reach its address', async () => {
    const server = await serve.http((_request, response) => response.end());
    const outbound = testOutbound();
    await outbound.send(testRequest(server.url));
    const fault = await faultOf(outbound.send(testRequest(server.url, { policy: 'public' })));
    expect(fault.code).toBe('ADDRESS_REFUSED');
  });
});
