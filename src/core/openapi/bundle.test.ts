import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTime } from '#test/support/cpuTime.ts';
import { definitionFiles } from '#test/support/manyFiles.ts';
import { Fault } from '../fault.ts';
import { valueAt } from '../json/value.ts';
import { bundleDefinition } from './bundle.ts';
import { addressedFile, folderPath, isDefinitionPart, mentionedFiles } from './files.ts';
import { describeOperation, inspectDefinition, parseDefinition } from './index.ts';

const files = (contents: Record<string, string>) =>
  new Map(Object.entries(contents).map(([path, text]) => [path, Buffer.from(text)]));
const bundled = (contents: Record<string, string>, root?: string) =>
  JSON.parse(bundleDefinition(files(contents), root).text);
const openapi = (paths: object, rest: object = {}) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 'x', version: '1' }, paths, ...rest });
const answer = (schema: object) => ({
  get: { responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } } },
});
const schemaOf = (document: unknown) =>
  valueAt(document, '/paths/~1a/get/responses/200/content/application~1json/schema');

function refusal(contents: ReadonlyMap<string, Uint8Array>, root?: string): Fault {
  try {
    bundleDefinition(contents, root);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('a definition in many files', () => {
  it('becomes one document in which every operation, schema and text is there', () => {
    const bundle = bundleDefinition(definitionFiles());
    const parsed = parseDefinition(bundle.text);
    const { report, operations } = inspectDefinition(parsed);
    expect(bundle).toMatchObject({ root: 'parcels.yaml', notes: [] });
    expect(report).toMatchObject({
      title: 'Parcel desk',
      version: '4.2',
      description: '# Welcome\nEvery parcel has a label.\n',
      problems: [],
      tags: [{ name: 'parcels', description: 'What is on its way.', count: 1 }],
      securitySchemes: [{ key: 'desk_key', type: 'apiKey', operations: 3 }],
    });
    expect(operations.map(({ key }) => key)).toEqual(['GET /parcels', 'POST /parcels', 'GET /parcels/{id}']);
    const list = describeOperation(parsed.document, 'GET /parcels');
    expect(list.parameters).toMatchObject([{ name: 'limit', in: 'query' }]);
    expect(Object.keys(list.definitions)).toEqual(['parcel', 'problem', 'address', 'id']);
    expect(list.definitions.parcel).toMatchObject({
      properties: {
        to: { $ref: '#/$defs/address' },
        state: { enum: ['waiting', 'moving', 'there'] },
        inside: { items: { $ref: '#/$defs/parcel' } },
      },
    });
    expect(list.responses).toMatchObject([
      { status: '200', contents: [{ example: [{ id: 'a' }, { id: 'b' }] }] },
      { status: '410', headers: [{ name: 'X-Left' }] },
    ]);
  });

  it('says the same as the files, whichever of them is read first', () => {
    const turned = new Map([...definitionFiles()].reverse());
    expect(JSON.parse(bundleDefinition(turned).text)).toEqual(JSON.parse(bundleDefinition(definitionFiles()).text));
  });

  it.each<[what: string, contents: Record<string, string>, schema: unknown]>([
    ['a whole file', { 'pet.json': '{"type":"string"}' }, { $ref: '#/x-files/pet.json' }],
    ['a place in a file', { 'pet.json': '{"a/b":{"type":"string"}}' }, { $ref: '#/x-files/pet.json/a~1b' }],
    [
      'a place behind a reference',
      { 'pet.json': '{"a":{"$ref":"b.yml"}}', 'b.yml': 'c: {type: string}' },
      { $ref: '#/x-files/b.yml/c' },
    ],
    ['an anchor', { 'pet.json': '{"$defs":{"n":{"$anchor":"here"}}}' }, { $ref: '#/x-files/pet.json/$defs/n' }],
    ['the root', { 'pet.json': '{}' }, { $ref: '#/components/schemas/Pet' }],
    ['a place that is not there', { 'pet.json': '{}' }, { $ref: '#/x-files/pet.json/nowhere' }],
  ])('leads a reference to %s where it stands', (what, contents, schema) => {
    const fragment =
      {
        'a place in a file': '#/a~1b',
        'a place behind a reference': '#/a/c',
        'an anchor': '#here',
        'a place that is not there': '#/nowhere',
      }[what] ?? '';
    const reference = what === 'the root' ? './api.json#/components/schemas/Pet' : `pet.json${fragment}`;
    const root = openapi({ '/a': answer({ $ref: reference }) }, { components: { schemas: { Pet: {} } } });
    expect(schemaOf(bundled({ 'api.json': root, ...contents }))).toEqual(schema);
  });

  it('keeps names that stand beside a reference, and writes lists and maps where they are wanted', () => {
    const document = bundled({
      'api.json': openapi(
        { '/a': answer({ $ref: 'pet.yml', description: 'mine' }) },
        { servers: { $ref: 'more.yml#/servers' }, tags: [{ $ref: 'more.yml#/tag', description: 'mine' }] },
      ),
      'pet.yml': 'type: object\nproperties: { $ref: more.yml#/fields }\n',
      'more.yml': 'servers: [{url: /v1}]\ntag: {name: t, description: theirs}\nfields: {a: {$ref: pet.yml}}\n',
    });
    expect(document.servers).toEqual([{ url: '/v1' }]);
    expect(document.tags).toEqual([{ name: 't', description: 'mine' }]);
    expect(schemaOf(document)).toEqual({ $ref: '#/x-files/pet.yml', description: 'mine' });
    expect(document['x-files']).toEqual({
      'pet.yml': { type: 'object', properties: { a: { $ref: '#/x-files/pet.yml' } } },
    });
  });

  it('leaves data alone, and puts a file in its place where one is named', () => {
    const example = { $ref: '#/not/a/reference', more: { $ref: 'no-file.json' }, file: { $ref: 'pet.json' } };
    const document = bundled({ 'api.json': openapi({ '/a': answer({ example }) }), 'pet.json': '{"id":1}' });
    expect(schemaOf(document)).toEqual({ example: { ...example, file: { id: 1 } } });
  });

  it('follows the texts that are references: a mapping and a link', () => {
    const document = bundled({
      'api.json': openapi({
        '/a': answer({ discriminator: { propertyName: 'k', mapping: { c: 'cat.json', d: 'Dog', u: '#/x' } } }),
      }),
      'cat.json': '{}',
    });
    expect(schemaOf(document)).toEqual({
      discriminator: { propertyName: 'k', mapping: { c: '#/x-files/cat.json', d: 'Dog', u: '#/x' } },
    });
  });

  it('ends where files contain each other', () => {
    const loop = bundled({
      'api.json': openapi({ '/a': { $ref: 'a.json' } }),
      'a.json': '{"$ref":"b.json"}',
      'b.json': '{"$ref":"a.json"}',
    });
    expect(inspectless(loop)).toBe('DEFINITION_UNUSABLE');
    const maps = bundled({
      'api.json': openapi({ '/a': answer({ properties: { $ref: 'm.json' } }) }),
      'm.json': '{"m":{"properties":{"$ref":"m.json"}}}',
    });
    expect(schemaOf(maps)).toMatchObject({ properties: { m: { properties: {} } } });
  });

  it('takes references over the network as they are', () => {
    const schema = { $ref: 'https://example.com/pet.json' };
    expect(schemaOf(bundled({ 'api.json': openapi({ '/a': answer(schema) }) }))).toEqual(schema);
  });

  it('finds a file whose name has other letters of case, and says so', () => {
    const root = openapi({ '/a': answer({ $ref: 'Models/Pet.json' }) });
    const bundle = bundleDefinition(files({ 'api.json': root, 'models/pet.json': '{}' }));
    expect(bundle.notes).toEqual([
      { code: 'FILE_NAME_CASE', message: 'api.json refers to Models/Pet.json; the file is called models/pet.json.' },
    ]);
    const twice = refusal(files({ 'api.json': root, 'models/pet.json': '{}', 'MODELS/pet.json': '{}' }));
    expect(twice.code).toBe('DEFINITION_FILE_MISSING');
  });
});

const inspectless = (document: unknown): unknown => {
  try {
    inspectDefinition(parseDefinition(JSON.stringify(document)));
    return undefined;
  } catch (error) {
    return error instanceof Fault ? error.code : error;
  }
};

describe('what is refused of many files', () => {
  it('names every file that is missing, and the line that refers to it', () => {
    const fault = refusal(definitionFiles({ 'models/address.yaml': undefined, 'shared/limit.yml': undefined }));
    expect(fault).toMatchObject({
      code: 'DEFINITION_FILE_MISSING',
      message: 'A file is missing: shared/limit.yml, which operations/list.yml, line 4, refers to, and 1 more.',
      data: {
        kept: 'Nothing was imported or changed.',
        names: [
          'shared/limit.yml, which operations/list.yml, line 4, refers to',
          'models/address.yaml, which models/index.yaml, line 2, refers to',
        ],
      },
    });
  });

  it('never reads outside of the folder', () => {
    for (const reference of [
      '../secret.json',
      'a/../../secret.json',
      '/etc/secret.json',
      'file:///etc/secret.json',
      'C:\\secret.json',
      '..\\secret.json',
      '..%2Fsecret.json',
    ]) {
      const { code, message } = refusal(
        files({ 'api.json': openapi({ '/a': answer({ $ref: reference }) }), 'secret.json': '{}' }),
      );
      expect(code).toBe('DEFINITION_FILE_MISSING');
      expect(message).toContain('secret.json');
    }
  });

  it('asks which file is the definition where several are, and says where none is', () => {
    const two = { 'a.json': openapi({}), 'old/b.yaml': 'swagger: "2.0"\n', 'c.yaml': 'openapi: [no\n' };
    expect(refusal(files(two))).toMatchObject({
      code: 'DEFINITION_ROOT_UNCLEAR',
      data: { names: ['a.json', 'old/b.yaml'] },
    });
    expect(bundled(two, 'a.json')).toMatchObject({ openapi: '3.1.0' });
    expect(refusal(files(two), 'd.json').code).toBe('DEFINITION_FILE_MISSING');
    expect(refusal(files({ 'a.json': '{"x-openapi":"3"}' })).code).toBe('DEFINITION_ROOT_UNKNOWN');
  });

  it('says in which file a text is broken', () => {
    const fault = refusal(definitionFiles({ 'shared/limit.yml': 'name: [limit\n' }));
    expect(fault).toMatchObject({ code: 'DEFINITION_SYNTAX', data: { line: expect.any(Number) } });
    expect(fault.message).toMatch(/^shared\/limit\.yml: /);
  });

  it('stays small and quick, however often files refer to each other', () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `f${index}.json`,
        JSON.stringify({
          l: Array.from({ length: 50 }, (_, step) => ({ $ref: `f${(index + step + 1) % 200}.json#/l` })),
        }),
      ]),
    );
    const root = openapi({ '/a': answer({ enum: { $ref: 'f0.json#/l' } }) });
    const spent = cpuTime();
    expect(codeOf(() => bundleDefinition(files({ 'api.json': root, ...many })))).toBe('DEFINITION_TOO_LARGE');
    expect(spent()).toBeLessThan(10_000);
  });

  it('never ends in anything but a document or a fault', () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<unknown>('a', 1, null, true),
        fc.record({ $ref: fc.constantFrom('a.json', 'b.json#/x', '#/y', 'b.json#/x/y', '../c.json', '#', 'api.json') }),
        fc.dictionary(fc.constantFrom('x', 'y', 'properties', 'allOf', 'default', '__proto__', 'mapping'), tie('node')),
        fc.array(tie('node'), { maxLength: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(value, value, value, (a, b, paths) => {
        const given = {
          'api.json': JSON.stringify({ openapi: '3.1.0', paths }),
          'a.json': JSON.stringify(a),
          'b.json': JSON.stringify(b),
        };
        const end = codeOf(() => bundleDefinition(files(given)));
        expect(end ?? 'DEFINITION_').toMatch(/^DEFINITION_/);
      }),
      { numRuns: 300 },
    );
  });
});

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

describe('paths of files', () => {
  it.each([
    ['a.json', 'a.json'],
    ['./a//b.json', 'a/b.json'],
    ['a\\b.json', 'a/b.json'],
    ['a/../b.json', 'b.json'],
    ['../a.json', undefined],
    ['a/../../b.json', undefined],
    ['/a.json', undefined],
    ['\\\\server\\a.json', undefined],
    ['c:/a.json', undefined],
    ['a\0.json', undefined],
    ['.', undefined],
  ])('%j is %j', (written, path) => {
    expect(folderPath(written)).toBe(path);
  });

  it.each([
    ['a.json', 'x/api.yaml', { kind: 'file', path: 'x/a.json' }],
    ['../a.json', 'x/api.yaml', { kind: 'file', path: 'a.json' }],
    ['../../a.json', 'x/api.yaml', { kind: 'outside' }],
    ['/a.json', 'x/api.yaml', { kind: 'outside' }],
    ['file:a.json', 'x/api.yaml', { kind: 'outside' }],
    ['https://example.com/a.json', 'x/api.yaml', { kind: 'elsewhere' }],
    ['//example.com/a.json', 'x/api.yaml', { kind: 'elsewhere' }],
    ['urn:a:b', 'x/api.yaml', { kind: 'elsewhere' }],
  ])('%j of %j leads to %j', (address, from, found) => {
    expect(addressedFile(address, from)).toEqual(found);
  });

  it.each([
    ['a/b.YAML', true],
    ['a.md', true],
    ['a.png', false],
    ['.git/a.json', false],
    ['x/node_modules/a.json', false],
    ['__MACOSX/a.json', false],
  ])('%j is part of a definition: %j', (path, part) => {
    expect(isDefinitionPart(path)).toBe(part);
  });

  it('finds the files that a text names, in YAML and JSON', () => {
    const text = `$ref: a.yaml#/x\n  "$ref": "b\\/c d.json"\n- {$ref: '../up.yml'}\n$ref: '#/own'\n$ref: https://e.com/n.json\n$ref: ../../out.json`;
    expect(mentionedFiles(text, 'x/api.yaml')).toEqual(['x/a.yaml', 'x/b/c d.json', 'up.yml']);
  });
});
