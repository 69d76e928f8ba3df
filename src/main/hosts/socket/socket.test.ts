import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AllRoutes, routerOf } from '#main/kernel/router.ts';
import { temporaryFolder, testConsole } from '#test/support/testConsole.ts';
import { askForLink, reachConsole } from './client.ts';
import { bytesFrame, frameReader, jsonFrame } from './frames.ts';
import { type Place, readPlace, writePlace } from './place.ts';
import { openSocket } from './server.ts';

const build = 'this one';

async function open(link?: () => string) {
  const test = await testConsole();
  const dataDirectory = temporaryFolder();
  const log = () => undefined;
  const socket = await openSocket({ console: test.console, dataDirectory, build, log, ...(link && { link }) });
  onTestFinished(() => socket.close());
  const place = readPlace(dataDirectory);
  if (place === null) throw new Error('There is no place.');
  return { ...test, dataDirectory, place, close: socket.close, file: join(dataDirectory, 'console.socket.json') };
}

async function reached(dataDirectory: string) {
  const running = await reachConsole(dataDirectory, build);
  if (running === null) throw new Error('Nothing answered.');
  onTestFinished(() => running.close());
  return running;
}

/** Writes frames to the socket and gives what comes back, until it ends or so many have come. */
async function talk(place: Place, frames: readonly Buffer[], most = Number.POSITIVE_INFINITY): Promise<unknown[]> {
  const said: unknown[] = [];
  const socket = connect(place.socket);
  const read = frameReader(
    () => 100_000,
    (frame) => {
      said.push(frame.kind === 'json' ? frame.value : frame.bytes);
      if (said.length >= most) socket.destroy();
    },
  );
  socket.on('data', read).on('error', () => undefined);
  for (const frame of frames) socket.write(frame);
  await new Promise((resolve) => socket.once('close', resolve));
  return said;
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('the socket of a console', () => {
  it.runIf(process.platform !== 'win32')('and what leads to it are for its user alone', async () => {
    const { dataDirectory, place, file } = await open();
    expect([file, join(dataDirectory, 'socket'), place.socket].map(modeOf)).toEqual(['600', '700', '600']);
  });

  it('answers calls and faults as the routes do', async () => {
    const { client } = await reached((await open()).dataDirectory);
    expect(await client.tenants.session()).toMatchObject({ tenant: { name: 'My organisation' } });
    await expect(client.tenants.create({ name: 'my ORGANISATION' })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    const [first, second] = await Promise.all([
      client.tenants.create({ name: 'A' }),
      client.tenants.create({ name: 'B' }),
    ]);
    expect([first.name, second.name]).toEqual(['A', 'B']);
  });

  it.each([
    [['events', 'subscribe']],
    [['__proto__', 'toString']],
    [['constructor', 'name']],
    [['tenants', 'constructor']],
    [['nothing', 'nothing']],
  ])('has no route %j', async (path) => {
    const { place } = await open();
    const [, answer] = await talk(place, [jsonFrame({ ask: place.ask, wants: 'calls' }), jsonFrame({ path })], 2);
    expect(answer).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  it.each<[string, (place: Place) => Buffer[]]>([
    ['a wrong proof', () => [jsonFrame({ ask: 'guessed', wants: 'calls' })]],
    ['an empty proof', () => [jsonFrame({ ask: '', wants: 'calls' })]],
    ['a call before any proof', () => [jsonFrame({ path: ['vault', 'state'] })]],
    ['a long greeting', ({ ask }) => [jsonFrame({ ask, wants: 'calls', more: 'x'.repeat(1_000) })]],
    ['no JSON', () => [Buffer.from([0, 0, 0, 1, 0, 0x7b])]],
    ['a request of HTTP', () => [Buffer.from('POST /rpc/vault/state HTTP/1.1\r\nHost: localhost\r\n\r\n')]],
    ['bytes of a file that nobody announced', () => [bytesFrame(Buffer.from('x'))]],
  ])('says nothing to %s', async (_, frames) => {
    const { place } = await open();
    expect(await talk(place, frames(place))).toEqual([]);
  });

  it('says nothing to who says nothing, and sends them away', async () => {
    const { place } = await open();
    expect(await talk(place, [])).toEqual([]);
  });

  it('ends with a call that is too long, or that comes while another runs', async () => {
    const { place } = await open();
    const hello = jsonFrame({ ask: place.ask, wants: 'calls' });
    const long = Buffer.alloc(5);
    long.writeUInt32BE(33 * 1024 * 1024);
    expect(await talk(place, [hello, long])).toEqual([{ answer: place.answer }]);
    const call = jsonFrame({ path: ['vault', 'state'] });
    expect((await talk(place, [hello, call, call])).length).toBeLessThanOrEqual(2);
  });

  it('takes files as they come, however large', async () => {
    const { dataDirectory } = await open();
    const running = await reached(dataDirectory);
    const piece = Buffer.alloc(1_000_003, 'piece');
    async function* pieces() {
      for (let count = 0; count < 50; count += 1) yield piece;
    }
    expect(await running.keepFile(pieces())).toMatchObject({ bytes: 50 * piece.length });
    expect(await running.client.vault.state()).toMatchObject({ status: 'unlocked' });
  });

  it('lets what is left of a refused file pass, and answers on', async () => {
    const { dataDirectory, console } = await open();
    console.store.sqlite.exec("UPDATE memberships SET role = 'viewer'");
    const running = await reached(dataDirectory);
    async function* endless() {
      for (let count = 0; count < 1_000; count += 1) {
        yield Buffer.alloc(1_000_000);
        await wait(1);
      }
    }
    await expect(running.keepFile(endless())).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await running.client.tenants.session()).tenant.role).toBe('viewer');
  });

  it('keeps nothing of a file that breaks off', async () => {
    const { dataDirectory, host } = await open();
    const running = await reached(dataDirectory);
    async function* broken() {
      yield Buffer.alloc(100_000);
      throw new Error('unplugged');
    }
    await expect(running.keepFile(broken())).rejects.toThrow('unplugged');
    await expect(running.client.vault.state()).rejects.toMatchObject({ code: 'CONSOLE_GONE' });
    const left = () =>
      readdirSync(host.paths.data, { recursive: true }).filter((name) => /files\/.*\/./.test(String(name)));
    await expect.poll(left).toEqual([]);
  });

  it('says that the console is gone to a call that it does not answer any more', async () => {
    const { dataDirectory, close } = await open();
    const running = await reached(dataDirectory);
    await running.client.vault.state();
    close();
    await expect(running.client.vault.state()).rejects.toMatchObject({ code: 'CONSOLE_GONE' });
    expect(await reachConsole(dataDirectory, build)).toBeNull();
  });

  it('begins each session in the tenant that the person chose last', async () => {
    const { dataDirectory, client } = await open();
    const { id } = await client.tenants.create({ name: 'Second' });
    const before = await reached(dataDirectory);
    await client.tenants.switch({ tenantId: id });
    const after = await reached(dataDirectory);
    expect((await before.client.tenants.session()).tenant.name).toBe('My organisation');
    expect((await after.client.tenants.session()).tenant.name).toBe('Second');
  });

  it('keeps no vault open: what a program does is not use of it', async () => {
    const { console } = await testConsole();
    let uses = 0;
    const routes = Object.fromEntries(
      console.domains.map(({ name, routes }) => [name, routes]),
    ) as unknown as AllRoutes;
    const onUse = () => {
      uses += 1;
    };
    const router = routerOf(routes, { log: () => undefined, onUse });
    const dataDirectory = temporaryFolder();
    const socket = await openSocket({ console: { ...console, router }, dataDirectory, build, log: () => undefined });
    onTestFinished(() => socket.close());
    await (await reached(dataDirectory)).client.tenants.create({ name: 'Second' });
    expect(uses).toBe(0);
    await createRouterClient(router, { context: { session: console.openSession() } }).tenants.create({ name: 'Third' });
    expect(uses).toBe(1);
  });

  it('gives a link where there are any', async () => {
    expect(await askForLink((await open(() => 'http://127.0.0.1:1/open#a')).dataDirectory)).toBe(
      'http://127.0.0.1:1/open#a',
    );
    expect(await askForLink((await open()).dataDirectory)).toBeUndefined();
  });
});

describe.runIf(process.platform !== 'win32')('a place that may not be the console’s own is left alone:', () => {
  type Rig = Awaited<ReturnType<typeof open>>;
  const cases: [string, (rig: Rig) => void][] = [
    ['its file can be read by others', ({ file }) => chmodSync(file, 0o644)],
    ['its file can be written by others', ({ file }) => chmodSync(file, 0o602)],
    [
      'its file is a link',
      ({ file }) => {
        renameSync(file, `${file}.moved`);
        symlinkSync(`${file}.moved`, file);
      },
    ],
    ['others enter the folder of the socket', ({ dataDirectory }) => chmodSync(join(dataDirectory, 'socket'), 0o711)],
    ['others write to the socket', ({ place }) => chmodSync(place.socket, 0o666)],
    [
      'the console is of another build',
      ({ dataDirectory, place }) => writePlace(dataDirectory, { ...place, build: 'other' }),
    ],
    ['its file is no JSON', ({ file }) => writeFileSync(file, 'socket')],
    ['its file lacks something', ({ file }) => writeFileSync(file, '{"socket":"/","build":"this one"}')],
    [
      'its socket is a file',
      ({ place }) => {
        rmSync(place.socket);
        writeFileSync(place.socket, '', { mode: 0o600 });
      },
    ],
    ['its socket is gone', ({ place }) => rmSync(place.socket)],
    [
      'what listens there does not know the proof',
      ({ dataDirectory, place }) => writePlace(dataDirectory, { ...place, answer: 'other' }),
    ],
    [
      'what listens there knows another one',
      ({ dataDirectory, place }) => writePlace(dataDirectory, { ...place, ask: 'other' }),
    ],
  ];
  // A file can be given to someone else by root alone.
  if (process.getuid?.() === 0) {
    cases.push(['its file belongs to someone else', ({ file }) => chownSync(file, 65_534, 65_534)]);
    cases.push(['its socket belongs to someone else', ({ place }) => chownSync(place.socket, 65_534, 65_534)]);
  }

  it.each(cases)('%s', async (_, spoil) => {
    const rig = await open();
    const before = await reachConsole(rig.dataDirectory, build);
    before?.close();
    expect(before).not.toBeNull();
    spoil(rig);
    expect(await reachConsole(rig.dataDirectory, build)).toBeNull();
  });

  it('what listens there never answers, and hears no call', async () => {
    const { dataDirectory, place, close } = await open();
    close();
    const heard: Buffer[] = [];
    mkdirSync(join(dataDirectory, 'socket'), { mode: 0o700 });
    const server = createServer((socket) =>
      socket.on('data', (chunk) => heard.push(chunk)).on('error', () => undefined),
    );
    const before = process.umask(0o177);
    await new Promise<void>((resolve) => server.listen(place.socket, resolve));
    process.umask(before);
    onTestFinished(() => void server.close());
    writePlace(dataDirectory, place);
    expect(await reachConsole(dataDirectory, build)).toBeNull();
    expect(Buffer.concat(heard).toString()).not.toContain('path');
  });
});
