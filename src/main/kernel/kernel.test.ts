import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { defaultSettings } from '#contract/settings.ts';
import { testRequest } from '#main/http/testServer.ts';
import { defineJobs, handleJobs } from '#main/jobs/index.ts';
import { memoryKeychain } from '#test/support/memoryKeychain.ts';
import { temporaryFolder, testHost } from '#test/support/testConsole.ts';
import type { Host } from './host.ts';
import { configureNetwork, type OpenKernel, openKernel } from './kernel.ts';
import { listen } from './listen.ts';
import { dataPaths } from './paths.ts';

const jobTypes = defineJobs('test', { wait: { title: 'Wait', payload: z.object({}) } });

function opened(overrides: Partial<Host> = {}, folder = temporaryFolder()) {
  const paths = dataPaths(folder);
  const kernel = openKernel(testHost(overrides), paths);
  return { kernel, folder, paths };
}

test('everything of a data folder lies in it, each kind of thing in a place of its own', () => {
  const { root, ...places } = dataPaths('/data');
  expect(root).toBe('/data');
  expect(new Set(Object.values(places)).size).toBe(Object.keys(places).length);
  for (const place of Object.values(places)) expect(place).toMatch(/^\/data[/\\][^/\\]+$/);
  expect(places.store).toBe(join('/data', 'patchbay.db'));
});

test('closes what runs before what it needs: first the jobs, then the domains, and the store last', async () => {
  const { kernel } = opened();
  const order: string[] = [];
  const isOpen = () => kernel.store.sqlite.open;
  const gate = Promise.withResolvers<undefined>();
  const started = Promise.withResolvers<void>();
  kernel.jobs.register(
    handleJobs(jobTypes, {
      wait: async (_job, signal) => {
        signal.addEventListener('abort', () => order.push(`job is asked to end, store open: ${isOpen()}`));
        started.resolve();
        await gate.promise;
        order.push(`job ends, store open: ${isOpen()}`);
        return undefined;
      },
    }),
  );
  kernel.store.write((w) => kernel.jobs.enqueue(w, jobTypes.wait, { tenantId: null, payload: {} }));
  const due = kernel.jobs.runDue();
  await started.promise;
  expect(kernel.closing.aborted).toBe(false);
  kernel.closing.addEventListener('abort', () => order.push('closing is told'));
  const closed = kernel.close(async () => {
    order.push('domains begin to close');
    await new Promise((resolve) => setImmediate(resolve));
    kernel.store.write((w) => w.run(sql`CREATE TABLE written_at_the_end (a)`));
    order.push('domains are closed');
  });
  await new Promise((resolve) => setImmediate(resolve));
  gate.resolve(undefined);
  await Promise.all([closed, due]);
  expect(order).toEqual([
    'closing is told',
    'job is asked to end, store open: true',
    'job ends, store open: true',
    'domains begin to close',
    'domains are closed',
  ]);
  expect(isOpen()).toBe(false);
});

test('leaves a store behind that SQLite finds sound and complete, with nothing beside it', async () => {
  const { kernel, paths } = opened();
  await kernel.close(async () => undefined);
  expect(['-wal', '-shm'].filter((ending) => existsSync(paths.store + ending))).toEqual([]);
  const sqlite = new Database(paths.store, { readonly: true });
  onTestFinished(() => void sqlite.close());
  expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(sqlite.pragma('foreign_key_check')).toEqual([]);
});

test('a vault that locks closes the connections that were kept open, and pages hear of it', async () => {
  const { kernel } = opened({ keychain: memoryKeychain() });
  onTestFinished(() => kernel.close(async () => undefined));
  let closed = 0;
  const server = createServer((_request, response) => response.end('ok'));
  onTestFinished(() => void server.close());
  const gone = Promise.withResolvers<void>();
  server.on('connection', (socket) => {
    socket.on('close', () => {
      closed += 1;
      gone.resolve();
    });
  });
  const port = await listen(server, { port: 0, host: '127.0.0.1' });
  await kernel.vault.start();
  await fetchThrough(kernel, `http://127.0.0.1:${port}/`);
  expect(closed).toBe(0);
  const stale: string[] = [];
  kernel.events.onEvent((event) => event.type === 'changed' && stale.push(event.topic));
  kernel.vault.lock();
  await gone.promise;
  expect(stale).toContain('vault');
});

test.each([
  ['no proxy', null, null, undefined],
  ['a proxy that asks nothing', 'set', null, undefined],
  ['a proxy with a name and a password', 'set', 'ada', `Basic ${Buffer.from('ada:p:w').toString('base64')}`],
  ['a name that is empty', 'set', '', `Basic ${Buffer.from(':p:w').toString('base64')}`],
])('sends as the settings of the network say: %s', async (_, proxy, proxyUsername, authorization) => {
  const { kernel } = opened();
  onTestFinished(() => kernel.close(async () => undefined));
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    response.end('ok');
  });
  onTestFinished(() => void server.close());
  const port = await listen(server, { port: 0, host: '127.0.0.1' });
  let asked = 0;
  const password = () => {
    asked += 1;
    return 'p:w';
  };
  const proxyUrl = proxy && `http://127.0.0.1:${port}`;
  configureNetwork(
    kernel,
    { ...defaultSettings, network: { ...defaultSettings.network, proxyMode: 'manual', proxyUrl, proxyUsername } },
    password,
  );
  expect(asked).toBe(0);
  const target = proxy === null ? `http://127.0.0.1:${port}/x` : 'http://api.example.com/x';
  await fetchThrough(kernel, target);
  expect(seen.map(({ url }) => url)).toEqual([proxy === null ? '/x' : target]);
  expect(seen[0]?.headers['proxy-authorization']).toBe(authorization);
});

test('a limit of so many seconds is one of as many for every request', () => {
  const taken: number[] = [];
  const outbound = { configure: ({ totalMs }: { totalMs: number }) => taken.push(totalMs) };
  for (const timeoutSeconds of [1, 120, 3_600])
    configureNetwork(
      { outbound, host: {} } as unknown as OpenKernel,
      { ...defaultSettings, network: { ...defaultSettings.network, timeoutSeconds } },
      () => '',
    );
  expect(taken).toEqual([1_000, 120_000, 3_600_000]);
});

const fetchThrough = ({ outbound }: OpenKernel, url: string) => outbound.send(testRequest(url));
