import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startHostProcess } from '#test/support/hostProcess.ts';
import { commandLine } from '#test/support/runCommand.ts';
import { exchangeToken } from '#test/support/signIn.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';

describe('the command line', () => {
  it.each([
    [['nonsense']],
    [['list', '--nonsense']],
    [['send', 'one']],
    [['vault', 'setup', '--method', 'nonsense']],
    [[]],
  ])('answers %j with its help and code 2', async (args) => {
    const { run } = commandLine();
    expect(await run(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Usage: patchbay') });
  });

  it.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['list', '--nonsense'], "unknown option '--nonsense'"],
    [['send', 'one'], "missing required argument 'operation'"],
    [['serve', '--no-open', '--port', 'many'], '--port takes a number up to 65535, not many.'],
  ])('answers %j with one JSON document where that was asked for', async (args, message) => {
    const { run } = commandLine();
    const { code, stdout, stderr } = await run([...args, '--json']);
    expect({ code, stderr, answer: JSON.parse(stdout) }).toEqual({
      code: 2,
      stderr: '',
      answer: { error: { code: 'USAGE', message } },
    });
  });

  it('gives hints that can be pasted, and the documented codes', async () => {
    const { data, run, json } = commandLine();
    const named = JSON.stringify({ ...JSON.parse(document), servers: [{ url: 'http://127.0.0.1:9' }] });
    const input = { input: named };
    expect((await run(['import', '-', '--name', 'It’s a depot'], input)).code).toBe(0);
    const again = await run(['import', '-'], input);
    expect(again.stdout).toContain("patchbay import - --into 'It’s a depot'");
    expect((await json(['import', '-'], input)).answer).toMatchObject({
      alreadyImportedAs: { id: expect.any(String) },
    });
    expect((await run(['connect', 'It’s a depot', '--scheme', 'nope'])).code).toBe(5);
    const [operation] = Object.entries(JSON.parse(document).paths).map(([path]) => `GET ${path}`);
    const folder = await run(['send', 'It’s a depot', operation ?? '', '--no-connection', '--body', `@${data}`]);
    expect(folder).toMatchObject({ code: 2, stderr: expect.stringContaining('is a folder, not a file') });
    expect((await run(['vault', 'status'])).stdout).toMatch(/^Vault: not set up\n/);
  });

  it('tells its exit codes with its help', async () => {
    const { run } = commandLine();
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('6 vault locked or not set up');
  });

  it.each(['bin/patchbay.mjs', 'src/main/hosts/cli/index.ts'])('starts through %s', async (entry) => {
    const { run } = commandLine();
    const { code, stdout } = await run(['--version'], { entry });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

/** Writes the address of each module that is loaded to stderr. */
const namingModules = `--import=data:text/javascript,${encodeURIComponent(
  "import { registerHooks } from 'node:module'; registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });",
)}`;

it('loads what a command needs, and nothing more', async () => {
  const { run } = commandLine();
  const loaded = async (...args: string[]) => (await run(args, { nodeOptions: namingModules })).stderr;
  expect(await loaded('--version')).not.toMatch(/\/(console|zod|store)-[^/]*\.js/);
  const list = await loaded('list');
  expect(list).toMatch(/\/console-[^/]*\.js/);
  expect(list).not.toMatch(/sanitizeSvg|manyFiles|loopback|yauzl/);
});

describe('patchbay doctor', () => {
  it('says how the installation stands', async () => {
    const { data, run, json } = commandLine();
    const { code, answer } = await json(['doctor']);
    expect(code).toBe(0);
    expect(answer).toMatchObject({
      about: { host: 'cli', dataDirectory: data, versions: { node: process.versions.node } },
      vault: { status: 'setup', keychain: 'unavailable' },
      integrity: { ok: true, problems: [] },
      hosts: { loopback: true },
      running: null,
    });
    expect((await run(['doctor'])).stdout).toContain(`Data folder ${data}\nStore is sound\nKeychain unavailable`);
  });

  it('names the fault of a store that is none', async () => {
    const { data, run } = commandLine();
    writeFileSync(join(data, 'patchbay.db'), 'this is not a database, whatever its name says. '.repeat(200));
    const { code, stderr } = await run(['doctor']);
    expect(code).toBe(1);
    expect(stderr).toContain('not a Patchbay store');
  });
});

describe('patchbay demo', () => {
  it.each([
    ['as built', 'out/main/cli.js'],
    ['from source', 'src/main/hosts/cli/index.ts'],
  ])('does the main job %s, and leaves the data folder alone', async (_, entry) => {
    const { json } = commandLine();
    const { code, answer } = await json(['demo'], { entry });
    expect(code).toBe(0);
    expect(answer).toMatchObject({ withoutKey: 401, withKey: 201, recorded: expect.any(Array) });
    expect((await json(['list'])).answer).toEqual([]);
  });
});

describe('patchbay import', () => {
  it('asks for the base URL that a document does not name', async () => {
    const { run, json } = commandLine();
    const refused = await run(['import', '-'], { input: document });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--base-url') });
    const wrong = await run(['import', '-', '--base-url', 'nonsense'], { input: document });
    expect(wrong.stderr).toContain('baseUrl: Enter a URL');
    expect((await json(['import', '-', '--base-url', 'http://127.0.0.1:9'], { input: document })).code).toBe(0);
  });
});

describe('patchbay serve', () => {
  it('refuses a second start on the data folder, hands over a link, and ends cleanly', async () => {
    const data = temporaryFolder();
    const first = await startHostProcess(data);
    const { run, json } = commandLine(data);
    const second = await run(['serve', '--no-open']);
    expect(second.code).toBe(3);
    expect(second.stderr).toContain(`already runs on this data folder at ${first.address}`);
    const link = /http:\S+\/open#\S+/.exec(second.stdout)?.[0] ?? '';
    expect((await exchangeToken(link)).status).toBe(200);
    expect((await json(['doctor'])).answer).toMatchObject({ running: { address: first.address } });
    expect(await first.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect((await json(['doctor'])).answer).toMatchObject({ running: null });
  });

  it('refuses a port that is none', async () => {
    const { run } = commandLine();
    const refused = await run(['serve', '--no-open', '--port', 'many']);
    expect(refused).toEqual({ code: 2, stdout: '', stderr: '--port takes a number up to 65535, not many.\n' });
  });

  it('keeps its store and its uploads while commands run beside it', async () => {
    const data = temporaryFolder();
    mkdirSync(join(data, 'uploads'));
    const host = await startHostProcess(data);
    const { run, json } = commandLine(data);
    // Wishes for a restore wait until no console runs.
    writeFileSync(join(data, 'restore.json'), JSON.stringify({ name: 'backup-20260101T000000000Z-aaaaaaaa.db' }));
    writeFileSync(join(data, 'uploads', 'under-way'), 'half');
    expect((await run(['list'])).code).toBe(0);
    expect(await json(['import', '-', '--base-url', 'http://127.0.0.1:9'], { input: document })).toMatchObject({
      code: 0,
    });
    expect(readdirSync(join(data, 'uploads'))).toEqual(['under-way']);
    expect(readFileSync(join(data, 'restore.json'), 'utf8')).toContain('backup-2026');
    await host.kill('SIGTERM');
  });
});

const document = JSON.stringify({ openapi: '3.1.0', info: { title: 'A', version: '1' }, paths: { '/a': { get: {} } } });
