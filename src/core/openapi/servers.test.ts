import { describe, expect, it, test } from 'vitest';
import { api, found, inspect, old } from '#test/support/definitionDocuments.ts';
import { serverUrl } from './index.ts';
import { fillServer } from './servers.ts';

// RFC 3986 section 5.4.1 and 5.4.2, but for fragments and a slash at the end, which no server has.
test.each([
  ['g', 'http://a/b/c/g'],
  ['./g', 'http://a/b/c/g'],
  ['g/', 'http://a/b/c/g'],
  ['/g', 'http://a/g'],
  ['//g', 'http://g'],
  ['?y', 'http://a/b/c/d;p?y'],
  ['g?y', 'http://a/b/c/g?y'],
  ['#s', 'http://a/b/c/d;p?q'],
  ['g#s', 'http://a/b/c/g'],
  ['g?y#s', 'http://a/b/c/g?y'],
  [';x', 'http://a/b/c/;x'],
  ['g;x', 'http://a/b/c/g;x'],
  ['', 'http://a/b/c/d;p?q'],
  ['.', 'http://a/b/c'],
  ['./', 'http://a/b/c'],
  ['..', 'http://a/b'],
  ['../g', 'http://a/b/g'],
  ['../..', 'http://a'],
  ['../../g', 'http://a/g'],
  ['../../../g', 'http://a/g'],
  ['/./g', 'http://a/g'],
  ['/../g', 'http://a/g'],
  ['g.', 'http://a/b/c/g.'],
  ['..g', 'http://a/b/c/..g'],
  ['./g/.', 'http://a/b/c/g'],
  ['g/../h', 'http://a/b/c/h'],
  ['g;x=1/../y', 'http://a/b/c/y'],
  ['g?y/../x', 'http://a/b/c/g?y/../x'],
  ['https://x.test/v1/', 'https://x.test/v1'],
])('the server %j of a definition at http://a/b/c/d;p?q is %s', (url, expected) => {
  expect(serverUrl({ url, variables: [] }, { definitionUrl: 'http://a/b/c/d;p?q' })).toBe(expected);
});

test.each([
  ['/v1/', '/v1'],
  ['v1', 'v1'],
  ['https://a.test/', 'https://a.test'],
  ['https://a.test//', 'https://a.test'],
  ['https://a.test/v1#x', 'https://a.test/v1'],
  ['', ''],
])('the server %j stays %j where nobody knows where the definition came from', (url, expected) => {
  expect(serverUrl({ url, variables: [] })).toBe(expected);
});

describe('the variables of a server', () => {
  const server = {
    url: '{scheme}://{host}:{port}/{host}{path}',
    variables: [
      { name: 'scheme', default: 'https', enum: ['https', 'http'] },
      { name: 'host', default: 'a.test' },
      { name: 'port', default: '8443', enum: ['8443'] },
    ],
  };

  it('are filled in by what is given, then by their defaults, wherever they stand', () => {
    expect(fillServer(server, { path: '/v1' })).toEqual({ url: 'https://a.test:8443/a.test/v1' });
    expect(fillServer(server, { host: '$&', path: '' })).toEqual({ url: 'https://$&:8443/$&' });
  });

  it('stay where they have no value, and the first one that cannot be used is told', () => {
    expect(fillServer(server)).toEqual({
      url: 'https://a.test:8443/a.test{path}',
      problem: { name: 'path', message: 'The server variable “path” has no value and no default.' },
    });
    expect(fillServer(server, { scheme: 'ftp', port: '1' }).problem).toEqual({
      name: 'scheme',
      message: '“ftp” is not one of the values of the server variable “scheme”: https, http.',
    });
    expect(() => serverUrl(server, { variables: { port: '1', path: '' } })).toThrow(/“1” is not one of the values/);
  });

  it('are never those that every object has', () => {
    expect(fillServer({ url: '{constructor}{toString}', variables: [] }).url).toBe('{constructor}{toString}');
  });

  it('are read with defaults and values as text, whatever the document writes', () => {
    const variables = {
      port: { default: 443, enum: [443, '8443', null, { a: 1 }] },
      debug: { default: false },
      open: { enum: ['first', 'second'] },
      empty: {},
      named: { default: 'x', description: 'What it is' },
    };
    const url = 'https://a.test:{port}/{debug}/{open}/{empty}/{named}';
    const { servers } = inspect(api({ servers: [{ url, variables }] }));
    expect(servers).toEqual([
      {
        url,
        variables: [
          { name: 'port', default: '443', enum: ['443', '8443'] },
          { name: 'debug', default: 'false' },
          { name: 'open', default: 'first', enum: ['first', 'second'] },
          { name: 'empty', default: '' },
          { name: 'named', default: 'x', description: 'What it is' },
        ],
      },
    ]);
    expect(found(api({ servers: [{ url, variables }] }))).toEqual(
      expect.arrayContaining([
        'SERVER_VARIABLE_INVALID /servers/0/variables/open',
        'SERVER_VARIABLE_INVALID /servers/0/variables/empty',
      ]),
    );
  });

  it('are reported where the address has one that is not described', () => {
    expect(
      found(api({ servers: [{ url: 'https://{region}.a.test/{v}', variables: { v: { default: '1' } } }] })),
    ).toEqual(['SERVER_VARIABLE_INVALID /servers/0']);
  });
});

test.each([
  ['no object', ['https://a.test'], 'SERVER_URL_INVALID /servers/0'],
  ['no address', [{ description: 'x' }], 'SERVER_URL_INVALID /servers/0'],
  ['an address that is no text', [{ url: {} }], 'SERVER_URL_INVALID /servers/0'],
])('a server that is %s is reported and left out', (_, servers, problem) => {
  expect(found(api({ servers }))).toContain(problem);
  expect(inspect(api({ servers })).servers).toEqual([]);
});

test('no more than 500 servers are read, and no more than 50 variables of one', () => {
  const many = Array.from({ length: 501 }, (_, index) => ({ url: `https://a.test/${index}` }));
  expect(inspect(api({ servers: many })).servers).toHaveLength(500);
  const variables = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`v${index}`, { default: 'x' }]));
  expect(inspect(api({ servers: [{ url: 'https://a.test', variables }] })).servers[0]?.variables).toHaveLength(50);
});

// Swagger 2.0, Swagger Object: host, basePath and schemes are its servers.
describe('the servers of Swagger 2.0', () => {
  test.each<[string, object, string[]]>([
    ['https first', { host: 'a.test', schemes: ['http', 'https'] }, ['https://a.test', 'http://a.test']],
    ['each scheme once', { host: 'a.test', schemes: ['https', 'https'] }, ['https://a.test']],
    ['https where no scheme is said', { host: 'a.test' }, ['https://a.test']],
    ['https where no scheme is one of HTTP', { host: 'a.test', schemes: ['ws', 'wss'] }, ['https://a.test']],
    ['the only scheme', { host: 'a.test', schemes: ['http'] }, ['http://a.test']],
    ['the base path', { host: 'a.test:8080', basePath: '/v1/' }, ['https://a.test:8080/v1']],
    ['a base path without a slash', { host: 'a.test', basePath: 'v1' }, ['https://a.test/v1']],
    ['the root as base path', { host: 'a.test', basePath: '/' }, ['https://a.test']],
    ['a base path alone', { basePath: '/v1' }, ['/v1']],
    ['nothing where nothing is said', {}, []],
    ['nothing of a base path that is the root', { basePath: '/' }, []],
    ['a host with spaces around it', { host: ' a.test ' }, ['https://a.test']],
    ['the host of an address', { host: 'http://a.test/v2' }, ['http://a.test']],
    ['the host of an address without a scheme', { host: '//a.test' }, ['https://a.test']],
  ])('are %s', (_, parts, urls) => {
    expect(inspect(old(parts)).servers.map(({ url }) => url)).toEqual(urls);
  });

  test('tell that a host is no address', () => {
    expect(found(old({ host: 'https://a.test' }))).toContain('SERVER_URL_INVALID /host');
    expect(found(old({ host: 'a.test:80' }))).toEqual([]);
  });
});
