import type { ServerHttp2Stream } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { OutboundRequest } from './messages.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testAuthority, testRequest } from './testServer.ts';

type Headers = Record<string, string | string[]>;

/** What a server of either version does: it answers with a head, then writes. */
interface Answering {
  head(status: number, headers: Headers): void;
  write(data: string | Buffer): boolean;
  onDrain(work: () => void): void;
  end(data?: string | Buffer): void;
  readonly isGone: () => boolean;
}

type Version = '1.1' | '2';

/** The same server in one version or the other. */
function serveAs(version: Version, answer: (to: Answering) => void) {
  if (version === '2')
    return serve.http2((stream: ServerHttp2Stream) =>
      answer({
        head: (status, headers) => stream.respond({ ':status': status, ...headers }),
        write: (data) => stream.write(data),
        onDrain: (work) => void stream.once('drain', work),
        end: (data) => void stream.end(data),
        isGone: () => stream.destroyed,
      }),
    );
  return serve.https((_request, response) =>
    answer({
      head: (status, headers) => void response.writeHead(status, headers),
      write: (data) => response.write(data),
      onDrain: (work) => void response.once('drain', work),
      end: (data) => void response.end(data),
      isGone: () => response.destroyed,
    }),
  );
}

/** Writes as fast as it is read, until nobody reads. */
function writeOn(to: Answering, piece: Buffer): void {
  if (to.isGone()) return;
  if (to.write(piece)) setImmediate(() => writeOn(to, piece));
  else to.onDrain(() => writeOn(to, piece));
}

const sendTo = (server: { url: string }, change: Partial<OutboundRequest> = {}) =>
  testOutbound({ certificates: testAuthority, maxBodyBytes: 5_000_000 }).send(testRequest(server.url, change));

describe.each<Version>(['1.1', '2'])('over HTTP/%s', (version) => {
  test('a body that never ends is refused at the bound, and the connection does not go on', async () => {
    let gone: () => boolean = () => false;
    const server = await serveAs(version, (to) => {
      gone = to.isGone;
      to.head(200, {});
      writeOn(to, Buffer.alloc(64 * 1024));
    });
    const fault = await faultOf(sendTo(server));
    expect([fault.code, fault.message]).toEqual(['BODY_TOO_LARGE', expect.stringContaining('larger than 5 MB')]);
    await expect.poll(() => gone()).toBe(true);
  });

  test('its beginning is kept where the request asks for that', async () => {
    const server = await serveAs(version, (to) => {
      to.head(200, {});
      writeOn(to, Buffer.alloc(64 * 1024, 'x'));
    });
    const { truncated, body } = await sendTo(server, { overflow: 'truncate', maxBodyBytes: 100_000 });
    expect([truncated, body.bytes]).toEqual([true, 100_000]);
  });

  test('a decompression bomb is refused before it is large', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000), { level: 9 });
    const server = await serveAs(version, (to) => {
      to.head(200, { 'content-encoding': 'gzip' });
      to.end(bomb);
    });
    const before = process.memoryUsage().rss;
    expect((await faultOf(sendTo(server))).code).toBe('BODY_TOO_LARGE');
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test('10,000 headers are read, and a head over 1 MB is refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`x-${index}`, 'v']));
    const long = Object.fromEntries(Array.from({ length: 1_200 }, (_, index) => [`x-${index}`, 'v'.repeat(1_000)]));
    const [wide, high] = await Promise.all(
      [many, long].map((headers) =>
        serveAs(version, (to) => {
          to.head(200, headers);
          to.end();
        }),
      ),
    );
    if (wide === undefined || high === undefined) throw new Error('no server');
    expect((await sendTo(wide)).headers.length).toBeGreaterThanOrEqual(10_000);
    const fault = await faultOf(sendTo(high));
    expect([fault.code, fault.message]).toEqual([
      'BAD_RESPONSE',
      expect.stringMatching(/head.*longer than (1 MB|144 kB)/),
    ]);
  });

  test('a header that is no UTF-8 is read as Latin-1, and a body is kept byte for byte', async () => {
    const server = await serveAs(version, (to) => {
      to.head(200, { 'x-name': 'caf\u00e9' });
      to.end(Buffer.from([0xc3, 0x28, 0xff]));
    });
    const { headers, body } = await sendTo(server);
    expect(headers.find(([name]) => name === 'x-name')).toEqual(['x-name', 'caf\u00e9']);
    expect(body.kind === 'inline' && [...body.data]).toEqual([0xc3, 0x28, 0xff]);
  });

  test('each stall ends at its limit, and what came of a body is kept where that is asked for', async () => {
    const silent = await serveAs(version, () => undefined);
    const stalling = await serveAs(version, (to) => {
      to.head(200, {});
      to.write('beginning');
    });
    const timeouts = { connectMs: 2_000, responseMs: 150, idleMs: 150, totalMs: 10_000 };
    const waiting = await faultOf(sendTo(silent, { timeouts }));
    expect([waiting.code, waiting.data.phase]).toEqual(['TIMED_OUT', 'wait']);
    const paused = await sendTo(stalling, { timeouts, incomplete: 'keep' });
    expect([paused.fault?.code, paused.fault?.data.phase, paused.body.bytes]).toEqual(['TIMED_OUT', 'download', 9]);
  });

  test.each(['waiting', 'downloaded'])('a cancel ends it while it is %s', async (when) => {
    const cancel = new AbortController();
    const server = await serveAs(version, (to) => {
      if (when === 'waiting') return void setImmediate(() => cancel.abort());
      to.head(200, {});
      to.write('beginning');
    });
    const outbound = testOutbound({ certificates: testAuthority });
    const progress = { onHead: () => cancel.abort() };
    const sent = outbound.send(testRequest(server.url, { progress }), cancel.signal);
    const fault = await faultOf(sent);
    expect([fault.code, fault.message]).toEqual(['CANCELLED', expect.stringContaining(when)]);
  });
});

test('a time limit of TLS of its own ends a handshake that stalls', async () => {
  const server = await serve.tcp(() => undefined);
  const timeouts = { connectMs: 5_000, tlsMs: 100, totalMs: 10_000 };
  const request = testRequest(server.url.replace('http', 'https'), { timeouts, limitOwners: { tlsMs: 'this folder' } });
  const fault = await faultOf(testOutbound().send(request));
  expect([fault.code, fault.data.phase, fault.data.todo]).toEqual([
    'TIMED_OUT',
    'tls',
    'Try again, or allow more time: the limit for the TLS handshake is set in this folder.',
  ]);
});

test('the limits of the settings hold where a request has none, and say so', async () => {
  const server = await serve.http(() => undefined);
  const outbound = testOutbound({ totalMs: 10_000, timeouts: { responseMs: 100 } });
  const fault = await faultOf(outbound.send(testRequest(server.url, { timeouts: {} })));
  expect([fault.code, fault.data.todo]).toEqual([
    'TIMED_OUT',
    'Try again, or allow more time: the limit for the head of the response is set in Settings, Network.',
  ]);
});
