import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { childEnvironment, startHostProcess } from '#test/support/hostProcess.ts';
import { commandLine } from '#test/support/runCommand.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { projectRoot } from '../../../scripts/projectRoot.ts';

/** Each command is a process of its own; on a busy machine a start takes seconds. */
const manyProcesses = 240_000;

/** Answers with what it was asked for; below `/slow` never. */
async function startApi() {
  const server = await loopbackServer((request, response) => {
    if (request.url?.startsWith('/slow')) return;
    response.statusCode = request.url?.startsWith('/broken') ? 500 : 200;
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ url: request.url, key: request.headers['x-key'] ?? null }));
  });
  return server;
}

const script = (exec: string) => [{ listen: 'test', script: { exec: [exec] } }];
const status200 = 'pm.test("status is 200", () => pm.response.to.have.status(200));';

function collectionOf(paths: readonly string[], name = 'Shop') {
  return {
    info: { name, schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: paths.map((path) => ({
      name: path,
      event: script(status200),
      request: { method: 'GET', url: `{{origin}}${path}`, header: [{ key: 'X-Key', value: '{{key}}' }] },
    })),
  };
}

async function rig(paths: readonly string[]) {
  const api = await startApi();
  const files = temporaryFolder();
  const file = (name: string, value: unknown) => {
    writeFileSync(join(files, name), typeof value === 'string' ? value : JSON.stringify(value));
    return join(files, name);
  };
  const collection = file('shop.json', collectionOf(paths));
  const environment = file('staging.json', {
    name: 'Staging',
    _postman_variable_scope: 'environment',
    values: [
      { key: 'origin', value: api.url, enabled: true },
      { key: 'key', value: 'key-of-staging', type: 'secret', enabled: true },
    ],
  });
  return { ...commandLine(), api, files, file, collection, environment };
}

it(
  'runs a file with an environment of another, and tells by its exit code and its lines what came of it',
  async () => {
    const { run, json, api, collection, environment, file } = await rig(['/a', '/broken', '/c']);
    const failed = await run(['run', collection, '--env', environment]);
    expect(failed.code).toBe(1);
    expect(failed.stderr + failed.stdout).toContain('✗ status is 200');
    expect(failed.stdout).toContain('Shop: 3 requests');
    expect(failed.stdout).toContain('2 passed, 1 failed');
    expect(failed.stderr + failed.stdout).not.toContain('key-of-staging');
    expect(api.requests.map(({ url, headers }) => [url, headers['x-key']])).toEqual(
      ['/a', '/broken', '/c'].map((url) => [url, 'key-of-staging']),
    );

    const bailed = await json(['run', collection, '--env', environment, '--bail']);
    expect(bailed).toMatchObject({
      code: 1,
      answer: { state: 'stopped', passed: 1, failed: 1, results: [{ name: '/a' }, { name: '/broken' }] },
    });
    const good = file('good.json', collectionOf(['/a?row={{row}}']));
    const rows = file('rows.csv', 'row\n1\n2\n');
    expect(await json(['run', good, '--env', environment, '--data', rows])).toMatchObject({
      code: 0,
      answer: { passed: 2 },
    });
    expect(await json(['run', good, '--env-var', `origin=${api.url}`, '-n', '3'])).toMatchObject({
      code: 0,
      answer: { passed: 3 },
    });
    expect(api.requests.slice(-5).map(({ url }) => url)).toEqual(
      ['/a?row=1', '/a?row=2', ...Array(3).fill('/a?row={{row}}')].map((url) => encodeURI(url)),
    );
  },
  manyProcesses,
);

it(
  'sends the files that lie beside a collection, and no other of this computer',
  async () => {
    const { run, json, file } = await rig([]);
    const bodies: string[] = [];
    const api = await loopbackServer(async (request, response) => {
      bodies.push(await text(request));
      response.end();
    });
    const outside = join(temporaryFolder(), 'private.txt');
    writeFileSync(outside, 'private-text-of-this-computer');
    file('receipt.txt', 'receipt-text');
    const src = (path: string) => ({
      name: path,
      request: {
        method: 'POST',
        url: api.url,
        body: { mode: 'formdata', formdata: [{ key: 'f', type: 'file', src: path }] },
      },
    });
    const bare = {
      name: 'bare',
      request: { method: 'PUT', url: api.url, body: { mode: 'file', file: { src: './receipt.txt' } } },
    };
    const { info } = collectionOf([], 'Receipts');
    const collection = file('receipts.json', {
      info,
      item: [src('receipt.txt'), bare, src(outside), src('../missing.txt')],
    });
    const first = await json(['run', collection]);
    expect(first).toMatchObject({
      code: 1,
      answer: {
        results: [
          { outcome: 'passed' },
          { outcome: 'passed' },
          { outcome: 'failed', fault: { message: expect.stringContaining(`The file ${outside} is not here`) } },
          { outcome: 'failed', fault: { message: expect.stringContaining('The file ../missing.txt is not here') } },
        ],
      },
    });
    expect(bodies).toEqual([expect.stringContaining('filename="receipt.txt"'), 'receipt-text']);
    expect(bodies[0]).toContain('\r\n\r\nreceipt-text\r\n');
    const other = file('other.json', { info, item: [src('private.txt')] });
    expect((await run(['run', other, '--working-dir', join(outside, '..')])).code).toBe(0);
    expect(bodies.at(-1)).toContain('private-text-of-this-computer');
  },
  manyProcesses,
);

it(
  'writes every report that is asked for',
  async () => {
    const { run, collection, environment, files } = await rig(['/a', '/broken']);
    const reporters = ['junit', 'json', 'html'].flatMap((each) => ['--reporter', each]);
    const { code, stdout } = await run([
      'run',
      collection,
      '--env',
      environment,
      ...reporters,
      '--output',
      join(files, 'report.any'),
    ]);
    expect([code, stdout.includes('✗')]).toEqual([1, false]);
    expect(readFileSync(join(files, 'report.xml'), 'utf8')).toContain('<testsuites name="Shop" tests="2" failures="1"');
    expect(JSON.parse(readFileSync(join(files, 'report.json'), 'utf8'))).toMatchObject({
      requests: { total: 2, passed: 1, failed: 1 },
    });
    expect(readFileSync(join(files, 'report.html'), 'utf8')).toContain('<!doctype html>');
  },
  manyProcesses,
);

it(
  'runs the folder of a Bruno collection with one of its environments',
  async () => {
    const { json, api, files } = await rig([]);
    const folder = join(files, 'bruno');
    mkdirSync(join(folder, 'environments'), { recursive: true });
    writeFileSync(join(folder, 'bruno.json'), JSON.stringify({ version: '1', name: 'Brew', type: 'collection' }));
    writeFileSync(
      join(folder, 'first.bru'),
      'meta {\n  name: first\n  type: http\n  seq: 1\n}\n\nget {\n  url: {{origin}}/first\n  body: none\n  auth: none\n}\n\nassert {\n  res.status: eq 200\n}\n\ntests {\n  test("says where", function() {\n    expect(res.body.url).to.equal("/first");\n  });\n}\n',
    );
    writeFileSync(join(folder, 'environments', 'Local.bru'), `vars {\n  origin: ${api.url}\n}\n`);
    const { code, answer } = await json(['run', folder, '--env', 'Local']);
    expect({ code, answer }).toMatchObject({ code: 0, answer: { name: 'Brew', passed: 1, failed: 0 } });
    expect(api.requests.map(({ url }) => url)).toEqual(['/first']);
  },
  manyProcesses,
);

it(
  'says what is wrong with a command line or a file, and sends nothing',
  async () => {
    const { json, api, collection, environment, file } = await rig(['/a']);
    const code = async (...args: string[]) => (await json(['run', ...args])).code;
    expect(await code('nothing-of-the-name')).toBe(5);
    expect(await code(collection, '-n', 'many')).toBe(2);
    expect(await code(collection, '--reporter', 'pdf')).toBe(2);
    expect(await code(collection, '--env-var', 'no value')).toBe(2);
    expect(await code(collection, '--data', 'nowhere.csv')).toBe(5);
    expect(await code(file('no.json', '{"info": 1'))).toBe(1);
    expect(await code(file('empty.json', collectionOf([])))).toBe(1);
    expect(await code(collection, '--data', file('bad.json', '[1]'), '--env', environment)).toBe(1);
    expect(await code(collection, '--env', 'No such environment')).toBeGreaterThan(0);
    expect(api.requests).toEqual([]);
  },
  manyProcesses,
);

it(
  'ends at Ctrl-C with what was done by then, also while a server is silent',
  async () => {
    const { data, collection, environment, api } = await rig(['/a', '/slow', '/c']);
    const child = spawn(
      process.execPath,
      [join(projectRoot, 'out/main/cli.js'), 'run', collection, '--env', environment],
      {
        env: childEnvironment(data),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    onTestFinished(() => void child.kill('SIGKILL'));
    const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
    while (api.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    await once(child, 'close');
    expect(child.exitCode).toBe(1);
    expect(`${await stdout}${await stderr}`).toContain('cancelled after');
    expect(api.requests).toHaveLength(2);
  },
  manyProcesses,
);

it(
  'imports, lists, exports and runs a collection of the console, which may be running',
  async () => {
    const { data, run, json, collection, files } = await rig(['/a']);
    expect(await json(['collections', 'import', collection])).toMatchObject({ code: 0, answer: { requests: 1 } });
    const host = await startHostProcess(data);
    expect(await json(['collections', 'list'])).toMatchObject({ code: 0, answer: [{ path: 'Shop', requests: 1 }] });
    for (const [format, sign] of [
      ['postman', '"schema"'],
      ['har', '"log"'],
      ['openapi', 'openapi: 3'],
      ['curl', 'curl '],
      ['openCollection', ''],
    ] as const) {
      const place = join(files, format);
      const written = await run(['collections', 'export', 'Shop', '--format', format, '--output', place]);
      expect([format, written.code, written.stderr]).toEqual([format, 0, expect.any(String)]);
      if (sign !== '') expect(readFileSync(place, 'utf8')).toContain(sign);
    }
    const again = await json(['run', join(files, 'openCollection'), '--env-var', 'origin=http://127.0.0.1:1']);
    expect(again).toMatchObject({ code: 1, answer: { failed: 1, results: [{ fault: { code: expect.any(String) } }] } });
    const ran = await json(['run', 'Shop', '--env-var', 'origin=http://127.0.0.1:1']);
    expect(ran).toMatchObject({ code: 1, answer: { name: 'Shop', failed: 1 } });
    await host.kill('SIGTERM');
    expect(await json(['run', 'Shop', '--env-var', 'origin=http://127.0.0.1:1'])).toMatchObject({
      code: 1,
      answer: { failed: 1 },
    });
    expect((await json(['collections', 'export', 'Nothing'])).code).toBe(5);
    expect((await json(['collections', 'import', 'nowhere.json'])).code).toBe(5);
  },
  manyProcesses,
);
