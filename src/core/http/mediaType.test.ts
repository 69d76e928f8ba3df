import { MIMEType } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  charsetOf,
  concreteType,
  essence,
  isAmongTypes,
  isForm,
  isJson,
  isJsonLines,
  isTextual,
  isXml,
} from './mediaType.ts';

/** RFC 9110, section 5.6.2. */
const word = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,8}$/);
const blank = fc.constantFrom('', ' ', '\t', '  ');
const mediaType = fc.record({
  type: word,
  subtype: word,
  parameters: fc.array(fc.tuple(blank, blank, word, word, fc.boolean()), { maxLength: 3 }),
});
const written = mediaType.map(
  ({ type, subtype, parameters }) =>
    `${type}/${subtype}${parameters.map(([a, b, name, value, quoted]) => `${a};${b}${name}=${quoted ? `"${value}"` : value}`).join('')}`,
);

it('its essence is the one that the MIME sniffing standard reads', () => {
  fc.assert(
    fc.property(written, (text) => {
      expect(essence(text)).toBe(new MIMEType(text).essence);
    }),
  );
});

it('its charset is the one that the MIME sniffing standard reads, quoted or not, in any case', () => {
  const charset = fc.constantFrom('charset', 'Charset', 'CHARSET');
  const name = fc.constantFrom('utf-8', 'ISO-8859-1', 'windows-1252', 'Shift_JIS');
  fc.assert(
    fc.property(charset, name, fc.boolean(), blank, (key, value, quoted, space) => {
      const text = `text/plain;${space}format=flowed;${space}${key}=${quoted ? `"${value}"` : value}`;
      expect(charsetOf(text)).toBe(new MIMEType(text).params.get('charset')?.toLowerCase());
    }),
  );
  expect([charsetOf('text/plain'), charsetOf('text/plain; notcharset=x')]).toEqual([null, null]);
});

type Kind = 'json' | 'xml' | 'form' | 'lines' | 'text';
const kinds = { json: isJson, xml: isXml, form: isForm, lines: isJsonLines, text: isTextual };

// Suffixes: RFC 6839 section 3.1 and RFC 7303 section 4.2. Types as IANA lists them.
test.each<[string, Kind[]]>([
  ['application/json', ['json', 'text']],
  ['Application/JSON; charset=utf-8', ['json', 'text']],
  ['application/problem+json', ['json', 'text']],
  ['application/vnd.api+json;version=1', ['json', 'text']],
  ['text/json', ['json', 'text']],
  ['application/jsonp', []],
  ['application/json5', []],
  ['application/x-ndjson', ['lines', 'text']],
  ['application/jsonl', ['lines', 'text']],
  ['application/json-seq', ['lines']],
  ['application/xml', ['xml', 'text']],
  ['text/xml', ['xml', 'text']],
  ['application/soap+xml', ['xml', 'text']],
  ['image/svg+xml', ['xml', 'text']],
  ['application/xml-dtd', []],
  ['application/x-www-form-urlencoded', ['form', 'text']],
  ['multipart/form-data; boundary=x', ['form']],
  ['multipart/mixed', ['form']],
  ['text/plain', ['text']],
  ['text/csv', ['text']],
  ['application/yaml', ['text']],
  ['application/openapi+yaml', ['text']],
  ['application/octet-stream', []],
  ['application/pdf', []],
  ['image/png', []],
  ['', []],
])('%s is %j', (text, expected) => {
  const found = Object.entries(kinds).filter(([, is]) => is(text));
  expect(found.map(([name]) => name)).toEqual(expected);
});

describe('a range', () => {
  test.each([
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['text/*', 'text/plain'],
    ['multipart/*', 'multipart/form-data'],
    ['image/*', 'application/octet-stream'],
    ['application/*+json', 'application/json'],
    ['application/json; charset=utf-8', 'application/json; charset=utf-8'],
    ['image/png, image/jpeg', 'image/png'],
    [' text/csv ', 'text/csv'],
  ])('%s is written as %s', (range, type) => {
    expect(concreteType(range)).toBe(type);
    expect(concreteType(range)).not.toContain('*');
  });

  test.each([
    ['image/png', 'image/png, image/jpeg', true],
    ['IMAGE/PNG', 'image/png', true],
    ['image/png; q=1', 'image/*', true],
    ['image/png', '*/*', true],
    ['image/png', 'text/*', false],
    ['imagex/png', 'image/*', false],
    ['image/png', '', false],
  ])('%s is among %s: %s', (type, list, expected) => {
    expect(isAmongTypes(type, list)).toBe(expected);
  });
});
