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

  it('keeps dates as text and merges merge keys', () => {
    const { document } = parseDefinition('base: &base {a: 1}\nuse: {<<: *base, day: 2025-01-31}\n');
    expect(document).toEqual({ base: { a: 1 }, use: { a: 1, day: '2025-01-31' } });
  });

  it('tells the place of a name that stands twice in YAML and takes the last', () => {
    expect(parseDefinition('a: 1\nb: 2\na: 3\n')).toMatchObject({
      document: { a: 3, b: 2 },
      duplicateKey: { line: 3, column: 1 },
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
    expect(refusal(Uint8Array.of(0x7b, 0xc3, 0x28, 0x7d)).code).toBe('DEFINITION_ENCODING');
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
