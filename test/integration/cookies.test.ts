import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Server } from 'node:net';
import { type Browser, chromium } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BrowserJar } from '#main/domains/cookies/browserJar.ts';
import { browserLaunch } from '#test/support/browserLaunch.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');

/** What the servers answer next: the cookies that they set. */
let lines: readonly string[] = [];
const answer: RequestListener = (request, response) => {
  if (request.url === '/favicon.ico') return void response.writeHead(404).end();
  response.writeHead(200, { 'set-cookie': [...lines], 'content-type': 'text/plain' });
  response.end(request.headers.cookie ?? '');
};

const servers = {
  http: createServer(answer),
  https: createSecureServer({ key: fixture('server-key.pem'), cert: fixture('server.pem') }, answer),
};
const ports = { http: 0, https: 0 };
let browser: Browser;

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  return bound !== null && typeof bound === 'object' ? bound.port : 0;
}

beforeAll(async () => {
  ports.http = await listen(servers.http);
  ports.https = await listen(servers.https);
  const launch = browserLaunch();
  browser = await chromium.launch({
    ...launch,
    args: [...(launch.args ?? []), '--host-resolver-rules=MAP * 127.0.0.1', '--ignore-certificate-errors'],
  });
});

afterAll(async () => {
  await browser.close();
  servers.http.close();
  servers.https.close();
});

/** `scheme://host/path` with the port of this test's server. */
function address(place: string): string {
  const { protocol, hostname, pathname } = new URL(place);
  return `${protocol}//${hostname}:${protocol === 'https:' ? ports.https : ports.http}${pathname}`;
}

const pairs = (header: string) => (header === '' ? [] : header.split('; ').sort());

/** Where cookies are set and which, and where is asked for them afterwards. */
type Case = [sets: [place: string, ...lines: string[]][], asks: string[]];

const site = 'https://www.shop.example/a/b';
const cases: Case[] = [
  [[[site, 'a=1']], ['https://www.shop.example/a/', 'https://www.shop.example/', 'https://shop.example/a/']],
  [[[site, 'a=1; Path=/']], ['https://www.shop.example/', 'http://www.shop.example/', 'https://sub.www.shop.example/']],
  [
    [[site, 'a=1; Domain=shop.example; Path=/']],
    ['https://shop.example/', 'https://x.y.shop.example/', 'https://hop.example/'],
  ],
  [[[site, 'a=1; Domain=.shop.example; Path=/']], ['https://shop.example/', 'https://www.shop.example/']],
  [[[site, 'a=1; Domain=other.example; Path=/']], ['https://www.shop.example/', 'https://other.example/']],
  [[[site, 'a=1; Domain=example; Path=/']], ['https://www.shop.example/', 'https://example/']],
  [[['https://a.b.co.uk/', 'a=1; Domain=co.uk']], ['https://a.b.co.uk/', 'https://b.co.uk/']],
  [[['https://ada.github.io/', 'a=1; Domain=github.io']], ['https://ada.github.io/', 'https://eve.github.io/']],
  [[['https://github.io/', 'a=1; Domain=github.io']], ['https://github.io/', 'https://eve.github.io/']],
  [
    [[site, 'a=1; Path=/a']],
    ['https://www.shop.example/a', 'https://www.shop.example/a/c', 'https://www.shop.example/ab'],
  ],
  [[[site, 'a=1; Path=/a/']], ['https://www.shop.example/a', 'https://www.shop.example/a/']],
  [[[site, 'a=1; Path=relative']], ['https://www.shop.example/a/', 'https://www.shop.example/']],
  [[[site, 'a=1; Secure; Path=/']], ['https://www.shop.example/', 'http://www.shop.example/']],
  [[['http://www.shop.example/', 'a=1; Secure']], ['https://www.shop.example/', 'http://www.shop.example/']],
  [[['http://localhost/', 'a=1; Secure']], ['http://localhost/', 'https://localhost/']],
  [[['http://127.0.0.1/', 'a=1; Secure']], ['http://127.0.0.1/']],
  [[['http://127.0.0.1/', 'a=1']], ['http://127.0.0.1/', 'http://127.0.0.2/']],
  [[['http://127.0.0.1/', 'a=1; Domain=127.0.0.1']], ['http://127.0.0.1/']],
  [[['http://127.0.0.1/', 'a=1; Domain=0.0.1']], ['http://127.0.0.1/']],
  [[['http://localhost/', 'a=1; Domain=localhost']], ['http://localhost/', 'http://sub.localhost/']],
  [[[site, '__Secure-a=1; Secure; Path=/', '__Secure-b=1; Path=/']], [site]],
  [
    [
      [
        site,
        '__Host-a=1; Secure; Path=/',
        '__Host-b=1; Secure; Path=/a',
        '__Host-c=1; Secure; Path=/; Domain=shop.example',
      ],
    ],
    [site],
  ],
  [[[site, '__host-a=1; Path=/', '__SECURE-b=1; Path=/']], [site]],
  [[['http://www.shop.example/', '__Secure-a=1; Secure; Path=/']], [site]],
  [[[site, 'a=1; Max-Age=60', 'b=2; Max-Age=0', 'c=3; Max-Age=-5', 'd=4; Max-Age=x']], [site]],
  [
    [
      [
        site,
        'a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT',
        'b=2; Expires=Wed, 21 Oct 2065 07:28:00 GMT',
        'c=3; Expires=never',
      ],
    ],
    [site],
  ],
  [[[site, 'a=1; Max-Age=60; Expires=Wed, 21 Oct 2015 07:28:00 GMT']], [site]],
  [
    [
      [site, 'a=1'],
      [site, 'a=2'],
    ],
    [site],
  ],
  [
    [
      [site, 'a=1'],
      [site, 'a=; Max-Age=0'],
    ],
    [site],
  ],
  [[[site, 'a=1; Path=/', 'a=2; Path=/a']], [site]],
  [[[site, 'a="quoted; still', 'b="x y"', 'c= spaced ', 'd=a=b=c']], [site]],
  [[[site, 'novalue', '=noname', 'empty=']], [site]],
  [
    [
      [
        site,
        'a=1; HttpOnly',
        'b=2; SameSite=Strict',
        'c=3; SameSite=Lax',
        'd=4; SameSite=None; Secure',
        'e=5; SameSite=other',
      ],
    ],
    [site],
  ],
  [[[site, 'a=1;', 'b=2;;', 'c=3; ; Path=/', 'd=4; PATH=/; SECURE']], ['https://www.shop.example/', site]],
  [[[site, `a=${'x'.repeat(4_000)}`, `b=${'x'.repeat(4_096)}`]], [site]],
  [[[site, 'a=\u00e4', 'b=tab\there']], [site]],
  [[['https://shop.example/', 'a=1; Domain=SHOP.example']], ['https://www.shop.example/']],
  [[['https://shop.example/', 'a=1; Domain=']], ['https://shop.example/', 'https://www.shop.example/']],
  [
    [
      [site, 'a=1; Secure; Path=/'],
      ['http://www.shop.example/', 'a=2; Path=/'],
    ],
    ['https://www.shop.example/', 'http://www.shop.example/'],
  ],
  [[[site, 'a=1; Domain=shop.example; Path=/', 'a=2; Path=/']], [site, 'https://shop.example/']],
];

test.each(cases)('cookies are kept and sent as Chromium does: %j, then %j', async (sets, asks) => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const jar = await BrowserJar.create();
  for (const [place, ...set] of sets) {
    lines = set;
    await page.goto(address(place));
    // Header text arrives as bytes of Latin-1.
    jar.keep(new URL(address(place)), set);
  }
  lines = [];
  const theirs: string[][] = [];
  for (const place of asks) {
    const response = await page.goto(address(place));
    theirs.push(pairs((await response?.text()) ?? ''));
  }
  await context.close();
  expect(asks.map((place) => pairs(jar.cookiesFor(new URL(address(place))) ?? ''))).toEqual(theirs);
});
