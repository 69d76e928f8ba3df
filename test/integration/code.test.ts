import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeCode } from '#core/code/index.ts';
import type { CodeLanguage } from '#core/code/languages.ts';
import type { CurlPart, CurlRequest } from '#core/curl/writeCurl.ts';
import { type RecordedRequest, requestRecorder } from '../support/requestRecorder.ts';
import { temporaryFolder } from '../support/testConsole.ts';

/** How a program is run: its file, and the command for it. `needs` says whether this machine has it. */
interface Runner {
  readonly file: string;
  readonly command: readonly string[];
  readonly needs?: readonly string[];
  /** It compiles first. */
  readonly isSlow?: true;
}

const runners: Partial<Record<CodeLanguage, Runner>> = {
  curl: { file: 'main.sh', command: ['sh', 'main.sh'], needs: ['curl', '--version'] },
  httpie: { file: 'main.sh', command: ['sh', 'main.sh'], needs: ['http', '--version'] },
  fetch: { file: 'main.mjs', command: [process.execPath, 'main.mjs'] },
  node: { file: 'main.mjs', command: [process.execPath, 'main.mjs'] },
  requests: { file: 'main.py', command: ['python3', 'main.py'], needs: ['python3', '-c', 'import requests'] },
  httpx: {
    file: 'main.py',
    command: ['/usr/bin/python3', 'main.py'],
    needs: ['/usr/bin/python3', '-c', 'import httpx'],
  },
  go: { file: 'main.go', command: ['go', 'run', 'main.go'], needs: ['go', 'version'], isSlow: true },
  java: { file: 'Main.java', command: ['java', 'Main.java'], needs: ['javac', '-version'], isSlow: true },
  php: {
    file: 'main.php',
    command: ['php', 'main.php'],
    needs: ['php', '-r', 'new CURLStringFile("", ""); curl_init();'],
  },
  ruby: { file: 'main.rb', command: ['ruby', 'main.rb'], needs: ['ruby', '--version'] },
};

const has = ({ needs }: Runner): boolean =>
  needs === undefined || spawnSync(needs[0] ?? '', needs.slice(1)).status === 0;

function run([program = '', ...rest]: readonly string[], cwd: string): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      PYTHONWARNINGS: 'ignore',
      GOFLAGS: '-mod=mod',
      GOCACHE: join(cwd, '..', 'patchbay-go-cache'),
      LC_ALL: 'C.UTF-8',
    };
    const child = spawn(program, rest, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 50_000 });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += String(chunk);
      });
    child.on('error', (error) => resolve({ code: null, said: String(error) }));
    child.on('close', (code) => resolve({ code, said }));
  });
}

const hostile = `a'b"c$d\`e!f\\g \${i} $(id) \`id\` %s %41 {x} #{y} <z> &amp; "@" é 😀 ‘q’ // -- ?> */`;
const lines = `${hostile}\nnext\r\n\tlast\u2028end`;
const inHeader = `a'b"c$d\`e!f\\g \${i} $(id) %s {x} #{y} <z>; q="1"`;
const file = Buffer.from([0, 1, 2, 255, 254, 10, 13, 65]);

const plain: CurlRequest = { method: 'GET', url: '/x', headers: [], body: null, redirects: null };
const header = (name: string, value: string) => ({ name, value });
const part = { fileName: null, text: null, contentType: null, headers: [] };

const requests: Readonly<Record<string, CurlRequest>> = {
  'a query and headers': {
    ...plain,
    url: "/x/a'b/(c)?q=a%27b%22c%24d%60e&r=$i&s=100%25",
    headers: [header('X-A', inHeader), header('Accept', 'text/x')],
  },
  'a text': {
    ...plain,
    method: 'POST',
    headers: [header('Content-Type', 'text/plain; charset=utf-8')],
    body: { kind: 'text', text: lines },
  },
  'a form in parts': {
    ...plain,
    method: 'POST',
    headers: [header('X-A', '1')],
    body: {
      kind: 'parts',
      parts: [
        { ...part, name: 'plain', text: 'value' },
        { ...part, name: 'hostile', text: hostile },
        { ...part, name: 'file', fileName: 'data.bin', contentType: 'application/x-own' },
      ],
    },
  },
  'a file': {
    ...plain,
    method: 'PUT',
    headers: [header('Content-Type', 'application/octet-stream')],
    body: { kind: 'file', fileName: 'data.bin' },
  },
  'a form whose names and texts mean something elsewhere': {
    ...plain,
    method: 'POST',
    body: {
      kind: 'parts',
      parts: [
        { ...part, name: 'same', text: '@data.bin' },
        { ...part, name: 'same', text: '=1' },
        { ...part, name: 'q"u;o:t e', text: '<data.bin' },
      ],
    },
  },
  'a form with the type of a text': {
    ...plain,
    method: 'POST',
    body: {
      kind: 'parts',
      parts: [
        { ...part, name: 'json', text: '{"é":1}', contentType: 'application/json; charset=utf-8' },
        { ...part, name: 'more', text: 'a\r\nb', headers: [header('X-Part', 'p')] },
      ],
    },
  },
  'a text of no type, with a mark of byte order': {
    ...plain,
    method: 'POST',
    headers: [header('X-A', '@data.bin'), header('X-B', '=1')],
    body: { kind: 'text', text: '{"a":"\ufeff\u202e"}' },
  },
  'a long text': {
    ...plain,
    method: 'POST',
    headers: [header('Content-Type', 'text/plain')],
    body: { kind: 'text', text: `it's é ${'x'.repeat(200_000)}` },
  },
  'an address with brackets': { ...plain, url: '/x?filter%5Ba%5D=%7Bb%7D' },
  'its own method': { ...plain, method: 'PURGE', headers: [header('X-A', '1')] },
  'where it is led': { ...plain, url: '/from', redirects: 5 },
  'where it is led and stays': { ...plain, url: '/from' },
};

/** Ruby's library follows nowhere, and a browser's fetch asks a person for files. */
const without: Partial<Record<CodeLanguage, readonly string[]>> = {
  ruby: ['where it is led'],
  fetch: ['a form in parts', 'a file'],
  httpie: ['a form with the type of a text'],
};

/** The parts as a program is to send them. */
const partsIn = (parts: readonly CurlPart[]) =>
  parts.map(({ name, text, fileName, contentType }) =>
    text === null ? [name, fileName, contentType ?? '', file.toString('hex')] : [name, text],
  );

async function partsOf({ headers, body }: RecordedRequest): Promise<object[]> {
  const type = headers.find(([name]) => /^content-type$/i.test(name))?.[1] ?? '';
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  return Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === 'string'
        ? [name, value]
        : [name, value.name, value.type, Buffer.from(await value.arrayBuffer()).toString('hex')],
    ),
  );
}

describe.each(Object.entries(runners) as [CodeLanguage, Runner][])('the code for %s', (language, runner) => {
  const cases = Object.entries(requests)
    .filter(([name]) => !(without[language] ?? []).includes(name))
    .slice(0, runner.isSlow ? 3 : undefined);
  test.runIf(has(runner)).each(cases)('sends %s', async (_, request) => {
    const server = await requestRecorder();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'data.bin'), file);
    const code = writeCode(language, { ...request, url: server.url + request.url });
    writeFileSync(join(folder, runner.file), code);
    const { code: exit, said } = await run(runner.command, folder);
    expect({ exit, said: exit === 0 ? '' : `${said}\n${code}` }).toEqual({ exit: 0, said: '' });
    const [first] = server.received;
    expect(server.received.map(({ target }) => target)).toEqual(
      request.redirects === null ? [request.url] : ['/from', '/to'],
    );
    if (first === undefined) return;
    expect(first.method).toBe(request.method);
    for (const { name, value } of request.headers)
      expect(
        first.headers.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, each]) => each),
      ).toEqual([value]);
    const { body } = request;
    if (body?.kind === 'parts') {
      expect(await partsOf(first)).toEqual(partsIn(body.parts));
      for (const { contentType, headers } of body.parts)
        for (const said of [contentType ?? '', ...headers.map(({ name, value }) => `${name}: ${value}`)])
          expect(first.body.toString()).toContain(said);
      return;
    }
    if (!request.headers.some(({ name }) => name === 'Content-Type'))
      expect(first.headers.find(([name]) => /^content-type$/i.test(name))).toBeUndefined();
    expect(first.body.toString('latin1')).toBe(
      body === null ? '' : body.kind === 'file' ? file.toString('latin1') : Buffer.from(body.text).toString('latin1'),
    );
  });
});
