import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPortable } from './read.ts';
import { requestsIn } from './tree.ts';

const read = (text: string, path = 'a.json') => readPortable([{ path, text }]);
const postman = (item: unknown[]) => ({
  info: { name: 'C', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  item,
});

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'no fault';
  } catch (cause) {
    return String((cause as { code?: string }).code);
  }
};

test.each([
  ['nothing', '', 'COLLECTION_EMPTY'],
  ['only blanks', ' \n\t', 'COLLECTION_EMPTY'],
  ['a cut JSON', '{"info": {"name": "x', 'COLLECTION_SYNTAX'],
  ['a broken JSON', '{"info": }', 'COLLECTION_SYNTAX'],
  ['a broken YAML', 'a: [', 'COLLECTION_SYNTAX'],
  ['a definition', '{"openapi": "3.1.0"}', 'COLLECTION_UNKNOWN_FORMAT'],
  ['any text', 'Hello', 'COLLECTION_UNKNOWN_FORMAT'],
  ['null', 'null', 'COLLECTION_UNKNOWN_FORMAT'],
  ['a list', '[1,2]', 'COLLECTION_UNKNOWN_FORMAT'],
  ['a zip that was not unpacked', 'PK\u0003\u0004\u0014', 'COLLECTION_UNKNOWN_FORMAT'],
])('%s is refused with a code', (_, text, code) => {
  expect(codeOf(() => read(text))).toBe(code);
});

test('a fault quotes nothing of the text', () => {
  for (const text of ['{"token": "canary-1" canary-2}', '{"token": canary-3', 'token: "canary-4" canary-5\n  x: 1']) {
    expect(() => read(text)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('canary') }));
  }
});

test('byte-order marks, Windows line ends and paths with backslashes are read', () => {
  const text = `\ufeff${JSON.stringify(postman([{ name: 'R', request: 'https://a.test' }]), null, 2).replaceAll('\n', '\r\n')}`;
  expect(read(text, 'C:\\x\\a.json').collections).toMatchObject([{ items: [{ url: 'https://a.test' }] }]);
});

test('folders 20,000 deep keep their requests', () => {
  const depth = 20_000;
  const inner = '{"name":"R","request":"https://a.test"}';
  const text = `{"info":{"name":"C","schema":"getpostman.com"},"item":[${'{"name":"F","item":['.repeat(depth)}${inner}${']}'.repeat(depth)}]}`;
  const { collections, notes } = read(text);
  expect(collections.flatMap((each) => requestsIn(each))).toHaveLength(1);
  expect(notes).toMatchObject([{ message: expect.stringContaining('joined into this one') }]);
});

test('values nested without end, where text belongs, are noted and nothing else', () => {
  const deep = '[['.repeat(50_000) + ']]'.repeat(50_000);
  const text = `{"info":{"name":"C","schema":"getpostman.com"},"item":[{"name":"R","request":{"url":${deep},"method":${deep},"header":[{"key":${deep}}]}}]}`;
  const { collections } = read(text);
  expect(collections[0]?.items).toMatchObject([{ name: 'R', method: 'GET', url: '' }]);
});

test('more than 100,000 items are refused, and 50 MB in one body are read', () => {
  const many = JSON.stringify(postman(Array.from({ length: 100_001 }, () => ({ request: 'x' }))));
  expect(codeOf(() => read(many))).toBe('COLLECTION_TOO_LARGE');
  const raw = 'x'.repeat(50_000_000);
  const { collections } = read(
    JSON.stringify(postman([{ name: 'R', request: { url: 'x', method: 'POST', body: { mode: 'raw', raw } } }])),
  );
  expect(
    requestsIn(collections[0] ?? ({ items: [] } as never)).map(
      ({ request }) => request.body.kind === 'text' && request.body.text.length,
    ),
  ).toEqual([raw.length]);
});

test('3,000 requests of each format that is one file are read in under a second', () => {
  const request = (index: number) => ({
    name: `R${index}`,
    request: {
      method: 'POST',
      url: { raw: `https://a.test/${index}/:id?a=1`, query: [{ key: 'a', value: '1' }] },
      header: [{ key: 'A', value: 'b' }],
      body: { mode: 'raw', raw: '{"a":1}', options: { raw: { language: 'json' } } },
    },
  });
  const text = JSON.stringify(postman(Array.from({ length: 3_000 }, (_, index) => request(index))));
  const before = performance.now();
  expect(read(text).collections[0]?.items).toHaveLength(3_000);
  expect(performance.now() - before).toBeLessThan(1_000);
});

test('aliases of YAML that stand for a billion values are refused', () => {
  const levels = Array.from(
    { length: 12 },
    (_, level) =>
      `  l${level}: &l${level} [${Array(10)
        .fill(level === 0 ? '"x"' : `*l${level - 1}`)
        .join(', ')}]`,
  );
  const text = `type: collection.insomnia.rest/5.0\nname: N\nenvironments:\n  data:\n  ${levels.join('\n  ')}\n`;
  expect(codeOf(() => read(text, 'a.yaml'))).toBe('COLLECTION_TOO_LARGE');
});

test('a name that stands twice in YAML is noted', () => {
  const text =
    'type: environment.insomnia.rest/5.0\nname: N\nenvironments:\n  name: E\n  data:\n    a: one\n    a: two\n';
  const { environments, notes } = read(text, 'e.yaml');
  expect(environments).toMatchObject([{ variables: [{ name: 'a', value: 'two' }] }]);
  expect(notes).toMatchObject([{ path: ['e.yaml'], message: expect.stringContaining('stands twice') }]);
});

const cyclic = [
  { _id: 'a', _type: 'request_group', parentId: 'b', name: 'A' },
  { _id: 'b', _type: 'request_group', parentId: 'a', name: 'B' },
  { _id: 'c', _type: 'request_group', parentId: 'c', name: 'C' },
  { _id: 'r1', _type: 'request', parentId: 'a', name: 'R1', url: 'https://a.test' },
  { _id: 'r2', _type: 'request', parentId: 'missing', name: 'R2', url: 'https://a.test' },
  { _type: 'request', parentId: 'c', name: 'R3', url: 'https://a.test' },
  { _type: 'request', name: 'R4', url: 'https://a.test' },
  { _id: 'r1', _type: 'request', parentId: 'w', name: 'R5', url: 'https://a.test' },
];

test('parents in a circle, missing parents and ids lose no request', () => {
  const insomnia = read(
    JSON.stringify({
      _type: 'export',
      __export_format: 4,
      resources: [{ _id: 'w', _type: 'workspace', name: 'W' }, ...cyclic],
    }),
  );
  const names = insomnia.collections.flatMap((each) => requestsIn(each)).map(({ request }) => request.name);
  expect(names.sort()).toEqual(['R1', 'R2', 'R3', 'R4', 'R5']);
  expect(insomnia.notes).toMatchObject([{ message: expect.stringContaining('stand at the top') }]);
  const moved = cyclic.map(({ _id, parentId, ...rest }) => ({ ...rest, id: _id, folderId: parentId }));
  const yaak = read(
    JSON.stringify({
      yaakSchema: 4,
      resources: { workspaces: [{ id: 'w', name: 'W' }], folders: moved.slice(0, 3), httpRequests: moved.slice(3) },
    }),
  );
  expect(
    yaak.collections
      .flatMap((each) => requestsIn(each))
      .map(({ request }) => request.name)
      .sort(),
  ).toEqual(['R1', 'R2', 'R3', 'R4', 'R5']);
});

test('names that a prototype has change nothing but themselves', () => {
  const text =
    '{"info":{"name":"__proto__","schema":"getpostman.com"},"__proto__":{"polluted":1},"item":[{"name":"constructor","__proto__":{"item":[]},"request":{"url":{"raw":"https://a.test/:__proto__","query":[{"key":"__proto__","value":"1"}]},"header":[{"key":"constructor","value":"x"}],"auth":{"type":"__proto__"}}}]}';
  const { collections } = read(text);
  expect(collections).toMatchObject([
    { name: '__proto__', items: [{ name: 'constructor', url: 'https://a.test/{__proto__}', auth: { kind: 'none' } }] },
  ]);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

/** Documents of each format in which any value may be of any type. */
const junk = fc.jsonValue({ maxDepth: 3 });
const members = (...names: string[]) => fc.dictionary(fc.constantFrom(...names), junk, { maxKeys: names.length });
const item = members(
  'name',
  'request',
  'item',
  'event',
  'auth',
  'response',
  'variable',
  '_id',
  '_type',
  'parentId',
  'url',
  'method',
  'body',
  'headers',
  'children',
  'info',
  'http',
  'runtime',
  'settings',
  'id',
  'folderId',
  'meta',
);
const documents = fc.oneof(
  fc.tuple(fc.array(item), members('event', 'variable', 'auth')).map(([each, more]) => ({ ...more, ...postman(each) })),
  fc
    .tuple(fc.array(item), fc.array(item))
    .map(([requests, environments]) => ({ collections: requests, environments, globals: environments })),
  fc
    .array(item.map((each) => ({ _type: 'request', ...each })))
    .map((resources) => ({ _type: 'export', __export_format: 4, resources })),
  fc
    .tuple(fc.array(item), junk)
    .map(([collection, environments]) => ({ type: 'collection.insomnia.rest/5.0', collection, environments })),
  fc.array(fc.record({ request: item, response: junk })).map((entries) => ({ log: { entries } })),
  fc.array(item).map((httpRequests) => ({
    yaakVersion: '1',
    resources: { httpRequests, folders: httpRequests, environments: httpRequests },
  })),
  fc
    .tuple(fc.array(item), junk, junk)
    .map(([items, config, request]) => ({ opencollection: '1.0.0', items, config, request })),
  fc.array(item).map((requests) => ({ name: 'Old', order: [], folders: requests, requests })),
);

test('whatever types stand in a document, it is read with notes or refused with a code', () => {
  fc.assert(
    fc.property(documents, (document) => {
      expect(['no fault', 'COLLECTION_UNKNOWN_FORMAT']).toContain(codeOf(() => read(JSON.stringify(document))));
    }),
    { numRuns: 800 },
  );
});

test('a document that is cut anywhere is refused, and what is read beside it stays', () => {
  const whole = JSON.stringify(postman([{ name: 'R', request: 'https://a.test' }]));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: whole.length - 1 }), (end) => {
      const files = [
        { path: 'cut.json', text: whole.slice(0, end) },
        { path: 'whole.json', text: whole },
      ];
      const { collections, notes } = readPortable(files);
      expect(collections).toHaveLength(1);
      expect(notes).toMatchObject([{ path: ['cut.json'] }]);
    }),
  );
});
