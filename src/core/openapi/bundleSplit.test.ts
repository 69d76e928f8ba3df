import { posix } from 'node:path';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { expect, it, test } from 'vitest';
import { below, escapeToken, pointerOfFragment, valueAt } from '../json/value.ts';
import { bundleDefinition } from './bundle.ts';
import { describeOperation } from './index.ts';

const paths = ['api/openapi.yaml', 'api/a.json', 'api/sub/b.yaml', 'shared/c d.json', 'shared/deep/e.yml'] as const;
type Path = (typeof paths)[number];

/** A schema: in which file and under which name it is, and which later ones it refers to. */
interface Part {
  readonly file: Path;
  readonly name: string;
  readonly holder: string;
  readonly refers: readonly number[];
}

const part = fc.record({
  file: fc.constantFrom(...paths),
  name: fc.constantFrom('A', 'a/b', 'x~y', 'ä', '100%', '1'),
  holder: fc.constantFrom('schemas', 'definitions', 'x-parts'),
  refers: fc.array(fc.nat(), { maxLength: 3 }),
});
const parts = fc
  .uniqueArray(part, { minLength: 1, maxLength: 7, selector: ({ file, name, holder }) => `${file} ${holder} ${name}` })
  // Only later ones, so that what a schema stands for can be written out.
  .map((all) =>
    all.map((each, index) => ({
      ...each,
      refers: index + 1 === all.length ? [] : each.refers.map((to) => index + 1 + (to % (all.length - index - 1))),
    })),
  );

const pointerTo = ({ file, holder, name }: Part): string =>
  file === paths[0] ? `/components/${holder}/${escapeToken(name)}` : `/${holder}/${escapeToken(name)}`;

/** As a person writes it, from the file that refers. */
function reference(from: Path, to: Part): string {
  const address = from === to.file ? '' : posix.relative(posix.dirname(from), to.file).replaceAll(' ', '%20');
  return `${address}#${encodeURI(pointerTo(to))}`;
}

function written(all: readonly Part[], index: number): object {
  const { file, refers } = all[index] as Part;
  const properties = refers.map((to, at) => [`p${at}`, { $ref: reference(file, all[to] as Part) }] as const);
  return { type: 'object', title: `S${index}`, properties: Object.fromEntries(properties) };
}

/** The schema with all that it refers to in its place. */
function whole(all: readonly Part[], index: number): object {
  const properties = (all[index] as Part).refers.map((to, at) => [`p${at}`, whole(all, to)] as const);
  return { type: 'object', title: `S${index}`, properties: Object.fromEntries(properties) };
}

function filesOf(all: readonly Part[]): Map<string, Buffer> {
  const [first] = all as [Part, ...Part[]];
  const documents = new Map<string, Record<string, Record<string, object>>>();
  all.forEach(({ file, holder, name }, index) => {
    const document = documents.get(file) ?? {};
    documents.set(file, document);
    const held = document[holder] ?? {};
    document[holder] = held;
    held[name] = written(all, index);
  });
  const root = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    components: documents.get(paths[0]) ?? {},
    paths: {
      '/a': {
        get: { parameters: [{ name: 'v', in: 'query', schema: { $ref: reference(paths[0], first) } }], responses: {} },
      },
    },
  };
  documents.delete(paths[0]);
  const text = (path: string, value: unknown) => (path.endsWith('.json') ? JSON.stringify(value) : dump(value));
  const contents: [string, object][] = [[paths[0], root], ...documents];
  return new Map(contents.map(([path, value]) => [path, Buffer.from(text(path, value))]));
}

/** A value of one document with every reference in it followed. */
function followed(document: unknown, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const $ref: unknown = Reflect.get(value, '$ref');
  if (typeof $ref === 'string') return followed(document, valueAt(document, pointerOfFragment($ref.slice(1)) ?? ''));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, followed(document, each)]));
}

it('files that refer to each other in any way become one document that says the same', () => {
  fc.assert(
    fc.property(parts, (all) => {
      const bundle = bundleDefinition(filesOf(all));
      const document = JSON.parse(bundle.text);
      const schema = valueAt(document, '/paths/~1a/get/parameters/0/schema');
      expect(followed(document, schema)).toEqual(whole(all, 0));
      // Nothing in it leads out of it, and nothing of it is lost on the way to an operation.
      for (const [, $ref = ''] of bundle.text.matchAll(/"\$ref": "([^"]*)"/g)) expect($ref).toMatch(/^#/);
      const { parameters, definitions, problems } = describeOperation(document, 'GET /a');
      expect(problems).toEqual([]);
      expect(followed({ $defs: definitions }, parameters[0]?.schema)).toEqual(whole(all, 0));
      expect([bundle.root, bundle.notes]).toEqual([paths[0], []]);
    }),
    { numRuns: 80 },
  );
});

it('a file stands once in it, under its path, however many refer to it', () => {
  const shared = 'shared/c d.json';
  const all: Part[] = [
    { file: paths[0], name: 'A', holder: 'schemas', refers: [1, 2, 3] },
    { file: 'api/a.json', name: 'A', holder: 'schemas', refers: [2, 3] },
    { file: shared, name: 'A', holder: 'schemas', refers: [3] },
    { file: shared, name: 'B', holder: 'schemas', refers: [] },
  ];
  const { text } = bundleDefinition(filesOf(all));
  const document = JSON.parse(text);
  expect(Object.keys(document['x-files']).sort()).toEqual(['api/a.json', shared]);
  expect(valueAt(document, `${below('/x-files', shared)}/schemas/B`)).toEqual({
    type: 'object',
    title: 'S3',
    properties: {},
  });
  expect(text.split('"S3"')).toHaveLength(2);
});

test.each([
  ['x-files', 'x-files_'],
  ['x-files_', 'x-files'],
])('the files have a name of their own where %s is taken', (taken, name) => {
  const root = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    [taken]: 1,
    paths: { '/a': { $ref: 'a.json#/a' } },
  };
  const files = { 'openapi.json': root, 'a.json': { a: { get: { responses: {} } } } };
  const contents = new Map(Object.entries(files).map(([path, value]) => [path, Buffer.from(JSON.stringify(value))]));
  const document = JSON.parse(bundleDefinition(contents).text);
  expect([document[taken], Object.keys(document[name])]).toEqual([1, ['a.json']]);
  expect(describeOperation(document, 'GET /a').key).toBe('GET /a');
});

// A file of parts may call one of them as a word is called under which data stands.
test.each(['default', 'value', 'other'])('a part that is called %s is no data', (name) => {
  const schema = { type: 'object', properties: { a: { $ref: '#/inner' } } };
  const parameter = { name: 'v', in: 'query', schema: { $ref: `parts.json#/${name}` } };
  const root = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/a': { get: { parameters: [parameter], responses: {} } } },
  };
  const files = { 'openapi.json': root, 'parts.json': { [name]: schema, inner: { const: 7 } } };
  const contents = new Map(Object.entries(files).map(([path, value]) => [path, Buffer.from(JSON.stringify(value))]));
  const { definitions, problems } = describeOperation(JSON.parse(bundleDefinition(contents).text), 'GET /a');
  expect(problems).toEqual([]);
  expect(definitions).toMatchObject({ inner: { const: 7 } });
});

test('each name in other letters of case is told once', () => {
  const refer = (name: string) => ({ $ref: `${name}#/x` });
  const root = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/a': { get: { responses: {} } } },
    components: {
      schemas: { A: refer('ONE.json'), B: refer('Two.json'), C: refer('ONE.json'), D: refer('three.json') },
    },
  };
  const parts = ['one.json', 'two.json', 'three.json'].map((name) => [name, { x: {} }] as const);
  const contents = new Map(
    [['openapi.json', root] as const, ...parts].map(([path, value]) => [path, Buffer.from(JSON.stringify(value))]),
  );
  expect(bundleDefinition(contents).notes.map(({ message }) => message)).toEqual([
    'openapi.json refers to ONE.json; the file is called one.json.',
    'openapi.json refers to Two.json; the file is called two.json.',
  ]);
});
