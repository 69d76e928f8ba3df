import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { explainCurl } from './curl.ts';

async function explained(command: string): Promise<{ value: unknown; lines: readonly string[] }> {
  let said: { value: unknown; lines: readonly string[] } | undefined;
  const result = (value: unknown, lines: readonly string[]) => {
    said = { value, lines };
  };
  await explainCurl({ json: true, result, note: () => undefined }, command);
  return said ?? { value: undefined, lines: [] };
}

test('a command in parts, for programs and for persons', async () => {
  const { value, lines } = await explained(`curl -kL 'https://u:p@a.test/x?a=b%20c&a' --json '{}' --foo --http2`);
  expect(value).toEqual({
    method: 'POST',
    url: 'https://a.test/x?a=b%20c&a',
    headers: [
      { name: 'Accept', value: 'application/json' },
      { name: 'Content-Type', value: 'application/json' },
    ],
    query: [
      { name: 'a', value: 'b c' },
      { name: 'a', value: '' },
    ],
    body: { kind: 'text', mediaType: 'application/json', text: '{}' },
    auth: { kind: 'basic', username: 'u', password: 'p' },
    options: { followRedirects: true, insecure: true, httpVersion: '2' },
    unsupported: ['--foo'],
  });
  expect(lines).toEqual([
    'POST https://a.test/x?a=b%20c&a',
    '  ?a = b c',
    '  ?a = ',
    '  Accept: application/json',
    '  Content-Type: application/json',
    '  Authentication: basic as u',
    '  followRedirects: true',
    '  insecure: true',
    '  httpVersion: 2',
    '  Not taken over: --foo',
    '',
    '{}',
  ]);
});

test('several requests: the first, and the others beside it', async () => {
  const { value, lines } = await explained('curl a.test/{1,2} --next b.test -F a=@x -F b=c');
  expect(value).toMatchObject({ url: 'http://a.test/1', more: [{ url: 'http://a.test/2' }, { url: 'http://b.test' }] });
  expect(lines.filter((line) => line === '')).toHaveLength(2);
  expect(lines.slice(-2)).toEqual(['  a = @x', '  b = c']);
});

test('files are read from where it runs', async () => {
  const path = join(temporaryFolder(), 'body');
  writeFileSync(path, 'one\ntwo\n');
  expect(await explained(`curl a.test -d x -d '@${path}'`)).toMatchObject({ value: { body: { text: 'x&onetwo' } } });
  expect(await explained(`curl a.test -d x -d '@${path}.gone'`)).toMatchObject({
    value: { unsupported: [`the content of ${path}.gone`] },
  });
});

test.each([
  ['curl a.test --oauth2-bearer t', '  Authentication: a bearer token'],
  ['curl a.test --aws-sigv4 aws:amz -u id:key', '  Authentication: AWS signature aws:amz as id'],
  ['curl a.test --anyauth -u id:key', '  Authentication: whatever the server takes as id'],
  ['curl a.test --negotiate -u :', '  Authentication: negotiate as nobody'],
  ['curl a.test -d @gone', '  The body is the file gone without its line breaks'],
  ['curl a.test -T gone', '  The body is the file gone'],
])('%s: %s', async (command, line) => {
  expect((await explained(command)).lines).toContain(line);
});

test('no command, and one without an address, are said apart', async () => {
  await expect(explained('wget a.test')).rejects.toMatchObject({ code: 'USAGE', message: 'This is no curl command.' });
  await expect(explained('curl')).rejects.toMatchObject({ code: 'USAGE', message: 'The command has no URL.' });
});
