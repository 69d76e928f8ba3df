import lang from '@usebruno/lang';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PortableRequest } from '../portable.ts';
import { readPortable } from '../read.ts';
import { Blocks } from './blocks.ts';
import { readBru } from './bru.ts';

/** Words and texts that the markup of Bruno can hold, and those that make it hard to read. */
const value = fc.oneof(
  fc.constantFrom(
    'a: b',
    '{{x}}',
    '{',
    '}',
    '[',
    '"',
    "it's",
    '~a',
    '@b',
    'a\nb',
    '{\n  "a": 1\n}',
    'a:b:c',
    'ключ',
    'x @contentType(y)',
    '\\',
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }).map((text) => text.trim()),
);
const key = fc.oneof(fc.stringMatching(/^[A-Za-z][\w-]{0,8}$/), fc.constantFrom('a b', 'x:y', 'q"r', 'constructor'));
const row = fc.record({ name: key, value, enabled: fc.boolean() });
// A line of a value that is not indented would end its block, and three quotes its value, in every reader.
const fits = ({ value: text }: { value: string }) => !text.includes("'''");
const rows = fc.array(row.filter(fits), { maxLength: 4 });
const code = fc
  .array(fc.constantFrom('a();', '  if (x) {', '  }', '', 'b: c', '// }'), { minLength: 1, maxLength: 4 })
  .map((lines) => lines.join('\n'));

const requests = fc.record({
  headers: rows,
  vars: rows,
  form: rows,
  json: code,
  script: code,
  docs: code,
});

const pairsOf = (blocks: Blocks, name: string) =>
  blocks.pairs(name).map((each) => ({ name: each.name, value: each.value, enabled: each.enabled }));
/** Bruno keeps the ends of lines that a file on Windows has within a value; here they are those of every other text. */
const plain = (given: unknown) =>
  (Array.isArray(given) ? given : []).map((each) => ({
    name: each.name,
    value: each.value.replaceAll('\r', ''),
    enabled: each.enabled,
  }));

test('blocks are read as Bruno’s own parser reads them', () => {
  fc.assert(
    fc.property(requests, fc.boolean(), ({ headers, vars, form, json, script, docs }, isWindows) => {
      const written = lang.jsonToBruV2({
        meta: { name: 'R', type: 'http', seq: 3 },
        http: { method: 'post', url: 'https://a.test/x?y=1', body: 'json', auth: 'none' },
        headers,
        body: { json, formUrlEncoded: form },
        vars: { req: vars.map((each) => ({ ...each, local: false })) },
        script: { req: script },
        docs,
      });
      const text = isWindows ? written.replaceAll('\n', '\r\n') : written;
      let theirs: Record<string, unknown>;
      try {
        theirs = lang.bruToJsonV2(text);
      } catch {
        return;
      }
      const ours = new Blocks(readBru(text));
      expect(pairsOf(ours, 'headers')).toEqual(plain(theirs.headers));
      expect(pairsOf(ours, 'vars:pre-request')).toEqual(plain((theirs.vars as { req?: unknown } | undefined)?.req));
      const body = theirs.body as { json?: string; formUrlEncoded?: unknown } | undefined;
      expect(pairsOf(ours, 'body:form-urlencoded')).toEqual(plain(body?.formUrlEncoded));
      expect(ours.text('body:json')).toBe(body?.json ?? '');
      expect(ours.text('script:pre-request')).toBe((theirs.script as { req?: string } | undefined)?.req ?? '');
      expect(ours.text('docs')).toBe(theirs.docs ?? '');
      expect(ours.value('post', 'url')).toBe((theirs.http as { url: string }).url);
    }),
    { numRuns: 200 },
  );
});

const written = lang.jsonToBruV2({
  meta: { name: 'Order', type: 'http', seq: 2, tags: ['smoke'] },
  http: { method: 'post', url: 'https://a.test/:id?x=1&off=2', body: 'multipartForm', auth: 'bearer' },
  params: [
    { name: 'x', value: '1', enabled: true, type: 'query', description: 'two\nlines' },
    { name: 'off', value: '2', enabled: false, type: 'query', description: "it's" },
    { name: 'id', value: '7', enabled: true, type: 'path' },
  ],
  headers: [{ name: 'a:b "c"', value: 'v\nw', enabled: false }],
  auth: { bearer: { token: '{{t}}' } },
  body: {
    multipartForm: [
      { name: 'text', value: 'b', enabled: true, type: 'text', contentType: 'text/csv' },
      { name: 'file', value: ['/a.txt', '/b.txt'], enabled: true, type: 'file', contentType: 'text/plain' },
    ],
  },
  vars: {
    req: [{ name: 'q', value: '1', enabled: true, local: true }],
    res: [
      { name: 'id', value: 'res.body.items[0].id', enabled: true, local: false },
      { name: 'odd', value: 'res.body.items.map(x => x)', enabled: true, local: false },
    ],
  },
  assertions: [
    { name: 'res.status', value: 'eq 201', enabled: true },
    { name: 'res.body.name', value: 'isString', enabled: false },
    { name: 'res.headers.etag', value: 'isDefined', enabled: true },
    { name: 'res.responseTime', value: 'between 1, 500', enabled: true },
    { name: 'res.body', value: 'isTruthy', enabled: true },
  ],
  script: { req: 'bru.setVar("a", 1);', res: 'b();' },
  tests: 'test("x", () => {});',
  docs: '# Docs',
  settings: { encodeUrl: true, timeout: 1500, followRedirects: false, maxRedirects: 4 },
  examples: [
    {
      name: 'made',
      request: { url: 'https://a.test', method: 'post', mode: 'none' },
      response: {
        headers: [{ name: 'Content-Type', value: 'application/json', enabled: true }],
        status: 201,
        statusText: 'Created',
        body: { type: 'json', content: '{\n  "a": 1\n}' },
      },
    },
  ],
});

const folder = [
  { path: 'Shop/bruno.json', text: '{"version":"1","name":"The shop","type":"collection"}' },
  {
    path: 'Shop/collection.bru',
    text: lang.jsonToCollectionBru({
      headers: [{ name: 'H', value: '1', enabled: true }],
      auth: { mode: 'basic', basic: { username: 'u', password: 'p' } },
      vars: { req: [{ name: 'x', value: '1', enabled: true }] },
      docs: 'About',
    }),
  },
  { path: 'Shop/Orders/folder.bru', text: 'meta {\n  name: All orders\n  seq: 1\n}\n\nauth {\n  mode: none\n}\n' },
  { path: 'Shop/Orders/Make.bru', text: written },
  {
    path: 'Shop/Orders/First.bru',
    text: 'meta {\n  name: First\n  seq: 1\n}\n\nget {\n  url: https://a.test\n  auth: inherit\n}\n',
  },
  { path: 'Shop/Orders/broken.bru', text: 'meta {\n  name: x\n' },
  { path: 'Shop/Orders/call.bru', text: 'meta {\n  name: Call\n  type: grpc\n}\n\ngrpc {\n  url: a\n}\n' },
  {
    path: 'Shop/environments/Live.bru',
    text: lang.envJsonToBruV2({
      color: '#ff0000',
      variables: [
        { name: 'a', value: 'x\ny', enabled: true, secret: false },
        { name: 'b', value: 'z', enabled: false, secret: false, description: 'hm' },
        { name: 's', value: 'canary', enabled: true, secret: true },
        { name: 's2', value: '', enabled: false, secret: true },
      ],
    }),
  },
  { path: 'Shop/lib/helper.js', text: 'module.exports = 1;' },
  { path: 'Shop/package.json', text: '{}' },
  { path: 'Shop/.env', text: 'TOKEN=canary' },
];

test('the folder of a collection is read with its folders in order, environments and everything of a request', () => {
  const { collections, format } = readPortable(folder);
  expect(format).toBe('bruno');
  const [collection] = collections;
  expect(collection).toMatchObject({
    name: 'The shop',
    description: 'About',
    auth: { kind: 'basic', username: 'u', password: 'p' },
    headers: [{ name: 'H', value: '1' }],
    variables: [{ name: 'x', value: '1' }],
    items: [
      {
        kind: 'folder',
        name: 'All orders',
        auth: { kind: 'inherit' },
        items: [{ name: 'First', auth: { kind: 'inherit' } }, { name: 'Order' }],
      },
    ],
  });
  expect(collection?.environments).toEqual([
    {
      name: 'Live',
      color: '#ff0000',
      isGlobal: false,
      variables: [
        { name: 'a', value: 'x\ny', enabled: true, secret: false },
        { name: 'b', value: 'z', enabled: false, secret: false },
        { name: 's', value: '', enabled: true, secret: true },
        { name: 's2', value: '', enabled: false, secret: true },
      ],
    },
  ]);
  const orders = collection?.items[0];
  expect(orders?.kind === 'folder' ? orders.items[1] : null).toEqual({
    kind: 'request',
    name: 'Order',
    description: '# Docs',
    method: 'POST',
    url: 'https://a.test/{id}',
    parameters: [
      { in: 'path', name: 'id', value: '7', enabled: true, description: '' },
      { in: 'query', name: 'x', value: '1', enabled: true, description: 'two\nlines' },
      { in: 'query', name: 'off', value: '2', enabled: false, description: "it's" },
      { in: 'header', name: 'a:b "c"', value: 'v\nw', enabled: false, description: '' },
    ],
    body: {
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [
        { name: 'text', value: 'b', enabled: true, description: '', mediaType: 'text/csv' },
        { name: 'file', value: '', enabled: true, description: '', mediaType: 'text/plain', file: { path: '/a.txt' } },
        { name: 'file', value: '', enabled: true, description: '', mediaType: 'text/plain', file: { path: '/b.txt' } },
      ],
    },
    auth: { kind: 'bearer', token: '{{t}}', prefix: 'Bearer' },
    variables: [{ name: 'q', value: '1', enabled: true, secret: false }],
    settings: { followRedirects: false, maxRedirects: 4, timeoutSeconds: 1.5, httpVersion: null, useCookies: null },
    scripts: { before: 'bru.setVar("a", 1);', after: 'b();\n\ntest("x", () => {});' },
    assertions: [
      { enabled: true, subject: 'status', expression: '', operator: 'equals', value: '201' },
      { enabled: true, subject: 'header', expression: 'etag', operator: 'exists', value: '' },
      { enabled: true, subject: 'time', expression: '', operator: 'greaterOrEqual', value: '1' },
      { enabled: true, subject: 'time', expression: '', operator: 'lessOrEqual', value: '500' },
      // Bruno writes what is switched off last.
      { enabled: false, subject: 'jsonPath', expression: '$.name', operator: 'isType', value: 'string' },
    ],
    captures: [{ enabled: true, variable: 'id', subject: 'jsonPath', expression: '$.items[0].id' }],
    examples: [
      {
        name: 'made',
        status: 201,
        statusText: 'Created',
        headers: [{ name: 'Content-Type', value: 'application/json', enabled: true, description: '' }],
        body: '{\n  "a": 1\n}',
      },
    ],
  } satisfies PortableRequest);
});

test('a broken file, another kind of request, scripts and what has no counterpart are noted at their place', () => {
  const { notes } = readPortable(folder);
  expect(notes.map(({ path, message }) => `${path.join(' › ')}: ${message}`).sort()).toEqual([
    'Shop/.env: Its values, which `process.env` stands for, were left out.',
    'Shop/lib/helper.js: The file of scripts was left out.',
    'The shop › Live: The description of the variable “b” was left out.',
    'The shop › Orders › Make: Its scripts use Bruno’s `bru`, `req` and `res`; they were taken over as they are and may need changes.',
    'The shop › Orders › Make: The check “res.body isTruthy” can’t be taken over.',
    'The shop › Orders › Make: The variable “odd”, which is set from the response, can’t be taken over.',
    'The shop › Orders › call: A gRPC request was left out.',
    'The shop › Orders/broken.bru: Line 1: The block “meta” is never closed. The file was left out.',
  ]);
});

test('names that a prototype has are names like any other', () => {
  const text =
    'meta {\n  name: P\n}\n\nget {\n  url: https://a.test\n}\n\nheaders {\n  __proto__: a\n  ~constructor: b\n}\n';
  const { collections } = readPortable([{ path: 'p.bru', text: `\ufeff${text}` }]);
  expect(collections[0]?.items).toMatchObject([
    {
      parameters: [
        { name: '__proto__', value: 'a', enabled: true },
        { name: 'constructor', value: 'b', enabled: false },
      ],
    },
  ]);
});

test('a file of one megabyte is read in well under a second', () => {
  const text = `meta {\n  name: Large\n}\n\npost {\n  url: https://a.test\n  body: json\n}\n\nbody:json {\n${'  "0123456789": "0123456789",\n'.repeat(40_000)}}\n`;
  const before = performance.now();
  const { collections } = readPortable([{ path: 'a/large.bru', text }]);
  expect(performance.now() - before).toBeLessThan(1_000);
  expect(collections[0]?.items).toMatchObject([{ name: 'Large', body: { kind: 'text' } }]);
});

test('descriptions of several lines, with quotes in them, are no variables and end no block', () => {
  const text = `vars {
  @description("has ''' in it")
  a: 1
  @description('''
    one
    two
  ''')
  b: 2
}

vars:secret [
  @description('''
    a list [x], and more
  ''')
  s,
  ~off
]
`;
  const { collections, notes } = readPortable([
    { path: 'bruno.json', text: '{"name":"C"}' },
    { path: 'environments/Live.bru', text },
  ]);
  expect(collections[0]?.environments).toMatchObject([
    {
      variables: [
        { name: 'a', value: '1' },
        { name: 'b', value: '2' },
        { name: 's', secret: true, enabled: true },
        { name: 'off', secret: true, enabled: false },
      ],
    },
  ]);
  expect(notes).toHaveLength(3);
});
