import { once } from 'node:events';
import { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type PooledSocket, SocketPool, type SocketReader } from './socketPool.ts';
import { serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

/** A connection that is open for all that the pool can tell. */
function connection(change: Partial<PooledSocket> = {}): PooledSocket & { readonly heard: (SocketReader | null)[] } {
  const heard: (SocketReader | null)[] = [];
  const pooled = {
    protocol: 'http/1.1' as const,
    key: 'place',
    socket: new Socket(),
    address: '192.0.2.1',
    peer: { port: null, tls: null },
    unverified: false,
    reused: false,
    retired: false,
    idleMs: 60_000,
    idleUntil: 0,
    idleTimer: null,
    isQuiet: () => true,
    listen: (reader: SocketReader | null) => void heard.push(reader),
    ...change,
  };
  onTestFinished(() => void pooled.socket.destroy());
  return { ...pooled, heard };
}

const any = () => true;

describe('a connection that waits', () => {
  test('is taken once, by its key, and is used again then', () => {
    const pool = new SocketPool();
    const one = connection();
    pool.add(one);
    expect(pool.take('place', any)).toBeNull();
    const before = performance.now();
    pool.give(one);
    expect(one.idleTimer).not.toBeNull();
    expect(one.idleUntil).toBeGreaterThanOrEqual(before + 60_000);
    expect([one.heard, one.reused]).toEqual([[null], false]);
    expect(pool.take('other', any)).toBeNull();
    expect(pool.take('place', any)).toBe(one);
    expect([one.reused, one.idleTimer, one.socket.destroyed]).toEqual([true, null, false]);
    expect(pool.take('place', any)).toBeNull();
  });

  test('is the one that was given last, of those whose address passes', () => {
    const pool = new SocketPool();
    const all = ['192.0.2.1', '192.0.2.2', '192.0.2.1'].map((address) => connection({ address }));
    for (const each of all) pool.give(each);
    const [first, second, third] = all;
    const passes = (address: string) => address === '192.0.2.1';
    expect([pool.take('place', passes), pool.take('place', passes)]).toEqual([third, first]);
    expect(pool.take('place', passes)).toBeNull();
    expect(pool.take('place', any)).toBe(second);
  });

  test('is not taken once it is closed, or its time is over though its timer is late', () => {
    const pool = new SocketPool();
    const [closed, late] = [connection(), connection()];
    for (const each of [closed, late]) pool.give(each);
    closed.socket.destroy();
    late.idleUntil = performance.now();
    expect(pool.take('place', any)).toBeNull();
  });

  test('closes when its time is over', async () => {
    const pool = new SocketPool();
    const one = connection({ idleMs: 1 });
    pool.add(one);
    pool.give(one);
    await once(one.socket, 'close');
    expect(pool.take('place', any)).toBeNull();
  });

  test.each<[what: string, change: Partial<PooledSocket>]>([
    ['may not wait', { idleMs: 0 }],
    ['was opened under other settings', { retired: true }],
  ])('is closed at once where it %s', (_, change) => {
    const pool = new SocketPool();
    const one = connection(change);
    pool.give(one);
    expect([one.socket.destroyed, one.heard, pool.take('place', any)]).toEqual([true, [], null]);
  });

  test('is one of eight at most for each place', () => {
    const pool = new SocketPool();
    const all = Array.from({ length: 9 }, () => connection());
    for (const each of all) pool.give(each);
    expect(all.map(({ socket }) => socket.destroyed)).toEqual([...Array(8).fill(false), true]);
    const elsewhere = connection({ key: 'other' });
    pool.give(elsewhere);
    expect(elsewhere.socket.destroyed).toBe(false);
    pool.take('place', any);
    const next = connection();
    pool.give(next);
    expect(next.socket.destroyed).toBe(false);
  });

  test('is forgotten when it closes by itself, and the others stay', async () => {
    const pool = new SocketPool();
    const [one, other] = [connection(), connection()];
    for (const each of [one, other]) {
      pool.add(each);
      pool.give(each);
    }
    other.socket.destroy();
    await once(other.socket, 'close');
    expect(other.idleTimer).toBeNull();
    expect(pool.take('place', any)).toBe(one);
  });
});

describe('the end', () => {
  test('closes those that wait, and those in use as well where all are meant', () => {
    const pool = new SocketPool();
    const [used, waiting] = [connection(), connection()];
    for (const each of [used, waiting]) pool.add(each);
    pool.give(waiting);
    pool.closeIdle();
    expect([used.socket.destroyed, waiting.socket.destroyed]).toEqual([false, true]);
    expect([used.retired, waiting.retired]).toEqual([true, true]);
    const later = connection();
    pool.add(later);
    pool.closeAll();
    expect([used.socket.destroyed, later.socket.destroyed]).toEqual([true, true]);
  });

  test('does not hold on to what had closed before it was added', () => {
    const pool = new SocketPool();
    const gone = connection();
    gone.socket.destroy();
    pool.add(gone);
    pool.closeIdle();
    expect(gone.retired).toBe(false);
  });
});

test('connections serve requests of the same origin and certificate alone', async () => {
  const server = await serve.http((_request, response) => response.end('x'));
  const outbound = testOutbound({ resolver: async () => ['127.0.0.1'] });
  const reused = async (host: string) =>
    (await outbound.send(testRequest(`http://${host}:${server.port}/`))).reusedConnection;
  expect([await reused('a.test'), await reused('a.test'), await reused('b.test')]).toEqual([false, true, false]);
  outbound.closeIdle();
  expect(await reused('a.test')).toBe(false);
});

test('a fault names the place of a connection that was open already', async () => {
  let answered = 0;
  const server = await serve.http((request, response) => {
    if (answered++ === 0) response.end('x');
    else request.socket.destroy();
  });
  const outbound = testOutbound();
  await outbound.send(testRequest(server.url));
  await expect(outbound.send(testRequest(server.url, { method: 'POST' }))).rejects.toMatchObject({
    data: { tried: `127.0.0.1 (127.0.0.1:${server.port})` },
  });
});

test('what a server says while its connection waits ends that connection', async () => {
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx';
  const server = await serve.tcp((socket) =>
    socket.on('data', () => socket.write(answer, () => setImmediate(() => socket.write('HTTP/1.1 408 Late\r\n\r\n')))),
  );
  const outbound = testOutbound();
  await outbound.send(testRequest(server.url));
  await server.idle();
  expect((await outbound.send(testRequest(server.url))).reusedConnection).toBe(false);
});
