import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { childEnvironment, startHostProcess } from '#test/support/hostProcess.ts';
import { commandLine } from '#test/support/runCommand.ts';
import { signIn } from '#test/support/signIn.ts';
import type { Client } from '#test/support/testConsole.ts';
import { projectRoot } from '../../../scripts/projectRoot.ts';

/** Each command is a process of its own; on a busy machine a start takes seconds. */
const manyProcesses = 240_000;

const passphrase = 'correct horse battery staple';

const definition = (server: string) => ({
  openapi: '3.1.0',
  info: { title: 'Shelves', version: '1' },
  servers: [{ url: server }],
  security: [{ key: [] }],
  paths: {
    '/books': { get: { operationId: 'listBooks', responses: { 200: { description: 'Books' } } } },
    '/files': {
      put: {
        operationId: 'putFile',
        requestBody: { content: { 'application/octet-stream': {} } },
        responses: { 200: { description: 'Kept' } },
      },
    },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
});

/** An API that answers with the hash of what it was sent; below `/slow` never, until the test says so. */
async function startApi() {
  const waiting: ServerResponse[] = [];
  const server = await loopbackServer((request, response) => {
    const hash = createHash('sha256');
    request.on('data', (chunk: Buffer) => hash.update(chunk));
    request.on('end', () => {
      if (request.url?.startsWith('/slow') === true) return void waiting.push(response);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ key: request.headers['x-key'] ?? null, sha256: hash.digest('hex') }));
    });
  });
  return { ...server, waiting };
}

/** What a page does with the running console. */
async function pageOf({ address, link }: { address: string; link: string }): Promise<Client> {
  const headers = { ...(await signIn(link)), origin: address };
  return createORPCClient(new RPCLink({ url: `${address}/rpc`, headers }));
}

/** Writes the address of each module that is loaded to stderr: a command that opens a console of its own loads that. */
const namingModules = `--import=data:text/javascript,${encodeURIComponent(
  "import { registerHooks } from 'node:module'; registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });",
)}`;

const ranAlone = (stderr: string): boolean => /\/console-[^/]*\.js/.test(stderr);

async function begin() {
  const api = await startApi();
  const patchbay = commandLine();
  const unlocked = ['--passphrase-file', join(patchbay.data, 'passphrase')];
  writeFileSync(join(patchbay.data, 'passphrase'), `${passphrase}\n`);
  await patchbay.run(['import', '-', '--name', 'shelves'], { input: JSON.stringify(definition(api.url)) });
  const host = await startHostProcess(patchbay.data);
  const told = (args: readonly string[], input?: string) =>
    patchbay.run(args, { nodeOptions: namingModules, ...(input === undefined ? {} : { input }) });
  return { ...patchbay, api, host, unlocked, told, page: await pageOf(host) };
}

const sending = ['send', 'shelves', 'listBooks'];

describe('a command beside a running console', () => {
  it(
    'is answered by it, with the vault that it has open',
    async () => {
      const { told, json, page, api, unlocked } = await begin();
      await page.vault.setUp({ method: 'passphrase', passphrase });
      const list = await told(['list']);
      expect(list).toMatchObject({ code: 0, stdout: expect.stringContaining('shelves') });
      expect(ranAlone(list.stderr)).toBe(false);

      const connected = await told(['connect', 'shelves'], 'key-of-the-shelves\n');
      expect(connected).toMatchObject({ code: 0, stdout: expect.stringContaining('••••') });
      const sent = await told(sending);
      expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('200 OK') });
      expect([ranAlone(connected.stderr), ranAlone(sent.stderr)]).toEqual([false, false]);
      const heavy = /\/(zod|store|schemas)-[^/]*\.js|better-sqlite3/;
      for (const { stderr } of [list, connected, sent]) expect(stderr).not.toMatch(heavy);
      expect(api.requests.at(-1)?.headers).toMatchObject({ 'x-key': 'key-of-the-shelves' });
      expect(await json(['vault', 'status'])).toMatchObject({ code: 0, answer: { status: 'unlocked' } });

      // The same words and codes as by itself.
      expect(await json(['send', 'nothing', 'listBooks'])).toMatchObject({
        code: 5,
        answer: { error: { code: 'NOT_FOUND' } },
      });
      expect(await json([...sending, '--base-url', 'http://localhost:9'])).toMatchObject({
        code: 1,
        answer: { error: { code: 'HOST_REFUSED' } },
      });
      expect(await json([...sending, '--no-connection', '--base-url', 'http://127.0.0.1:1'])).toMatchObject({
        code: 8,
      });
      expect(await page.requests.history({})).toMatchObject({ total: 2 });

      // Locked, the command opens its own, and the console stays locked.
      await page.vault.lock();
      expect(await told(sending)).toMatchObject({ code: 6, stderr: expect.stringContaining('--passphrase-file') });
      const alone = await told([...sending, ...unlocked]);
      expect(alone.code).toBe(0);
      expect(ranAlone(alone.stderr)).toBe(true);
      expect(api.requests.at(-1)?.headers).toMatchObject({ 'x-key': 'key-of-the-shelves' });
      expect((await page.vault.state()).status).toBe('locked');
      expect(await json(['vault', 'status'])).toMatchObject({ code: 6, answer: { status: 'locked' } });
      expect(await json(['vault', 'status', ...unlocked])).toMatchObject({ code: 0 });
      expect((await page.vault.state()).status).toBe('locked');
    },
    manyProcesses,
  );

  it(
    'acts in the tenant that the person chose last',
    async () => {
      const { told, page, api } = await begin();
      const { tenant } = await page.tenants.session();
      const { id: tenantId } = await page.tenants.create({ name: 'Second' });
      await page.tenants.switch({ tenantId });
      const empty = await told(['list']);
      expect(empty.stdout).toContain('No integrations yet');
      expect(await told(sending)).toMatchObject({ code: 5 });
      const input = JSON.stringify(definition(api.url));
      expect(await told(['import', '-', '--name', 'others'], input)).toMatchObject({ code: 0 });
      expect((await told(['list'])).stdout).toMatch(/^others /m);
      await page.tenants.switch({ tenantId: tenant.id });
      const back = await told(['list']);
      expect(back.stdout).toMatch(/^shelves /m);
      expect(back.stdout).not.toContain('others');
      expect([empty, back].map(({ stderr }) => ranAlone(stderr))).toEqual([false, false]);
    },
    manyProcesses,
  );

  it(
    'lists the saved requests and sends one by its name',
    async () => {
      const { run, json, told, page, api, host } = await begin();
      expect((await run(['saved', 'list'])).stdout).toContain('No saved requests yet');
      const { rows } = await page.integrations.list({});
      const integrationId = rows[0]?.id ?? null;
      const written = {
        operationKey: null,
        connectionId: null,
        method: 'GET',
        server: null,
        body: { kind: 'none' },
      } as const;
      const own = { ...written, integrationId, operationKey: 'GET /books', url: '/books' };
      const parameters = [{ in: 'query' as const, name: 'genre', value: 'poetry' }];
      await page.collections.save({ name: 'All books', draft: { ...own, parameters } });
      const secret = [{ in: 'header' as const, name: 'Authorization', value: 'Bearer secret-that-is-not-kept' }];
      const draft = { ...written, integrationId: null, url: `${api.url}/by/hand`, parameters: secret };
      await page.collections.save({ name: 'By hand', draft });

      const list = await told(['saved', 'list']);
      expect(list.stdout).toMatch(/^All books +shelves +GET \/books$/m);
      expect(ranAlone(list.stderr)).toBe(false);
      const sent = await told(['saved', 'send', 'all books']);
      expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('200 OK') });
      expect(api.requests.at(-1)).toMatchObject({ method: 'GET', url: '/books?genre=poetry' });
      expect(await run(['saved', 'send', 'By hand'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Enter it again'),
      });
      expect(await run(['saved', 'send', 'By hand', '--connection', 'x'])).toMatchObject({ code: 2 });
      expect(await run(['saved', 'send', 'All books', '--connection', 'x'])).toMatchObject({ code: 5 });
      expect(await run(['saved', 'send', 'nothing'])).toMatchObject({
        code: 5,
        stderr: expect.stringContaining('patchbay saved list'),
      });

      await host.kill('SIGTERM');
      expect(await json(['saved', 'list'])).toMatchObject({
        code: 0,
        answer: [
          { name: 'All books', integration: 'shelves', operationKey: 'GET /books', operationGone: false },
          { name: 'By hand', integration: null, url: `${api.url}/by/hand` },
        ],
      });
      expect(await json(['saved', 'send', 'All books'])).toMatchObject({
        code: 0,
        answer: { response: { status: 200 } },
      });
    },
    manyProcesses,
  );

  it(
    'sends files of any size from the disk',
    async () => {
      const { told, data } = await begin();
      const file = join(data, 'large.bin');
      const bytes = Buffer.alloc(60_000_000, 'large file ');
      writeFileSync(file, bytes);
      const sent = await told(['send', 'shelves', 'putFile', '--no-connection', '--body', `@${file}`]);
      expect(sent).toMatchObject({ code: 0 });
      expect(sent.stdout).toContain(createHash('sha256').update(bytes).digest('hex'));
      expect(ranAlone(sent.stderr)).toBe(false);
      const missing = await told(['send', 'shelves', 'putFile', '--no-connection', '--body', `@${file}.not`]);
      expect(missing).toMatchObject({ code: 5, stderr: expect.stringContaining('There is no file') });
    },
    manyProcesses,
  );

  it(
    'ends what it began when it is interrupted, and says so when the console goes first',
    async () => {
      const { data, api, page, host } = await begin();
      const slow = [...sending, '--no-connection', '--base-url', `${api.url}/slow`];
      const first = start(data, slow);
      await expect.poll(() => api.waiting.length, { timeout: 60_000 }).toBe(1);
      const closed = once(api.waiting[0] as ServerResponse, 'close');
      first.kill('SIGINT');
      await closed;
      const history = () => page.requests.history({}).then(({ rows }) => rows.map(({ faultCode }) => faultCode));
      await expect.poll(history, { timeout: 30_000 }).toEqual(['CANCELLED']);

      const second = start(data, slow);
      const said = text(second.stderr as NonNullable<ChildProcess['stderr']>);
      await expect.poll(() => api.waiting.length, { timeout: 60_000 }).toBe(2);
      await host.kill('SIGKILL');
      await once(second, 'close');
      expect(second.exitCode).toBe(1);
      expect(await said).toContain('The running console stopped before it answered.');
    },
    manyProcesses,
  );

  it(
    'runs by itself where that one was killed, is of another build, or is not to be asked',
    async () => {
      const { told, run, data, host } = await begin();
      const place = join(data, 'console.socket.json');
      const found: { build: string } = JSON.parse(readFileSync(place, 'utf8'));
      writeFileSync(place, JSON.stringify({ ...found, build: `${found.build}0` }));
      const other = await told(['list']);
      expect([other.code, ranAlone(other.stderr)]).toEqual([0, true]);
      writeFileSync(place, JSON.stringify(found));
      expect(ranAlone((await told(['list'])).stderr)).toBe(false);

      await host.kill('SIGKILL');
      expect(existsSync(place)).toBe(true);
      const stale = await told(['list']);
      expect([stale.code, ranAlone(stale.stderr)]).toEqual([0, true]);
      const next = await startHostProcess(data);
      expect(ranAlone((await told(['list'])).stderr)).toBe(false);
      await next.kill('SIGTERM');
      expect(existsSync(place)).toBe(false);
      expect((await run(['list'])).code).toBe(0);
    },
    manyProcesses,
  );

  it(
    'needs no newer Node for it, and no second process',
    async () => {
      const { data, host } = await begin();
      const pretend = `--import=data:text/javascript,${encodeURIComponent(
        "Object.defineProperty(process.versions, 'node', { value: '20.9.0' });",
      )}`;
      const launch = async (...args: string[]) => {
        const child = start(data, args, [pretend, namingModules], 'bin/patchbay.mjs');
        const [out, err] = await Promise.all([
          text(child.stdout ?? []),
          text(child.stderr ?? []),
          once(child, 'close'),
        ]);
        return { code: child.exitCode, out, err };
      };
      const served = await launch('list');
      expect(served).toMatchObject({ code: 0, out: expect.stringMatching(/^shelves /m) });
      expect(served.err).toContain('/program-');
      // Except where a body is read.
      const body = await launch('send', 'shelves', 'putFile', '--no-connection', '--body', 'text');
      expect(body).toMatchObject({ code: 0, out: expect.stringContaining('200 OK') });
      expect(body.err).not.toContain('/requestBody-');
      await host.kill('SIGTERM');
      const alone = await launch('list');
      expect(alone).toMatchObject({ code: 0, out: served.out });
      // The other Node is a process of its own, which names nothing here.
      expect(alone.err).not.toContain('/program-');
    },
    manyProcesses,
  );
});

function start(data: string, args: readonly string[], execArgv: readonly string[] = [], entry = 'out/main/cli.js') {
  const child = spawn(process.execPath, [...execArgv, join(projectRoot, entry), ...args], {
    env: childEnvironment(data),
    cwd: data,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
