import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decodeDefinition, foreignDocument, refuseForeign } from './encoding.ts';

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

/** Text as a definition begins: with characters of ASCII. */
const text = fc
  .tuple(fc.constantFrom('{"a', 'openapi: 3', '# '), fc.string({ unit: 'binary' }))
  .map(([start, rest]) => start + rest.toWellFormed().replaceAll('\ufeff', ''));

describe('the text of bytes', () => {
  it('is the text that was written, in UTF-8 and UTF-16 with a mark or without', () => {
    fc.assert(
      fc.property(text, (given) => {
        for (const mark of ['', '\ufeff']) {
          expect(decodeDefinition(Buffer.from(mark + given)).text).toBe(given);
          expect(decodeDefinition(Buffer.from(mark + given, 'utf16le')).text).toBe(given);
          expect(decodeDefinition(utf16be(mark + given)).text).toBe(given);
          expect(decodeDefinition(mark + given).text).toBe(given);
        }
      }),
    );
  });

  it('is handed on in UTF-8 without a mark where it came so, and only there', () => {
    const utf8 = (bytes: Uint8Array) => decodeDefinition(bytes).utf8;
    expect(Buffer.from(utf8(Buffer.from('\ufeffé')) ?? [])).toEqual(Buffer.from('é'));
    expect(Buffer.from(utf8(Buffer.from('é')) ?? [])).toEqual(Buffer.from('é'));
    expect(utf8(utf16be('a'))).toBeUndefined();
    expect(utf8(Buffer.from([0x61, 0xe9]))).toBeUndefined();
    expect(decodeDefinition('a').utf8).toBeUndefined();
  });

  it('is Windows-1252 where it is not UTF-8, each byte a character', () => {
    const byte = fc.constantFrom(0x41, 0x20, 0x0a, 0x80, 0x93, 0xe4, 0xe9, 0xf6, 0xfc, 0xff);
    fc.assert(
      fc.property(fc.array(byte), (bytes) => {
        const given = Uint8Array.from([0x7b, 0x22, ...bytes, 0xe9]);
        const { text: read, notes } = decodeDefinition(given);
        expect(read).toBe(new TextDecoder('windows-1252').decode(given));
        expect(notes).toEqual([
          { code: 'TEXT_ENCODING', message: 'The text is not UTF-8; it is read as Windows-1252 (Latin-1).' },
        ]);
      }),
    );
  });

  test.each([
    [[0xff], 'ééé', '1 character is not valid UTF-8 and shown as “\ufffd”.'],
    [[0xff, 0xfe], 'ééé', '2 characters are not valid UTF-8 and shown as “\ufffd”.'],
  ])('stays UTF-8 where %j is broken in it', (broken, around, message) => {
    const given = Buffer.concat([Buffer.from(around), Buffer.from(broken), Buffer.from(around)]);
    expect(decodeDefinition(given)).toEqual({
      text: around + '\ufffd'.repeat(broken.length) + around,
      notes: [{ code: 'TEXT_ENCODING', message }],
      utf8: undefined,
    });
  });

  test.each([
    ['an image', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x80], 'UTF-8'],
    ['a text with a zero byte', [0x41, 0x42, 0x00, 0xff], 'UTF-8'],
    ['a text with a bell', [0x41, 0x07, 0xff], 'UTF-8'],
    ['half a character of UTF-16', [0xff, 0xfe, 0x41], 'UTF-16LE'],
    ['a lone surrogate of UTF-16', [0xfe, 0xff, 0xd8, 0x00, 0x00, 0x41], 'UTF-16BE'],
  ])('is none for %s', (_, bytes, encoding) => {
    expect(() => decodeDefinition(Uint8Array.from(bytes))).toThrow(`The bytes are not valid ${encoding} text.`);
  });
});

describe('a text of another kind', () => {
  test.each([
    ['a zip archive', 'PK\u0003\u0004rest'],
    ['a web page (HTML)', ' \n<!DOCTYPE html><html>'],
    ['a web page (HTML)', '<HTML lang="en">'],
    ['a web page (HTML)', '<!-- saved -->\n<!doctype html>'],
    ['an XML document', '<?xml version="1.0"?><a/>'],
    ['an XML document', '<wsdl:definitions>'],
    ['a RAML definition', '#%RAML 1.0\ntitle: A'],
    ['an API Blueprint', 'FORMAT: 1A\n# A'],
    ['a request of Bruno’s', 'meta {\n  name: A\n  type: http\n}'],
    ['a protocol buffer definition', '// A\nsyntax = "proto3";'],
    ['a GraphQL schema', 'type Query {\n  a: Int\n}'],
    ['a GraphQL schema', '# words\n"""\nDescribed: so\n"""\nenum A {\n  B\n}'],
    ['a GraphQL schema', 'extend type Query @key(fields: "id") {'],
    ['a GraphQL schema', 'scalar Date\n'],
    ['a GraphQL schema', 'union A = B | C'],
  ])('is refused as %s', (name, given) => {
    expect(() => refuseForeign(given)).toThrow(`This is ${name}, not an OpenAPI definition.`);
  });

  test.each([
    ['YAML', 'openapi: 3.1.0'],
    ['JSON', '{"openapi": "3.1.0"}'],
    ['YAML whose names are words of GraphQL', 'type: object\nenum: [a]'],
    ['YAML in which such a word stands later', 'a: b\ntype Query {'],
    ['YAML after a comment', '# type Query {\nopenapi: 3.0.0'],
    ['a schema of a schema', 'schema:\n  type: string'],
    ['a text with markup inside', 'a: "<html>"'],
  ])('is not what %s is taken for', (_, given) => {
    expect(() => refuseForeign(given)).not.toThrow();
  });
});

test.each<[string | undefined, unknown]>([
  [
    'a Postman collection',
    { info: { schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' } },
  ],
  ['a Postman collection', { info: { _postman_id: '1' } }],
  ['an AsyncAPI document', { asyncapi: '3.0.0' }],
  ['an Arazzo description', { arazzo: '1.0.1' }],
  ['an OpenAPI overlay', { overlay: '1.0.0' }],
  ['a GraphQL schema', { __schema: {} }],
  ['a GraphQL schema', { data: { __schema: {} } }],
  ['a Google discovery document', { kind: 'discovery#restDescription' }],
  ['an HTTP archive (HAR)', { log: { entries: [{}] } }],
  ['an Insomnia export', { _type: 'export' }],
  ['an Insomnia export', { type: 'collection.insomnia.rest/5.0' }],
  ['a Yaak export', { yaakVersion: '2025.1.0', yaakSchema: 4, resources: {} }],
  ['an OpenCollection document', { opencollection: '1.0.0' }],
  ['a Kubernetes manifest', { apiVersion: 'v1', kind: 'Service' }],
  ['a JSON Schema', { $schema: 'https://json-schema.org/draft/2020-12/schema' }],
  [undefined, { $schema: 'x', paths: {} }],
  [undefined, { kind: 'Service' }],
  [undefined, { log: { entries: [] } }],
  [undefined, { info: { schema: 'x' } }],
  [undefined, {}],
  [undefined, null],
  [undefined, ['arazzo']],
])('%s is told from %j', (name, document) => {
  expect(foreignDocument(document)?.name).toBe(name);
  if (name !== undefined) expect(foreignDocument(document)?.todo).toMatch(/\.$/);
});
