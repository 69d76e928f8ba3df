import { describe, expect, it } from 'vitest';
import { configWords, readCommandLine } from './commandLine.ts';
import { expandAddress, mostAddresses } from './glob.ts';
import { isCurl, type ReadCurl, readCurl } from './readCurl.ts';

const json = 'application/json';
const files: Readonly<Record<string, string>> = { lines: 'a\r\nb\n', conf: 'header = "X-A: 1"\n-d a=1\n' };
const read = (command: string) => readCurl(command, (path) => files[path] ?? null)[0];

const part = { value: '', file: null, fileName: null, contentType: null };

describe('a command', () => {
  it.each<[string, Partial<ReadCurl>]>([
    ['curl https://a.test/x', { method: 'GET', url: 'https://a.test/x', body: null, headers: [], auth: null }],
    ['$ curl -sSL a.test', { url: 'http://a.test', options: { followRedirects: true }, unsupported: [] }],
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
      'curl https://u:p%20q@a.test/',
      { url: 'https://a.test/', auth: { kind: 'basic', username: 'u', password: 'p q' } },
    ],
    ['curl a.test -u ada', { auth: { kind: 'basic', username: 'ada', password: '' } }],
    ['curl a.test -u a:b --digest', { auth: { kind: 'digest', username: 'a', password: 'b' } }],
    ['curl a.test -u a:b --anyauth', { auth: { kind: 'any', username: 'a', password: 'b' } }],
    ['curl a.test --negotiate -u :', { auth: { kind: 'negotiate', username: '', password: '' } }],
    ['curl a.test --oauth2-bearer t0ken', { auth: { kind: 'bearer', token: 't0ken' } }],
    [
      'curl a.test -u a:b -H "authorization: mine"',
      { auth: null, headers: [{ name: 'authorization', value: 'mine' }] },
    ],
    [
      'curl a.test --aws-sigv4 aws:amz:eu-west-1:s3 -u id:key',
      { auth: { kind: 'awsSigV4', accessKeyId: 'id', secretAccessKey: 'key', scope: 'aws:amz:eu-west-1:s3' } },
    ],
    [
      'curl a.test -d a=1 -d "b c"',
      { body: { kind: 'text', mediaType: 'application/x-www-form-urlencoded', text: 'a=1&b c' } },
    ],
    [
      'curl a.test -d "a=1&b=x+y%26"',
      {
        body: {
          kind: 'form',
          mediaType: 'application/x-www-form-urlencoded',
          fields: [
            { ...part, name: 'a', value: '1' },
            { ...part, name: 'b', value: 'x y&' },
          ],
        },
      },
    ],
    [
      'curl a.test -d @nowhere',
      { body: { kind: 'file', mediaType: 'application/x-www-form-urlencoded', file: 'nowhere', isStripped: true } },
    ],
    [
      'curl a.test -d @lines -H content-type:a/b',
      { body: { kind: 'text', mediaType: 'a/b', text: 'ab' }, headers: [] },
    ],
    [
      'curl a.test --data-binary @x.bin',
      { body: { kind: 'file', mediaType: 'application/x-www-form-urlencoded', file: 'x.bin', isStripped: false } },
    ],
    [
      'curl a.test --json 1 --json 2',
      {
        method: 'POST',
        body: { kind: 'text', mediaType: json, text: '12' },
        headers: [{ name: 'Accept', value: json }],
      },
    ],
    ['curl a.test -d x -H Content-Type:', { body: { kind: 'text', mediaType: '', text: 'x' } }],
    [
      'curl a.test -F a=b -F "c=@d;type=x/y;filename=e" -F "f=<lines" --form-string "g=@h;type=i"',
      {
        body: {
          kind: 'form',
          mediaType: 'multipart/form-data',
          fields: [
            { ...part, name: 'a', value: 'b' },
            { ...part, name: 'c', file: 'd', fileName: 'e', contentType: 'x/y' },
            { ...part, name: 'f', value: 'a\r\nb\n' },
            { ...part, name: 'g', value: '@h;type=i' },
          ],
        },
      },
    ],
    [
      'curl -T file.txt a.test/up/',
      {
        method: 'PUT',
        url: 'http://a.test/up/file.txt',
        body: { kind: 'file', mediaType: '', file: 'file.txt', isStripped: false },
      },
    ],
    [
      'curl -G https://a.test/s?a=1#top --data-urlencode "q=x y&z" -d n=2',
      { method: 'GET', url: 'https://a.test/s?a=1&q=x+y%26z&n=2', body: null },
    ],
    ['curl -I https://a.test -m 5', { method: 'HEAD', options: { followRedirects: false, timeoutSeconds: 5 } }],
    ['curl a.test/a/./b/../c', { url: 'http://a.test/a/c' }],
    [
      'curl --path-as-is a.test/a/../c',
      { url: 'http://a.test/a/../c', options: { followRedirects: false, pathAsIs: true } },
    ],
    [
      'curl a.test -b jar.txt -b a=1 -c out',
      {
        headers: [{ name: 'Cookie', value: 'a=1' }],
        options: { followRedirects: false, cookieFile: 'jar.txt', cookieJar: 'out' },
      },
    ],
    ['curl a.test -o x -w y --trace z -N -f --retry 3', { unsupported: ['--retry 3'] }],
    ['curl a.test --nosuch -Y 1 --ftp-pasv', { unsupported: ['--nosuch', '--ftp-pasv', '--speed-limit 1'] }],
    ['curl a.test -d x -F y=z', { unsupported: ['--form together with --data'] }],
    [
      'curl a.test -F "a=@b,c;headers=X: y"',
      { unsupported: ['headers= in --form a=@b,c;headers=X: y', 'several files in --form a=@b,c;headers=X: y'] },
    ],
    [
      'curl a.test -d a=1 -d @gone',
      {
        body: { kind: 'text', mediaType: 'application/x-www-form-urlencoded', text: 'a=1&' },
        unsupported: ['the content of gone'],
      },
    ],
    ['curl a.test -K conf', { method: 'POST', headers: [{ name: 'X-A', value: '1' }] }],
    ['curl a.test -K gone', { unsupported: ['--config gone'] }],
    [
      'curl https://a.test -k -x http://u:p@p:1 --noproxy b -E c.pem:pw --key k --pass w --cacert ca --resolve a:1:2 --http2 --connect-timeout 1.5 --max-redirs 3 --compressed --location-trusted',
      {
        options: {
          followRedirects: true,
          maxRedirects: 3,
          trustsRedirects: true,
          connectTimeoutSeconds: 1.5,
          compressed: true,
          insecure: true,
          httpVersion: '2',
          proxy: 'http://u:p@p:1',
          noProxy: 'b',
          caCertificate: 'ca',
          certificate: 'c.pem:pw',
          key: 'k',
          keyPassphrase: 'w',
          resolve: ['a:1:2'],
        },
        unsupported: [],
      },
    ],
  ])('reads %s', (command, expected) => {
    expect(read(command)).toMatchObject(expected);
    if (expected.options !== undefined) expect(read(command)?.options).toEqual(expected.options);
    if (expected.unsupported !== undefined) expect(read(command)?.unsupported).toEqual(expected.unsupported);
  });

  it('of several addresses and parts is several requests', () => {
    const all = readCurl('curl a.test/{1,2} b.test -H "X: 1" --next -X PUT c.test -: -d x d.test');
    expect(all.map(({ method, url, headers }) => [method, url, headers.length])).toEqual([
      ['GET', 'http://a.test/1', 1],
      ['GET', 'http://a.test/2', 1],
      ['GET', 'http://b.test', 1],
      ['PUT', 'http://c.test', 0],
      ['POST', 'http://d.test', 0],
    ]);
    expect(readCurl('curl -g a.test/{1,2}').map(({ url }) => url)).toEqual(['http://a.test/{1,2}']);
    expect(readCurl('curl -T "one" a.test/x/ -T two b.test/y/').map(({ url }) => url)).toEqual([
      'http://a.test/x/one',
      'http://b.test/y/two',
    ]);
  });

  it('is none where it has no address, or is another', () => {
    expect(['curly hair', 'https://a.test', 'wget x', '# curl a', '> curl a'].map(isCurl)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(readCurl('curl -s')).toEqual([]);
    expect(readCurl('wget a.test')).toEqual([]);
  });

  it('that contains itself as configuration ends', () => {
    expect(readCurl('curl a.test -K loop', () => '-K loop')[0]?.unsupported).toEqual(['--config loop']);
  });
});

describe('options', () => {
  const line = (...words: string[]) => readCommandLine(words, () => null)[0];

  it('stand together, with a value behind or after, and begin a longer name', () => {
    expect(line('-sSXPUT', '-d', 'a', 'u')).toMatchObject({
      flags: new Set(['silent', 'show-error']),
      urls: ['u'],
      values: [
        { name: 'request', value: 'PUT' },
        { name: 'data', value: 'a' },
      ],
    });
    expect(line('--sile', '--max-t', '3', 'u')).toMatchObject({
      flags: new Set(['silent']),
      values: [{ name: 'max-time', value: '3' }],
    });
    expect(line('--loc', 'u')).toMatchObject({ unknown: ['--loc'] });
    expect(line('-L', '--no-location', 'u')?.flags.size).toBe(0);
    expect(line('--', '-x', '-')?.urls).toEqual(['-x', '-']);
  });

  it('of a configuration file have their own quotes (manual, --config)', () => {
    const text = [
      '# no',
      '',
      'url = "http://a.test/?a=\\"b\\t\\""',
      'user-agent: me too',
      'request PUT',
      '-s',
      '--location',
      'silent',
    ].join('\n');
    expect(configWords(text)).toEqual([
      '--url',
      'http://a.test/?a="b\t"',
      '--user-agent',
      'me too',
      '--request',
      'PUT',
      '-s',
      '--location',
      '--silent',
    ]);
  });
});

describe('an address that stands for several', () => {
  it.each([
    ['a/{b,c}/[1-2]', ['a/b/1', 'a/b/2', 'a/c/1', 'a/c/2']],
    ['a[01-10:4]', ['a01', 'a05', 'a09']],
    ['[a-e:2]', ['a', 'c', 'e']],
    ['{,x}y', ['y', 'xy']],
    ['a[0]', ['a[0]']],
    ['http://[::1]/x', ['http://[::1]/x']],
    ['[3-1]', ['[3-1]']],
    ['[a-9]', ['[a-9]']],
    ['\\{a,b\\}', ['{a,b}']],
    ['{a', ['{a']],
  ])('%s', (address, all) => {
    expect(expandAddress(address)).toEqual(all);
  });

  it('of too many is one', () => {
    expect(expandAddress('[1-1000]')).toHaveLength(mostAddresses);
    expect(expandAddress('[1-1001]')).toEqual(['[1-1001]']);
    expect(expandAddress('[1-100][1-100]')).toEqual(['[1-100][1-100]']);
  });
});

describe('what a command reads and where it writes', () => {
  const form = { kind: 'text', mediaType: 'application/x-www-form-urlencoded' };
  it.each<[string, Partial<ReadCurl>]>([
    ['curl a.test/x 2>/dev/null', { url: 'http://a.test/x' }],
    ['curl a.test/x 2>&1 | jq .', { url: 'http://a.test/x' }],
    [`curl a.test/x > out.json -H 'X-A: 1'`, { headers: [{ name: 'X-A', value: '1' }] }],
    ['curl a.test/x &> log -d b', { method: 'POST' }],
    [
      'curl a.test/<id> -u <name>:x',
      { url: 'http://a.test/<id>', auth: { kind: 'basic', username: '<name>', password: 'x' } },
    ],
    ['curl a.test -d @- < lines', { body: { ...form, text: 'ab' } as ReadCurl['body'], unsupported: [] }],
    [
      'curl a.test -T - < up.bin',
      { method: 'PUT', body: { kind: 'file', mediaType: '', file: 'up.bin', isStripped: false } },
    ],
    [
      'cat up.bin | curl a.test --data-binary @-',
      { body: { kind: 'file', mediaType: form.mediaType, file: 'up.bin', isStripped: false } },
    ],
    [`echo '{"a":1}' | curl --json @- a.test`, { body: { kind: 'text', mediaType: json, text: '{"a":1}\n' } }],
    [`echo -n 'it is' | curl a.test -d @-`, { body: { ...form, text: 'it is' } as ReadCurl['body'] }],
    [`printf '%s' 'a%b\\c' | curl a.test -d @-`, { body: { ...form, text: 'a%b\\c' } as ReadCurl['body'] }],
    [`printf 'a\\n' | curl a.test -d @-`, { unsupported: ['the content of -'] }],
    ['ls | curl a.test', { url: 'none' }],
    [
      'curl a.test -d "$(jq -r ".a b" f)" -H "X: $(id)"',
      { body: { ...form, text: '$(jq -r ".a b" f)' } as ReadCurl['body'] },
    ],
    [
      'curl a.test --data-binary @<(echo x)',
      { body: { kind: 'file', mediaType: form.mediaType, file: '<(echo x)', isStripped: false } },
    ],
  ])('%s', (command, expected) => {
    const requests = readCurl(command, (path) => files[path] ?? null);
    if (expected.url === 'none') expect(requests).toEqual([]);
    else {
      expect(requests).toHaveLength(1);
      expect(requests[0]).toMatchObject(expected);
    }
  });
});

it('offers HTTP/2 without TLS, and asks for it with TLS', () => {
  expect(read('curl --http2 http://a.test')?.options.httpVersion).toBeUndefined();
  expect(read('curl --http2 https://a.test')?.options.httpVersion).toBe('2');
  expect(read('curl --http2-prior-knowledge http://a.test')?.options.httpVersion).toBe('2');
});
