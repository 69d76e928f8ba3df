import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  headText,
  isAmong,
  isHttp,
  lengthOf,
  namedHosts,
  openBody,
  requestHeaders,
  targetUrl,
  wireRequest,
} from './wireRequest.ts';

type Pairs = [name: string, value: string][];

const refusal = (message: string, field: string) =>
  expect.objectContaining({
    code: 'REQUEST_INVALID',
    message,
    data: { kept: 'Nothing was sent.', todo: 'Correct the request and send it again.', field, phase: 'address' },
  });

describe('the address', () => {
  test.each([
    ['HTTP://API.test:80/a b?q=é#part', 'http://api.test/a%20b?q=%C3%A9'],
    ['https://0x7f.1/', 'https://127.0.0.1/'],
    ['https://[::1]:8443', 'https://[::1]:8443/'],
  ])('%s means %s', (text, href) => {
    expect(targetUrl(text).href).toBe(href);
  });

  test.each([
    ['nowhere', 'The address is not a URL.'],
    ['ftp://api.test/', 'Only http and https are supported, not ftp.'],
    ['http://user@api.test/', 'The address carries a user name or password; put it into a basic connection.'],
    ['http://:word@api.test/', 'The address carries a user name or password; put it into a basic connection.'],
  ])('%s is refused', (text, message) => {
    expect(() => targetUrl(text)).toThrow(refusal(message, 'url'));
  });

  test.each([
    ['http://a.test', true],
    ['https://a.test', true],
    ['ws://a.test', false],
  ])('%s is http: %s', (text, is) => {
    expect(isHttp(new URL(text))).toBe(is);
  });

  test.each([
    ['https://api.test/', 'api.test', true],
    ['https://api.test/', ' API.test ', true],
    ['https://api.test/', 'api.test:443', true],
    ['http://api.test/', 'api.test:80', true],
    ['http://api.test/', 'api.test:443', false],
    ['https://api.test/', 'api.test:80', false],
    ['https://api.test:8443/', 'api.test:8443', true],
    ['https://api.test:8443/', 'api.test:443', false],
    ['https://api.test:8443/', 'api.test', true],
    ['https://v1.api.test/', '*.api.test', true],
    ['https://v1.api.test/', 'api.test', false],
    ['https://api.test/', '*.api.test', false],
    ['https://xapi.test/', '*.api.test', false],
    ['https://api.test/', '', false],
    ['https://api.test/', 'pi.test', false],
  ])('%s is among %j: %s', (url, entry, is) => {
    expect(isAmong(new URL(url), ['other.test', entry])).toBe(is);
    expect(isAmong(new URL(url), [])).toBe(false);
  });
});

describe('hosts that headers name besides the address', () => {
  test.each<[header: [string, string], hosts: string[]]>([
    [['Host', 'api.test'], []],
    [['Host', 'API.TEST:80'], []],
    [['host', 'other.test'], ['other.test']],
    [['Host', 'api.test:81'], ['api.test:81']],
    [['Host', 'user@api.test'], ['user@api.test']],
    [['Host', 'api.test/x'], ['api.test/x']],
    [['Host', 'api.test\\x'], ['api.test\\x']],
    [['Host', 'api.test?x'], ['api.test?x']],
    [['Host', 'api.test#x'], ['api.test#x']],
    [['Host', 'a b'], ['a b']],
    [['X-Host', 'other.test'], ['other.test']],
    [
      ['X-Forwarded-Host', 'one.test, api.test , TWO.test,,'],
      ['one.test', 'two.test'],
    ],
    [['X-Original-Host', 'other.test'], ['other.test']],
    [['X-Forwarded-Server', 'other.test'], ['other.test']],
    [['X-Original-Server', 'other.test'], ['other.test']],
    [['X-HTTP-Host-Override', 'other.test'], ['other.test']],
    [['X-Backend-Host', 'other.test'], ['other.test']],
    [['X-Hostess', 'other.test'], []],
    [['My-Host', 'other.test'], []],
    // RFC 7239, section 4, with the pairs in several places.
    [['Forwarded', 'for=192.0.2.60;proto=http;host=other.test'], ['other.test']],
    [
      ['forwarded', 'Host="one.test:80";for=x, host = two.test ;by=y'],
      ['one.test:80', 'two.test'],
    ],
    [['Forwarded', 'host='], []],
    [['Forwarded', 'myhost=other.test'], []],
    [['Forwarded', 'for=other.test'], []],
  ])('%j: %j', (header, hosts) => {
    expect(namedHosts([['X-A', 'x.test'], header], new URL('http://api.test/'))).toEqual(hosts);
  });
});

describe('headers that are asked for', () => {
  const defaults: Pairs = [
    ['Accept', '*/*'],
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
    ['User-Agent', 'agent'],
  ];
  test('are followed by those that are missing', () => {
    expect(requestHeaders([], 'agent')).toEqual(defaults);
    const own: Pairs = [
      ['user-AGENT', 'mine'],
      ['accept', 'text/plain'],
      ['accept', 'text/html'],
    ];
    expect(requestHeaders(own, 'agent')).toEqual([...own, defaults[1]]);
    expect(requestHeaders([['ACCEPT-encoding', 'identity']], 'agent')).toEqual([
      ['ACCEPT-encoding', 'identity'],
      defaults[0],
      defaults[2],
    ]);
  });

  const token = 'A header name has a character that HTTP does not allow.';
  test.each<[name: string, value: string, message: string]>([
    ['', 'x', token],
    ['A B', 'x', token],
    ['A:', 'x', token],
    ['é', 'x', token],
    ['A', 'x\ny', 'The value of A has a line break or a character outside Latin-1.'],
    ['A', 'x\0', 'The value of A has a line break or a character outside Latin-1.'],
    ['A', '€', 'The value of A has a line break or a character outside Latin-1.'],
    ...['Transfer-Encoding', 'KEEP-ALIVE', 'Upgrade', 'Expect', 'TE', 'Trailer', 'Proxy-Connection'].map(
      (name): [string, string, string] => [name, 'x', `${name} is set by the connection and cannot be given.`],
    ),
    ['Connection', 'upgrade', 'Connection can be close or keep-alive.'],
    ['connection', 'close, x', 'Connection can be close or keep-alive.'],
    ['Connection', 'xclose', 'Connection can be close or keep-alive.'],
    ['Content-Length', '1x', 'Content-Length is a whole number.'],
    ['content-length', '', 'Content-Length is a whole number.'],
    ['Content-Length', '-1', 'Content-Length is a whole number.'],
  ])('%j: %j is refused', (name, value, message) => {
    const headers = [['X-First', '1'] as const, [name, value] as const];
    expect(() => requestHeaders(headers, 'agent')).toThrow(refusal(message, 'headers.1'));
  });

  test.each(['Host', 'content-length'])('%s stands there once', (name) => {
    const headers: Pairs = [
      [name, '1'],
      ['X-A', '1'],
      [name.toUpperCase(), '1'],
    ];
    expect(() => requestHeaders(headers, 'agent')).toThrow(
      refusal(`${name.toUpperCase()} stands there twice.`, 'headers.2'),
    );
  });

  test.each<[name: string, value: string]>([
    ['Connection', 'CLOSE'],
    ['Connection', 'Keep-Alive'],
    ['Content-Length', '007'],
    ['X-Empty', ''],
    ['X-Latin', 'é\t'],
    ["!#$%&'*+-.^_`|~09azAZ", 'x'],
  ])('%s: %j is sent', (name, value) => {
    expect(requestHeaders([[name, value]], 'agent')[0]).toEqual([name, value]);
  });
});

describe('the body', () => {
  test.each([
    [null, 0],
    ['', 0],
    ['grüße', 7],
    [Uint8Array.of(1, 2, 3), 3],
  ])('%j has %d bytes', async (body, length) => {
    expect(lengthOf(body)).toBe(length);
    expect(await openBody(body)).toEqual({ body, length });
  });

  test('in a file is as long as the file, which is read while it is sent', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'body');
    writeFileSync(path, 'x'.repeat(300_000));
    expect(lengthOf({ path })).toBeNull();
    const { body, length } = await openBody({ path });
    if (!(body instanceof Readable)) throw new Error('no stream');
    const chunks: Buffer[] = await body.toArray();
    expect([length, Buffer.concat(chunks).length, chunks.map((chunk) => chunk.length)]).toEqual([
      300_000,
      300_000,
      [262_144, 37_856],
    ]);
    for (const wrong of [folder, `${path}-missing`])
      await expect(openBody({ path: wrong })).rejects.toThrow(refusal('The file of the body cannot be read.', 'body'));
  });
});

test.each<[url: string, proxy: { authorization: string | null } | null, line: string, last: Pairs]>([
  ['http://api.test:81/a?b=c', null, 'POST /a?b=c HTTP/1.1', []],
  ['http://api.test:81', null, 'POST / HTTP/1.1', []],
  ['http://api.test:81/a?b=c', { authorization: null }, 'POST http://api.test:81/a?b=c HTTP/1.1', []],
  [
    'http://api.test:81/a?b=c',
    { authorization: 'Basic eA==' },
    'POST http://api.test:81/a?b=c HTTP/1.1',
    [['Proxy-Authorization', 'Basic eA==']],
  ],
])('what is written for %s with the proxy %j', (url, proxy, line, last) => {
  const written = wireRequest(
    { method: 'POST', url: new URL(url), headers: [['X-A', '1']] },
    { body: 'hi', length: 2 },
    proxy,
  );
  const headers: Pairs = [
    ['host', 'api.test:81'],
    ['connection', 'keep-alive'],
    ['X-A', '1'],
    ...last,
    ['content-length', '2'],
  ];
  expect(written).toEqual({ line, headers, body: 'hi', length: 2 });
  expect(headText(written)).toBe(`${line}\r\n${headers.map((pair) => `${pair.join(': ')}\r\n`).join('')}\r\n`);
});
