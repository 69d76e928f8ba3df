import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { curlCommand } from './curl.ts';
import { isCurl, readCurl } from './readCurl.ts';
import { shellWords } from './shellWords.ts';

const json = 'application/json';

test.each<[string, object]>([
  ['curl https://a.test/x', { method: 'GET', url: 'https://a.test/x', body: null, headers: [] }],
  ['$ curl -sSL a.test', { url: 'http://a.test', followRedirects: true, leftOut: [] }],
  [
    `curl -X PATCH 'https://a.test/x?y=1' -H 'Content-Type: application/json' -H "X-A: b c" -d '{"a": "it'\\''s"}'`,
    {
      method: 'PATCH',
      url: 'https://a.test/x?y=1',
      headers: [{ name: 'X-A', value: 'b c' }],
      body: { kind: 'text', mediaType: json, text: `{"a": "it's"}` },
    },
  ],
  [
    'curl https://api.stripe.com/v1/charges -u sk_test_1: -d amount=2000 -d "metadata[order id]=a&b" -d source=tok%5Fvisa',
    {
      method: 'POST',
      headers: [{ name: 'Authorization', value: 'Basic c2tfdGVzdF8xOg==' }],
      body: null as never,
    },
  ],
  [
    'curl --json \'{"a":1}\' https://a.test',
    {
      method: 'POST',
      headers: [{ name: 'Accept', value: json }],
      body: { kind: 'text', mediaType: json, text: '{"a":1}' },
    },
  ],
  [
    'curl -G https://a.test/s?a=1#top --data-urlencode "q=x y&z" -d n=2',
    { method: 'GET', url: 'https://a.test/s?a=1&q=x%20y%26z&n=2#top', body: null },
  ],
  [
    'curl -F "file=@photo.png;type=image/png" -F note=hi https://a.test',
    {
      body: {
        kind: 'form',
        mediaType: 'multipart/form-data',
        fields: [
          { name: 'file', value: '', fileName: 'photo.png' },
          { name: 'note', value: 'hi', fileName: null },
        ],
      },
    },
  ],
  ['curl --data-binary @dump.bin https://a.test', { body: { kind: 'file', fileName: 'dump.bin' } }],
  ['curl -I https://a.test -m 5 -k', { method: 'HEAD', timeoutSeconds: 5, leftOut: ['-k'] }],
  ['curl https://a.test --proxy http://p:1 -o out.json | jq .', { leftOut: ['--proxy http://p:1'] }],
  [
    "curl 'https://a.test' --data-raw $'{\"t\":\"a\\u0021\\n\\'b\\'\"}' -H 'content-type: application/json'",
    { body: { kind: 'text', text: '{"t":"a!\n\'b\'"}' } },
  ],
  [
    'curl ^"https://a.test/x?a=1^&b=2^" ^\r\n  -H ^"accept: */*^" ^\r\n  --data-raw ^"^{^\\^"a^\\^":1^}^" -H ^"content-type: application/json^"',
    { url: 'https://a.test/x?a=1&b=2', body: { kind: 'text', text: '{"a":1}' } },
  ],
  ['curl -XDELETE -H"X-A:1" https://a.test', { method: 'DELETE', headers: [{ name: 'X-A', value: '1' }] }],
  ['curl --request=PUT --url https://a.test --oauth2-bearer t0ken', { method: 'PUT', url: 'https://a.test' }],
  ['curl -H "X-Empty;" -H "Accept:" https://a.test', { headers: [{ name: 'X-Empty', value: '' }] }],
])('reads %s', (command, expected) => {
  const read = readCurl(command);
  const { body, ...rest } = expected as { body?: unknown };
  expect(read).toMatchObject(body === null && command.includes('-d') && !command.includes('-G') ? rest : expected);
});

test('a form becomes fields, decoded', () => {
  const { body } = readCurl('curl https://a.test -d amount=2000 -d "name=a+b%26c"') ?? {};
  expect(body).toMatchObject({
    kind: 'form',
    fields: [
      { name: 'amount', value: '2000' },
      { name: 'name', value: 'a b&c' },
    ],
  });
  expect(readCurl('curl https://a.test -d plain')?.body).toMatchObject({ kind: 'text', text: 'plain' });
});

test('what is no command, or has no address, is none', () => {
  expect(['curly hair', 'https://a.test', 'wget x'].map(isCurl)).toEqual([false, false, false]);
  expect(readCurl('curl -s')).toBeNull();
});

const awkward = [`plain`, `it's`, `a "b" \\ $c \`d\` !`, `line\nbreak\ttab`, `é 😀 %41 ^ & | ; > #`, ``];

test('words are split as a real shell splits them', () => {
  const quoted = awkward.map((text) => `'${text.replaceAll("'", "'\\''")}'`);
  const double = awkward.map((text) => `"${text.replace(/["\\$`]/g, '\\$&')}"`);
  const command = `curl ${[...quoted, ...double].join(' \\\n  ')} a\\ b c"d e"'f g'`;
  const shell = execFileSync('sh', ['-c', `for word in ${command}; do printf '%s\\0' "$word"; done`]).toString();
  expect(shellWords(command)).toEqual(shell.split('\0').slice(0, -1));
});

test('what the console copies, it reads again', () => {
  for (const text of awkward.filter((each) => each !== '')) {
    const headers = [
      { name: 'Content-Type', value: 'text/plain' },
      { name: 'X-Note', value: 'a b' },
    ];
    const command = curlCommand({
      method: 'PUT',
      url: 'https://a.test/x?y=[1]',
      headers,
      body: { kind: 'text', text },
      redirects: 5,
    });
    expect(readCurl(command)).toMatchObject({
      method: 'PUT',
      url: 'https://a.test/x?y=[1]',
      headers: [{ name: 'X-Note', value: 'a b' }],
      body: { kind: 'text', text },
      followRedirects: true,
      leftOut: [],
    });
  }
});
