import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readCurl } from './readCurl.ts';
import { readShell } from './shellWords.ts';
import { type CurlBody, type CurlPart, type CurlRequest, curlCommand } from './writeCurl.ts';

const plain: CurlRequest = { method: 'GET', url: 'https://a.test/x', headers: [], body: null, redirects: null };
const text = (body: string): CurlBody => ({ kind: 'text', text: body });
const part = (change: Partial<CurlPart>): CurlPart => ({
  name: 'p',
  fileName: null,
  text: null,
  contentType: null,
  headers: [],
  ...change,
});
const parts = (...all: Partial<CurlPart>[]): CurlBody => ({ kind: 'parts', parts: all.map(part) });
const header = (name: string, value: string) => ({ name, value });

/** What a real shell hands to curl for each of these commands: its words, and what is in its input. */
function byShell(commands: readonly string[]): { words: string[]; input: string }[] {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const show = `curl() { printf '%s\\0' "$@"; printf '\\1\\0'; cat; printf '\\0\\2\\0'; }`;
  writeFileSync(join(folder, 'script'), [show, ...commands].join('\n'));
  const said = execFileSync('sh', [join(folder, 'script')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
  return said
    .toString()
    .split('\0\u0002\0')
    .slice(0, -1)
    .map((each) => {
      const at = each.indexOf('\u0001\0');
      return { words: each.slice(0, at).split('\0').slice(0, -1), input: each.slice(at + 2) };
    });
}

const wordsOf = (change: Partial<CurlRequest>) => readShell(curlCommand({ ...plain, ...change })).words;

describe('a command to copy', () => {
  it.each<[string, Partial<CurlRequest>, string[]]>([
    ['asks', {}, ['curl', plain.url, '--compressed']],
    ['follows redirects', { redirects: 5 }, ['curl', plain.url, '-L', '--max-redirs', '5', '--compressed']],
    [
      'takes brackets as they are',
      { url: 'https://a.test/?a[0]={b}' },
      ['curl', '-g', 'https://a.test/?a[0]={b}', '--compressed'],
    ],
    ['asks for the head', { method: 'HEAD' }, ['curl', '-I', plain.url, '--compressed']],
    ['names another method', { method: 'DELETE' }, ['curl', '-X', 'DELETE', plain.url, '--compressed']],
    [
      'posts nothing, and no type of it',
      { method: 'POST' },
      ['curl', '--data-raw', '', plain.url, '--compressed', '-H', 'Content-Type:'],
    ],
    [
      'posts a text, and no type but its own',
      { method: 'POST', body: text('a=b') },
      ['curl', plain.url, '--compressed', '-H', 'Content-Type:', '--data-raw', 'a=b'],
    ],
    [
      'puts a text of a type',
      { method: 'PUT', body: text('{}'), headers: [header('content-type', 'application/json')] },
      ['curl', '-X', 'PUT', plain.url, '--compressed', '-H', 'content-type: application/json', '--data-raw', '{}'],
    ],
    [
      'sends a body with HEAD, after which the connection ends',
      { method: 'HEAD', body: text('x'), headers: [header('Content-Type', 'text/plain')] },
      [
        'curl',
        '-X',
        'HEAD',
        '--ignore-content-length',
        plain.url,
        '--compressed',
        '-H',
        'Content-Type: text/plain',
        '-H',
        'Connection: close',
        '--data-raw',
        'x',
      ],
    ],
    [
      'leaves a wish for the connection as it is',
      {
        method: 'HEAD',
        body: text('x'),
        headers: [header('A', ''), header('connection', 'keep-alive'), header('content-type', 'a/b')],
      },
      [
        'curl',
        '-X',
        'HEAD',
        '--ignore-content-length',
        plain.url,
        '--compressed',
        '-H',
        'A;',
        '-H',
        'connection: keep-alive',
        '-H',
        'content-type: a/b',
        '--data-raw',
        'x',
      ],
    ],
    [
      'sends a header that is empty, and leaves the length to curl',
      { headers: [header('X-Empty', ''), header('Content-Length', '7'), header('X-A', 'b c')] },
      ['curl', plain.url, '--compressed', '-H', 'X-Empty;', '-H', 'X-A: b c'],
    ],
    [
      'sends a file without waiting for the server',
      { method: 'POST', body: { kind: 'file', fileName: "a b'.bin" } },
      ['curl', plain.url, '--compressed', '-H', 'Content-Type:', '-H', 'Expect:', '--data-binary', "@a b'.bin"],
    ],
    [
      'sends parts, whose boundary is curl’s own',
      {
        method: 'POST',
        headers: [header('Content-Type', 'multipart/form-data; boundary=x')],
        body: parts({ text: 'v' }),
      },
      ['curl', plain.url, '--compressed', '-H', 'Expect:', '-F', 'p="v"'],
    ],
    [
      'sends parts of another type',
      { method: 'POST', headers: [header('Content-Type', 'multipart/mixed; boundary=x')], body: parts({ text: 'v' }) },
      ['curl', plain.url, '--compressed', '-H', 'Content-Type: multipart/mixed', '-H', 'Expect:', '-F', 'p="v"'],
    ],
    [
      'says of a part what there is to say',
      {
        method: 'POST',
        body: parts(
          { text: 'a;b,"c"\\', contentType: 'text/plain', headers: [header('X-Id', '1')] },
          { fileName: 'cat "1".png', contentType: 'image/png' },
          { fileName: 'note.txt', text: '@x' },
        ),
      },
      [
        'curl',
        plain.url,
        '--compressed',
        '-H',
        'Expect:',
        '-F',
        'p="a;b,\\"c\\"\\\\";type=text/plain;headers="X-Id: 1"',
        '-F',
        'p=@"cat \\"1\\".png";type=image/png;filename="cat \\"1\\".png"',
        '-F',
        'p="@x";filename="note.txt"',
      ],
    ],
  ])('%s', (_, change, expected) => {
    expect(wordsOf(change)).toEqual(expected);
    const [shell] = byShell([curlCommand({ ...plain, ...change })]);
    expect(shell?.words).toEqual(expected.slice(1));
  });

  it('hands a long text over by a pipe, which has no limit, and a short one as an argument', () => {
    const sizes = [33_334, 99_999, 100_000, 100_001];
    const all = sizes.flatMap((length) => [
      { ...plain, method: 'POST', body: text('x'.repeat(length)) },
      { ...plain, method: 'POST', body: parts({ text: 'x'.repeat(length) }, { name: 'q', text: 'short' }) },
      { ...plain, method: 'POST', body: text('é'.repeat(length / 2)) },
    ]);
    const shell = byShell(all.map(curlCommand));
    all.forEach(({ body }, at) => {
      const long = (body.kind === 'parts' ? body.parts[0]?.text : body.kind === 'text' && body.text) || '';
      const isPiped = Buffer.byteLength(long) > 100_000;
      const { words = [], input = '' } = shell[at] ?? {};
      expect(input).toBe(isPiped ? long : '');
      const argument =
        words[words.indexOf(body.kind === 'text' ? (isPiped ? '--data-binary' : '--data-raw') : '-F') + 1];
      if (body.kind === 'text') expect(argument).toBe(isPiped ? '@-' : long);
      else expect(argument).toBe(isPiped ? 'p=<-' : `p="${long}"`);
      expect(words.at(-1)).toBe(body.kind === 'text' ? argument : 'q="short"');
    });
  });

  it('waits for no server only above a megabyte', () => {
    const silent = (length: number) =>
      curlCommand({ ...plain, method: 'POST', body: text('x'.repeat(length)) }).includes('-H Expect:');
    expect([1_000_000, 1_000_001].map(silent)).toEqual([false, true]);
  });
});

const anything = fc
  .string({ unit: fc.constantFrom(...'ab \'"\\$`!;|&<>()[]{}*?#~%^=@:,\n\té😀') })
  .filter((each) => !each.includes('\0'));

it('the shell reads back whatever stands in a request', () => {
  const request = fc.record({ value: anything, body: anything, method: fc.constantFrom('PUT', 'X-Y', "it's") });
  const requests = fc.sample(request, 150).map(({ value, body, method }) => ({
    ...plain,
    method,
    headers: [header('X-A', `v${value.replaceAll('\n', ' ')}`), header('Content-Type', 'text/plain')],
    body: text(body),
  }));
  const shell = byShell(requests.map(curlCommand));
  requests.forEach(({ method, headers, body }, at) => {
    const words = shell[at]?.words ?? [];
    expect(words.slice(0, 3)).toEqual(['-X', method, plain.url]);
    expect(words).toContain(`X-A: ${headers[0]?.value}`);
    expect(words.slice(-2)).toEqual(['--data-raw', body.kind === 'text' && body.text]);
    expect(readShell(curlCommand(requests[at] ?? plain)).words.slice(1)).toEqual(words);
  });
});

it('keeps the method of a form without a field', () => {
  for (const method of ['POST', 'PUT', 'GET']) {
    const [read] = readCurl(curlCommand({ ...plain, method, body: parts() }));
    expect(read).toMatchObject({ method, unsupported: [] });
  }
});
