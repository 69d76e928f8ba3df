import { describe, expect, it } from 'vitest';
import { cpuTime } from '#test/support/cpuTime.ts';
import { Fault } from '../fault.ts';
import { inspectDefinition, type ParseOptions, parseDefinition } from './index.ts';

function refusal(input: string | Uint8Array, options?: ParseOptions): Fault {
  try {
    inspectDefinition(parseDefinition(input, options));
  } catch (cause) {
    if (cause instanceof Fault) return cause;
    throw cause;
  }
  throw new Error('The document was accepted.');
}

function utf16(text: string, order: 'le' | 'be', mark: boolean): Uint8Array {
  const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

describe('reading text', () => {
  it('reads JSON and YAML into the same tree', () => {
    const json = parseDefinition('{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":{"200":{}}}}}}');
    const yaml = parseDefinition('openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        200: {}\n');
    expect(json.format).toBe('json');
    expect(yaml.format).toBe('yaml');
    expect(yaml.document).toEqual(json.document);
  });

  it('reads YAML flow style that looks like JSON', () => {
    expect(parseDefinition('{openapi: 3.1.0, paths: {}}')).toMatchObject({
      format: 'yaml',
      document: { openapi: '3.1.0' },
    });
  });

  it.each([
    ['UTF-8 with a byte-order mark', Buffer.from('\ufeff{"a":"é"}')],
    ['UTF-16 little endian with a mark', utf16('{"a":"é"}', 'le', true)],
    ['UTF-16 big endian with a mark', utf16('{"a":"é"}', 'be', true)],
    ['UTF-16 little endian without a mark', utf16('{"a":"é"}', 'le', false)],
    ['UTF-16 big endian without a mark', utf16('{"a":"é"}', 'be', false)],
  ])('reads %s', (_, bytes) => {
    expect(parseDefinition(bytes).document).toEqual({ a: 'é' });
  });

  it.each([
    ['Latin-1', Buffer.from('{"a":"é ü"}', 'latin1'), 'é ü'],
    ['Windows-1252', Buffer.from([...Buffer.from('{"a":"'), 0x93, 0x80, 0x94, ...Buffer.from('"}')]), '“€”'],
    [
      'UTF-8 with one broken byte',
      Buffer.concat([Buffer.from('{"a":"é ü '), Buffer.from([0xff]), Buffer.from('"}')]),
      'é ü \ufffd',
    ],
  ])('reads %s, and says so', (_, bytes, text) => {
    expect(parseDefinition(bytes)).toMatchObject({ document: { a: text }, notes: [{ code: 'TEXT_ENCODING' }] });
  });

  it.each([
    ['{"a":1,\n"b":{"c":1},\n"a":2}', { a: 2, b: { c: 1 } }, { line: 3, column: 1 }],
    ['{"a":{"b":1,"\\u0062":2}}', { a: { b: 2 } }, { line: 1, column: 13 }],
    ['[{"a":1},{"a":2,"x":"{\\"a\\":1}","a" : 3}]', [{ a: 1 }, { a: 3, x: '{"a":1}' }], { line: 1, column: 33 }],
  ])('tells the place of a name that stands twice in JSON: %s', (text, document, position) => {
    expect(parseDefinition(text)).toMatchObject({ document, notes: [{ code: 'DUPLICATE_KEY', position }] });
  });

  it('takes names that stand twice in different objects for what they are', () => {
    expect(parseDefinition('{"a":{"a":"a:"},"b":[{"a":":"},{"a":1}]}').notes).toEqual([]);
  });

  const mended = (position: object) => [{ code: 'YAML_MENDED', position }];
  it.each([
    [
      'a bracket closed below the name',
      'a:\n  b: [\n    1,\n    2\n  ]\n  c: 1\n',
      { a: { b: [1, 2], c: 1 } },
      { line: 5, column: 3 },
    ],
    [
      'a brace closed below the name',
      'info: {\n  title: x,\n  v: "1"\n}\nb: 1\n',
      { info: { title: 'x', v: '1' }, b: 1 },
      { line: 4, column: 1 },
    ],
    [
      'a bracket closed before the name',
      'a:\n  b: [\n    1\n]\n  c: [\n]\n',
      { a: { b: [1], c: [] } },
      { line: 4, column: 1 },
    ],
    ['Windows line ends', 'a: [\r\n  1\r\n]\r\nb: 2\r\n', { a: [1], b: 2 }, { line: 3, column: 1 }],
    [
      'comments and quotes inside',
      'a: [ # one ]\n  \'x]"\', "#y", z#\n]\nb: 2\n',
      { a: ['x]"', '#y', 'z#'], b: 2 },
      { line: 3, column: 1 },
    ],
    [
      'brackets in texts before it',
      'd: |\n  see [\n  k: [\ne: "[\n  {"\nf: it\'s [x\na: [\n]\n',
      { d: 'see [\nk: [\n', e: '[ {', f: "it's [x", a: [] },
      { line: 8, column: 1 },
    ],
    [
      'items of a list',
      'a:\n- b: [\n  1\n  ]\n- {\n  c: 2\n}\n',
      { a: [{ b: [1] }, { c: 2 }] },
      { line: 3, column: 3 },
    ],
    ['tabs alone', 'a:\n\tb:\n\t\tc: 1\n\td: 2\n', { a: { b: { c: 1 }, d: 2 } }, { line: 2, column: 1 }],
  ])('reads YAML that the world writes: %s', (_, text, document, position) => {
    const parsed = parseDefinition(text);
    expect(parsed.document).toEqual(document);
    expect(parsed).toMatchObject({ notes: mended(position) });
    expect(parsed.text).toHaveLength(text.length);
  });

  it.each([
    ['a: 1\nb: 2\n---\nfoo: 1\n', { a: 1, b: 2 }],
    ['---\n---\na: 1\n', { a: 1 }],
  ])('reads the first of several documents with a note: %j', (text, document) => {
    expect(parseDefinition(text)).toMatchObject({ document, notes: [{ code: 'MULTIPLE_DOCUMENTS' }] });
  });

  it('reads a document with several faults of the kind, and reports each in the report', () => {
    const text =
      'openapi: 3.1.0\ninfo: {\n  title: x,\n  version: "1"\n}\npaths:\n  /a:\n    get: {}\n    get: {}\n---\nb: 1\n';
    const { report } = inspectDefinition(parseDefinition(text));
    expect(report.problems.map(({ code, line }) => [code, line])).toEqual([
      ['YAML_MENDED', 5],
      ['DUPLICATE_KEY', 9],
      ['MULTIPLE_DOCUMENTS', undefined],
    ]);
  });

  it('keeps dates as text and merges merge keys', () => {
    const { document } = parseDefinition('base: &base {a: 1}\nuse: {<<: *base, day: 2025-01-31}\n');
    expect(document).toEqual({ base: { a: 1 }, use: { a: 1, day: '2025-01-31' } });
  });

  it('tells the place of a name that stands twice in YAML and takes the last', () => {
    expect(parseDefinition('a: 1\nb: 2\na: 3\n')).toMatchObject({
      document: { a: 3, b: 2 },
      notes: [{ code: 'DUPLICATE_KEY', position: { line: 3, column: 1 } }],
    });
  });

  it.each(['{"__proto__":{"polluted":true}}', '__proto__: {polluted: true}\n'])('keeps %s harmless', (text) => {
    const { document } = parseDefinition(text);
    expect(Object.keys(Object(document))).toEqual(['__proto__']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('broken text', () => {
  it.each([
    ['a: @x\n', 1, 4, /“@” cannot begin a value; put the whole value in quotes/],
    ['a: %x\n', 1, 4, /“%” cannot begin a value/],
    ['a:\n- `x`\n', 2, 3, /“`” cannot begin a value/],
    ['a: b: c\n', 1, 5, /“:” stands inside a value/],
    ['a: {id}/x\n', 1, 8, /there is text after “}”/],
    ['a: "x" y\n', 1, 8, /there is text after “"”/],
    ['a: *.example.com\n', 1, 5, /“\*.example.com” refers to an anchor that is not there/],
    ['a: !x\n', 1, 4, /“!x” is a tag that is not known/],
    ['a:\n  b: 1\n c: 2\n', 3, 2, /indented otherwise than the lines/],
    ['a:\n  b: 1\n\tc: 2\n', 3, 1, /a tab stands where the line must be indented with spaces/],
    ['a: 1\nb\nc: 2\n', 3, 2, /no “:” after its name/],
    ['a: "\\d"\n', 1, 6, /escape after “\\” is not one that YAML knows/],
    ['a: [1, 2\nb: 3\n', 3, 1, /a “\[” or “{” is never closed/],
    ['a: "x\n', 2, 1, /quote before it may never be closed/],
  ])('says in words what is wrong with the YAML %j', (text, line, column, message) => {
    const fault = refusal(text);
    expect(fault.code).toBe('DEFINITION_SYNTAX');
    expect(fault.message).toMatch(message);
    expect(fault.data).toMatchObject({ line, column });
  });

  it.each([
    ['{"a": 1,\n "b" 2}', 2, 6, /`:` is missing/],
    ['{"a": 1,\n "b": [1 2]}', 2, 10, /`,` or the end/],
    ['{"a": 1,\n}', 2, 1, /name in double quotes/],
    ['{"a": "x', 1, 9, /ends inside a string/],
    ['[1,\n2,\n', 3, 1, /ends early/],
    ['{"a": "\\x"}', 1, 8, /escape/],
    ['{"a": nul}', 1, 7, /a value is missing/],
    ['{} {}', 1, 4, /more text/],
  ])('tells line and column of %j', (text, line, column, message) => {
    const fault = refusal(text);
    expect(fault.code).toBe('DEFINITION_SYNTAX');
    expect(fault.data).toMatchObject({ line, column });
    expect(fault.message).toMatch(message);
  });

  it('tells line and column of broken YAML', () => {
    const fault = refusal('openapi: 3.0.0\ninfo:\n  title: a\n bad\n');
    expect(fault).toMatchObject({ code: 'DEFINITION_SYNTAX', data: { line: 4 } });
  });

  it('refuses bytes that are no text', () => {
    const image = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0xd8);
    expect(refusal(image).code).toBe('DEFINITION_ENCODING');
  });

  it.each(['', ' \n\t', '\ufeff'])('refuses the empty document %j', (text) => {
    expect(refusal(text).code).toBe('DEFINITION_EMPTY');
  });
});

describe('documents of another kind', () => {
  it.each([
    ['<!DOCTYPE html><html></html>', /web page/],
    ['<?xml version="1.0"?><a/>', /XML/],
    ['#%RAML 1.0\ntitle: x\n', /RAML/],
    ['FORMAT: 1A\n# x\n', /API Blueprint/],
    ['# comment\ntype Query {\n  a: String\n}\n', /GraphQL/],
    ['{"data":{"__schema":{}}}', /GraphQL/],
    ['{"info":{"schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[]}', /Postman/],
    ['asyncapi: 3.0.0\n', /AsyncAPI/],
    ['{"log":{"entries":[{}]}}', /HAR/],
    ['{"message":"Not found"}', /without the key/],
    ['[1]', /a list/],
    ['just words', /a string/],
  ])('says what %j is', (text, message) => {
    const fault = refusal(text);
    expect(fault.code).toBe('DEFINITION_UNKNOWN_FORMAT');
    expect(fault.message).toMatch(message);
    expect(fault.data.todo).toBeTruthy();
  });

  it.each([
    ['{"swagger":"1.2"}', '/swagger', 2],
    ['{"swaggerVersion":"1.1"}', '/swaggerVersion', 2],
    ['{"openapi":"4.0.0"}', '/openapi', 2],
  ])('refuses the version of %j at its place', (text, pointer, column) => {
    expect(refusal(text)).toMatchObject({
      code: 'DEFINITION_UNSUPPORTED_VERSION',
      data: { pointer, line: 1, column },
    });
  });
});

describe('hostile text', () => {
  const doublings = Array.from({ length: 60 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`);
  it.each([
    ['an alias bomb', `a0: &a0 [x, x]\n${doublings.join('\n')}\n`, 'DEFINITION_TOO_LARGE'],
    ['an alias that contains itself', 'a: &a {b: *a}\n', 'DEFINITION_UNUSABLE'],
    ['100,000 nested lists', '['.repeat(100_000) + ']'.repeat(100_000), 'DEFINITION_TOO_LARGE'],
    ['100,000 nested objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'DEFINITION_TOO_LARGE'],
    ['100,000 nested YAML lists', '- '.repeat(100_000), 'DEFINITION_TOO_LARGE'],
    ['lists that are never closed', '['.repeat(100_000), 'DEFINITION_SYNTAX'],
    ['200 MB of text', 'x'.repeat(200_000_000), 'DEFINITION_TOO_LARGE'],
  ])('refuses %s within a second', (_, text, code) => {
    const spent = cpuTime();
    expect(refusal(text).code).toBe(code);
    expect(spent()).toBeLessThan(1_000);
  });

  it('counts what merge keys make', () => {
    const keys = Array.from({ length: 400 }, (_, index) => `k${index}: 1`).join(', ');
    const merges = Array.from({ length: 400 }, (_, index) => `m${index}: {<<: *base}`).join('\n');
    expect(refusal(`base: &base {${keys}}\n${merges}\n`).code).toBe('DEFINITION_TOO_LARGE');
  });

  it('obeys the limits it is given', () => {
    expect(refusal('{"a":[1,2,3,4]}', { limits: { nodes: 4 } }).code).toBe('DEFINITION_TOO_LARGE');
    expect(refusal('{"a":[[1]]}', { limits: { depth: 2 } }).code).toBe('DEFINITION_TOO_LARGE');
    expect(refusal('{"a":1}', { limits: { bytes: 6 } }).code).toBe('DEFINITION_TOO_LARGE');
  });
});
