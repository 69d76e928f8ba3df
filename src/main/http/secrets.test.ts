import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { OutboundRequest } from './messages.ts';
import { faultOf, serve, type TestOutbound, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

const canary = 'cAnary/"7f3a?9c+é';
const forms = [
  canary,
  encodeURIComponent(canary),
  JSON.stringify(canary).slice(1, -1),
  Buffer.from(canary).toString('base64'),
  Buffer.from(canary).toString('base64url'),
];
const everyForm = forms.join('\n');

function request(url: string): OutboundRequest {
  return testRequest(`${url}/?key=${encodeURIComponent(canary)}`, {
    secrets: [canary],
    headers: [['Authorization', `Basic ${Buffer.from(`user:${canary}`).toString('base64')}`]],
    credentialQuery: ['key'],
  });
}

function expectNoCanary(shown: string): void {
  for (const form of forms) expect(shown).not.toContain(form);
}

function onDisk(outbound: TestOutbound): string {
  return readdirSync(outbound.bodyDirectory)
    .map((name) => readFileSync(join(outbound.bodyDirectory, name), 'utf8'))
    .join('\n');
}

describe('a secret of the request', () => {
  test.each([1, 256_000])('is nowhere in a response that echoes it (spilling at %i bytes)', async (spillBytes) => {
    const server = await serve.http((incoming, response) => {
      const echo = `${everyForm} ${incoming.url} ${incoming.headers.authorization}`;
      response.setHeader('X-Echo', encodeURIComponent(canary));
      response.setHeader('Content-Encoding', 'gzip');
      response
        .writeHead(200, encodeURIComponent(canary))
        .end(gzipSync(`${'x'.repeat(70_000)}${echo}${'y'.repeat(70_000)}`));
    });
    const outbound = testOutbound({ spillBytes });
    const response = await outbound.send(request(server.url));
    expect(response.body.kind).toBe(spillBytes === 1 ? 'file' : 'inline');
    const inline = response.body.kind === 'inline' ? Buffer.from(response.body.data).toString() : '';
    const kept = `${onDisk(outbound)}${inline}`;
    expect(kept).toContain('••••');
    expectNoCanary(`${kept}${JSON.stringify(response)}`);
  });

  test('is found where the network cuts it', async () => {
    const server = await serve.http((_request, response) => {
      const bytes = Buffer.from(everyForm);
      let at = 0;
      const step = () => (at < bytes.length ? response.write(bytes.subarray(at, ++at), step) : response.end());
      step();
    });
    const outbound = testOutbound({ spillBytes: 1 });
    await outbound.send(request(server.url));
    expectNoCanary(onDisk(outbound));
    expect(onDisk(outbound)).toContain('••••');
  });

  test('is in no fault', async () => {
    const lost = await serve.tcp((socket) => socket.once('data', () => socket.destroy()));
    const loop = await serve.http((incoming, response) => response.writeHead(302, { location: incoming.url }).end());
    const away = await serve.http((_incoming, response) =>
      response.writeHead(302, { location: `ftp://${encodeURIComponent(canary)}/` }).end(),
    );
    const coding = await serve.http((_incoming, response) =>
      response.writeHead(200, { 'content-encoding': encodeURIComponent(canary) }).end('x'),
    );
    for (const server of [lost, loop, away, coding]) {
      const fault = await faultOf(testOutbound().send(request(server.url)));
      const shown = JSON.stringify([fault, fault.message, fault.data, fault.stack, String(fault.cause)]);
      expectNoCanary(shown);
      expect(shown.toLowerCase()).not.toContain('7f3a');
    }
  });

  test.each([
    (secret: string) => `http://${secret}.invalid/`,
    (secret: string) => `http://a.invalid/?x=${secret}`,
    (secret: string) => `http://${secret}/more:invalid/`,
    (secret: string) => `ftp://${secret}/`,
  ])('is in no text of a fault about the host of a redirect (%#)', async (location) => {
    const server = await serve.http((_incoming, response) =>
      response.writeHead(302, { location: location('sk-Canary-7F3A9C') }).end(),
    );
    const resolver = () => Promise.reject(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }));
    for (const secrets of [['sk-Canary-7F3A9C'], ['sk-Canary-7F3A9C/more:of-it']]) {
      const fault = await faultOf(testOutbound({ resolver }).send(testRequest(server.url, { secrets })));
      const shown = JSON.stringify([fault, fault.message, fault.data, fault.stack, String(fault.cause)]).toLowerCase();
      expect(shown).not.toContain('7f3a9c');
    }
  });

  test.each(['12:ab:34:cd', 'a1/b2?c3#d4', 'sk-canary-7f3a9c', 'https://a.b/c-9f3'])(
    'is in no fault that says what a server sent, whole or in short parts: %s',
    async (secret) => {
      const server = await serve.tcp((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${secret}\r\n\r\n`);
      });
      const shownWith = async (secrets: string[]) => {
        const fault = await faultOf(testOutbound().send(testRequest(server.url, { secrets })));
        return JSON.stringify([fault, fault.message, fault.data]);
      };
      expect(await shownWith([])).toContain(secret);
      expect(await shownWith([secret])).not.toContain(secret);
      expect(await shownWith(['other-secret', secret])).toContain('••••');
    },
  );

  test('that a time limit cuts in an event stream leaves no half of itself', async () => {
    const whole = 'sk-Canary-7F3A9C-rest';
    const server = await serve.http((_incoming, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(`data: ${whole}\n\ndata: sk-Canary-7F3`);
    });
    const timeouts = { connectMs: 5_000, responseMs: 0, totalMs: 400 };
    const { body, truncated } = await testOutbound().send(testRequest(server.url, { secrets: [whole], timeouts }));
    expect(truncated).toBe(true);
    expect(body.kind === 'inline' && Buffer.from(body.data).toString()).toBe('data: ••••\n\ndata: ••••');
  });

  test('is masked also as the credentials it became', async () => {
    const server = await serve.http((incoming, response) => response.end(`${incoming.headers.authorization}`));
    const basic = Buffer.from('me:pw12').toString('base64');
    const change = { secrets: ['pw12'], headers: [['Authorization', `Basic ${basic}`]] } as const;
    const { body } = await testOutbound().send(testRequest(server.url, change));
    expect(body.kind === 'inline' && Buffer.from(body.data).toString()).toBe('Basic ••••');
  });

  test('reaches the server as it is', async () => {
    const server = await serve.http(async (incoming, response) => {
      const isWhole = (await text(incoming)) === canary && incoming.url === `/?key=${encodeURIComponent(canary)}`;
      response.end(String(isWhole));
    });
    const response = await testOutbound().send({ ...request(server.url), method: 'POST', body: canary });
    expect(response.body.kind === 'inline' && Buffer.from(response.body.data).toString()).toBe('true');
  });
});
