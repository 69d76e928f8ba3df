import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { AddressRule } from './addressPolicy.ts';
import { OutboundCall } from './call.ts';
import { checkBehindProxy, openTunnel, type ProxyPeer, portOf, proxyFor, proxySecrets, refusal } from './proxy.ts';
import { foreseenReaders } from './proxyWays.ts';
import { faultOf, serve } from './testOutbound.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('which proxy', () => {
  const url = 'http://proxy.test:3128';
  test.each([
    ['http://a.test/', 'A.TEST ', false],
    ['http://a.test/', 'a.tes', true],
    ['http://a.test:81/', 'a.test:81', false],
    ['https://a.test/', 'a.test:80', true],
    ['http://a.test/', ':80', true],
    ['http://[2001:db8::1]/', '[2001:db8::1]', false],
    ['http://[2001:db8::1]/', '[2001:db8::1]:80', false],
    ['http://[2001:db8::1]/', '2001:db8::1', false],
    ['http://1.2.3.4/', '3.4', true],
    ['http://x.1.2.3.4.test/', '1.2.3.4.test', false],
    ['http://b.a.test/', '*a.test', true],
  ])('%s with the exception %j goes through it: %s', (target, entry, through) => {
    expect(proxyFor(new URL(target), { url, noProxy: ['other.test', entry] }) !== null).toBe(through);
  });

  test.each(['http://localhost.:81/', 'http://x.localhost/', 'http://127.9.9.9/', 'http://[::1]/'])(
    '%s is this computer, and goes through none',
    (target) => {
      expect(proxyFor(new URL(target), { url })).toBeNull();
    },
  );

  test.each([['http://10.0.0.1/'], ['http://localhost.test/'], ['http://notlocalhost/']])(
    '%s goes through it',
    (target) => {
      expect(proxyFor(new URL(target), { url })?.url.host).toBe('proxy.test:3128');
    },
  );

  test.each([
    ['http://a.test/', 'proxy.test:3128'],
    ['https://a.test/', null],
    ['http://localhost/', null],
    ['http://excepted.test/', null],
  ])('%s can be read by %s', async (target, host) => {
    expect(await foreseenReaders(new URL(target), { url, noProxy: ['excepted.test'] })).toEqual(
      host === null ? [] : [host],
    );
  });

  test.each([
    ['http://a.test', '80'],
    ['https://a.test', '443'],
    ['https://a.test:80', '80'],
  ])('%s means port %s', (text, port) => {
    expect(portOf(new URL(text))).toBe(port);
  });

  test.each(['socks6://a.test', 'nonsense', 'xhttp://a.test', 'https+x://a.test'])('%s is none', (text) => {
    expect(() => proxyFor(new URL('http://a.test/'), { url: text })).toThrow(
      expect.objectContaining({
        code: 'PROXY_FAILED',
        message: 'The proxy’s address is not a URL of http, https or SOCKS.',
        data: { kept: 'Nothing was sent.', todo: 'Correct the proxy in Settings.', phase: 'proxy' },
      }),
    );
  });
});

describe('its credentials', () => {
  const told = (username: string, password: string) => ({
    url: 'http://in:address@proxy.test',
    credentials: () => ({ username, password }),
  });
  test.each([
    [{ url: 'http://proxy.test:3128' }, null, []],
    [{ url: 'http://us%20er:p%40ss@proxy.test' }, 'us er:p@ss', ['p@ss', base64('us er:p@ss')]],
    [{ url: 'http://u:100%25%zz@proxy.test' }, 'u:100%25%zz', ['100%25%zz', base64('u:100%25%zz')]],
    [{ url: 'http://user@proxy.test' }, 'user:', []],
    [{ url: 'http://:pass@proxy.test' }, null, []],
    [told('ada', 'word'), 'ada:word', ['word', base64('ada:word')]],
    [told('ada', ''), 'ada:', []],
  ])('%j', (settings, pair, secrets) => {
    const peer = proxyFor(new URL('http://a.test/'), settings);
    expect(peer?.authorization).toBe(pair === null ? null : `Basic ${base64(pair)}`);
    expect(peer?.url.href).not.toContain('@');
    expect(proxySecrets(settings)).toEqual(secrets);
  });

  test('that cannot be had now stop the request, and need not be hidden', () => {
    const credentials = () => {
      throw new Error('locked');
    };
    const settings = { url: 'http://proxy.test', credentials };
    expect(() => proxyFor(new URL('http://a.test/'), settings)).toThrow('locked');
    expect(proxySecrets(settings)).toEqual([]);
    expect(proxySecrets({ url: 'nonsense' })).toEqual([]);
  });
});

const peer = (authorization: string | null): ProxyPeer => ({
  url: new URL('http://proxy.test:3128'),
  authorization,
  pair: null,
});

test('what it answers in place of the host leads to what helps', () => {
  const [, noPair, enter] = refusal(peer(null), 407);
  expect([noPair, enter]).toEqual([
    'The proxy proxy.test:3128 asks for a user name and password.',
    'Enter both in Settings, Network, under the address of the proxy.',
  ]);
  const [, wrong, correct] = refusal(peer('Basic eA=='), 407);
  expect([wrong, correct]).toEqual([
    'The proxy proxy.test:3128 did not accept the user name and password.',
    'Correct them in Settings, Network. Only Basic is spoken to proxies.',
  ]);
  for (const status of [403, 408, undefined])
    expect(refusal(peer('Basic eA=='), status)).toEqual([
      'PROXY_FAILED',
      `The proxy proxy.test:3128 answered ${status ?? 0} instead of connecting.`,
      'Check the proxy in Settings, Network, or add the host to “Bypass proxy for” there.',
    ]);
});

describe('the way through it', () => {
  async function tunnel(target: string, answer: string, authorization: string | null = null) {
    let asked = '';
    const server = await serve.tcp((socket) =>
      socket.once('data', (data) => {
        asked = data.toString('latin1');
        socket.end(answer);
      }),
    );
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    const call = new OutboundCall(0, []);
    const opened = openTunnel(socket, new URL(target), peer(authorization), call);
    return { opened, call, socket, asked: () => asked };
  }

  test.each([
    ['https://a.test/x', 'a.test:443', null, 'first'],
    ['https://a.test:8443/', 'a.test:8443', 'Basic eA==', 'x'],
    ['https://[2001:db8::1]/', '[2001:db8::1]:443', null, 'first'],
  ])('to %s is asked for as %s', async (target, place, authorization, first) => {
    const { opened, call, asked } = await tunnel(target, `HTTP/1.1 204 Fine\r\n\r\n${first}`, authorization);
    const way: Socket = await opened;
    const [line, ...headers] = asked().split('\r\n');
    expect([line, call.phase]).toEqual([`CONNECT ${place} HTTP/1.1`, 'proxy']);
    expect(headers.map((header) => header.toLowerCase())).toContain(`host: ${place}`);
    expect(headers.filter((header) => /^proxy-authorization/i.test(header))).toEqual(
      authorization === null ? [] : [`proxy-authorization: ${authorization}`],
    );
    // What the host says at once comes with the proxy's answer.
    expect(String(await once(way, 'data'))).toBe(first);
    way.destroy();
  });

  test.each([
    ['HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n', 'answered 403 instead'],
    ['HTTP/1.1 300 X\r\nContent-Length: 0\r\n\r\n', 'answered 300 instead'],
    ['HTTP/1.1 407 X\r\nContent-Length: 0\r\n\r\n', 'asks for a user name'],
    ['', 'closed the connection.'],
    ['SSH-2.0\r\n', 'did not answer with valid HTTP.'],
    [`HTTP/1.1 200 OK\r\nX-A: ${'b'.repeat(100_000)}`, 'did not answer with valid HTTP.'],
  ])('is not there after %j', async (answer, message) => {
    const { opened, socket } = await tunnel('https://a.test/', answer);
    const fault = await faultOf(opened);
    expect([fault.code, fault.data.phase, socket.destroyed]).toEqual(['PROXY_FAILED', 'proxy', true]);
    expect(fault.message).toContain(`The proxy proxy.test:3128 ${message}`);
  });
});

describe('a target behind it', () => {
  const person: AddressRule = { trust: 'person', allowPrivate: false };
  const stranger: AddressRule = { trust: 'public', allowPrivate: false };
  const allowed: AddressRule = { trust: 'public', allowPrivate: true };
  const check = (host: string, rule: AddressRule, found: readonly string[] | null) => {
    const resolver = () => (found === null ? Promise.reject(new Error('unknown')) : Promise.resolve(found));
    return checkBehindProxy(host, rule, resolver, new OutboundCall(0, []));
  };
  const note = (host: string) => `The proxy resolved ${host}; its address could not be checked here.`;

  test.each<[host: string, rule: AddressRule, found: string[] | null, outside: boolean, isNoted: boolean]>([
    ['api.test', person, ['93.184.215.14'], true, false],
    ['api.test', person, ['93.184.215.14', '10.0.0.1'], false, false],
    ['93.184.215.14', stranger, null, true, false],
    ['10.0.0.1', person, null, false, false],
    ['[2606:4700::1111]', stranger, null, true, false],
    ['x.localhost', person, null, false, false],
    ['api.example.com', stranger, null, true, true],
    ['api.example.com', stranger, [], true, true],
    ['wiki', person, null, false, true],
    ['Wiki.Internal.', person, null, false, true],
    ['nas.local', allowed, null, false, true],
    ['x.home.arpa', person, null, false, true],
    ['internal.example.com', stranger, null, true, true],
    ['x.notlocal', stranger, null, true, true],
  ])('%s for %j, known as %j', async (host, rule, found, outside, isNoted) => {
    expect(await check(host, rule, found)).toEqual({ outside, note: isNoted ? note(host) : null });
  });

  test.each([
    'metadata',
    'metadata.google.internal',
    'metadata.goog',
    'instance-data',
    'instance-data.ec2.internal',
    'metadata.tencentyun.com',
    'metadata.azure.internal',
    'METADATA.platformequinix.com.',
  ])('%s is reached by nobody', async (host) => {
    const fault = await faultOf(check(host, { trust: 'person', allowPrivate: true }, ['93.184.215.14']));
    expect(fault.message).toBe(`${host} is the metadata service of a cloud machine.`);
    expect(fault.data).toMatchObject({ todo: expect.stringContaining('through a proxy'), tried: host });
  });

  test.each(['wiki', 'x.internal', 'x.local', 'x.localdomain', 'x.lan', 'x.intranet', 'x.corp', 'x.home', 'x.private'])(
    '%s is a name of a private network',
    async (host) => {
      const fault = await faultOf(check(host, stranger, null));
      expect(fault.message).toBe(`${host} is a name of a private network, which only the proxy can resolve.`);
    },
  );

  test.each([
    ['api.test', stranger, ['93.184.215.14', '10.0.0.1'], 'an address of a private network', '10.0.0.1'],
    ['127.0.0.1', stranger, null, 'an address of this computer', '127.0.0.1'],
    ['localhost', stranger, null, 'an address of this computer', '127.0.0.1'],
    ['api.test', person, ['169.254.169.254'], 'the metadata service of a cloud machine', '169.254.169.254'],
  ])('%s is refused for what it is', async (host, rule, found, what, address) => {
    const fault = await faultOf(check(host, rule, found));
    expect([fault.code, fault.message, fault.data.tried]).toEqual([
      'ADDRESS_REFUSED',
      `${host} is ${what}.`,
      `${host} (${address})`,
    ]);
  });

  test('is not waited for once the call is over', async () => {
    const controller = new AbortController();
    const call = new OutboundCall(0, [controller.signal]);
    const asking = checkBehindProxy('api.test', person, () => new Promise(() => {}), call);
    controller.abort();
    expect(await faultOf(asking)).toMatchObject({ code: 'CANCELLED', data: { phase: 'dns' } });
  });
});
