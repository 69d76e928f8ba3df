import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { numberText } from '../json/exact.ts';
import { draftBody, findContent, jsonLines } from './bodyContent.ts';
import { type FormField, formParts, formText } from './formBody.ts';

const urlEncoded = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data';
const text = fc.string({ unit: 'binary', maxLength: 8 }).map((each) => each.toWellFormed());
const field = (name: string, value: string, more: Partial<FormField> = {}): FormField => ({
  name,
  value,
  enabled: true,
  ...more,
});
const strings = (names: readonly string[]) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
});

describe('a form', () => {
  // WHATWG URL, application/x-www-form-urlencoded parsing.
  it('is read back by a server as it was filled in, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        const fields = pairs.map(([name, value]) => field(name, value));
        const written = formText(fields, { schema: strings(pairs.map(([name]) => name)), encoding: [] }, {});
        expect([...new URLSearchParams(written)]).toEqual(pairs);
      }),
    );
  });

  it('has a part for each field of a multipart body, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        const fields = pairs.map(([name, value]) => field(name, value));
        const parts = formParts(fields, multipart, { schema: strings(pairs.map(([name]) => name)), encoding: [] }, {});
        expect(parts.map(({ name, content }) => [name, 'text' in content && content.text])).toEqual(pairs);
        for (const { contentType, fileName, headers } of parts)
          expect({ contentType, fileName, headers }).toEqual({ contentType: null, fileName: null, headers: [] });
      }),
    );
  });

  it('holds the members of a value, and is the same value again', () => {
    const value = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean()), { noNullPrototype: true });
    fc.assert(
      fc.property(value, (given) => {
        const body = draftBody({ mediaType: urlEncoded, encoding: [] }, given, {});
        if (body.kind !== 'form') throw new Error('no form');
        const read = [...new URLSearchParams(formText(body.fields, { encoding: [] }, {}))];
        expect(read).toEqual(Object.entries(given).map(([name, each]) => [name, String(each)]));
      }),
    );
  });
});

const list = { type: 'array', items: { type: 'string' } };
const content = (properties: object, encoding: Parameters<typeof formText>[1]['encoding'] = []) => ({
  schema: { type: 'object', properties },
  encoding,
});

// OpenAPI 3.1.1 section 4.8.15: several fields of one name are one list where the encoding writes lists as one value.
test.each<[string, FormField[], ReturnType<typeof content>, string]>([
  ['a pair each', [field('a', 'x'), field('b', '1'), field('a', 'y')], content({ a: list }), 'a=x&b=1&a=y'],
  [
    'one value by commas, where the first stood',
    [field('a', 'x'), field('b', '1'), field('a', 'y')],
    content({ a: list }, [{ property: 'a', style: 'form', explode: false }]),
    'a=x,y&b=1',
  ],
  [
    'one value by pipes',
    [field('a', 'x'), field('a', 'y')],
    content({ a: list }, [{ property: 'a', style: 'pipeDelimited' }]),
    'a=x%7Cy',
  ],
  [
    'a pair each where the style says so',
    [field('a', 'x'), field('a', 'y')],
    content({ a: list }, [{ property: 'a', style: 'form' }]),
    'a=x&a=y',
  ],
  [
    'one JSON list',
    [field('a', '1'), field('a', '2')],
    content({ a: { type: 'array', items: { type: 'integer' } } }, [{ property: 'a', contentType: 'application/json' }]),
    'a=1&a=2',
  ],
  [
    'reserved characters where they are allowed',
    [field('a', '/?')],
    content({}, [{ property: 'a', allowReserved: true }]),
    'a=/?',
  ],
  [
    'no rule of another name',
    [field('constructor', '[1]')],
    content({}, [{ property: 'a', explode: false }]),
    'constructor=%5B1%5D',
  ],
])('fields of one name are written as %s', (_, fields, described, expected) => {
  if (described.encoding[0]?.contentType !== undefined) {
    const [part] = formParts(fields, multipart, described, {});
    expect(part).toMatchObject({ contentType: 'application/json', content: { text: '[1,2]' } });
  } else expect(formText(fields, described, {})).toBe(expected);
});

// OpenAPI 3.1.1, Encoding Object: the default content type by the schema of a property.
test.each<[string, object, string, string | null, string]>([
  ['a text', { type: 'string' }, 'x', null, 'x'],
  ['a number', { type: 'integer' }, '1.10', null, '1.10'],
  ['an object', { type: 'object' }, '{"a": 1.10}', 'application/json', '{"a":1.10}'],
  ['a list of objects', { type: 'array', items: { type: 'object' } }, '{"a":1}', 'application/json', '{"a":1}'],
  ['what is no object though it should be', { type: 'object' }, 'x', null, 'x'],
  ['an object or null', { type: ['object', 'null'] }, 'null', 'application/json', 'null'],
  ['an object or a text', { type: ['object', 'string'] }, '{"a":1}', null, '{"a":1}'],
  ['a text of a media type', { type: 'string', contentMediaType: 'text/markdown' }, '*x*', 'text/markdown', '*x*'],
  [
    'a text of JSON',
    { type: 'string', contentMediaType: 'application/json' },
    '{"a":1}',
    'application/json',
    '"{\\"a\\":1}"',
  ],
  [
    'an encoded image',
    { type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' },
    'AAEC',
    'image/png',
    'AAEC',
  ],
  ['bytes', { type: 'string', format: 'binary' }, 'x', 'application/octet-stream', 'x'],
  ['anything', {}, '[1]', null, '[1]'],
])('a part of %s has the type and text that the schema asks for', (_, schema, value, contentType, expected) => {
  const [part] = formParts([field('a', value)], multipart, content({ a: schema }), {});
  expect(part).toMatchObject({ contentType, content: { text: expected } });
});

test('a file goes as it is kept: by its bytes, or by the hash under which they are stored', () => {
  const stored = { id: 'h', bytes: 3 };
  const file = { name: 'f.bin', mediaType: '', data: '' };
  const parts = formParts(
    [
      field('a', '', { file: { ...file, data: 'AAEC' } }),
      field('a', '', { file: { ...file, stored } }),
      field('a', '', { file: { ...file, data: 'AA==', stored } }),
    ],
    multipart,
    content({}),
    {},
  );
  expect(parts.map((part) => part.content)).toEqual([{ base64: 'AAEC' }, { stored }, { base64: 'AA==' }]);
  expect(parts.map(({ fileName, contentType }) => [fileName, contentType])).toEqual(
    Array(3).fill(['f.bin', 'application/octet-stream']),
  );
});

test('styles are for form data, and not for other multipart bodies', () => {
  const styled = content({ a: list }, [
    { property: 'a', style: 'spaceDelimited', explode: false, headers: [{ name: 'X-A', value: 'v' }] },
  ]);
  const fields = [field('a', '["x","y"]')];
  expect(formParts(fields, `${multipart}; boundary=b`, styled, {})).toMatchObject([
    { name: 'a', content: { text: 'x y' }, headers: [{ name: 'X-A', value: 'v' }] },
  ]);
  expect(formParts(fields, 'multipart/mixed', styled, {}).map((part) => part.content)).toEqual([
    { text: 'x' },
    { text: 'y' },
  ]);
});

test.each([
  ['data:image/png;base64,AAEC', { mediaType: 'image/png', data: 'AAEC' }],
  ['data:;base64,AA==', { mediaType: 'application/octet-stream', data: 'AA==' }],
  ['data:text/plain;charset=utf-8;base64,AA==', { mediaType: 'text/plain;charset=utf-8', data: 'AA==' }],
  ['data:image/png,x', undefined],
  ['data:image/png;base64,', undefined],
  ['data:image/png;base64,A*', undefined],
  ['AAEC', undefined],
])('the value %s of a file is %j', (value, file) => {
  const schema = { type: 'object', properties: { a: { type: 'string', format: 'binary' } } };
  const body = draftBody({ mediaType: multipart, schema, encoding: [] }, { a: value }, {});
  expect(body).toEqual({
    kind: 'form',
    mediaType: multipart,
    fields: [file ? field('a', '', { file: { name: 'a', ...file } }) : field('a', value)],
  });
  // A form without parts has no files.
  expect(draftBody({ mediaType: urlEncoded, schema, encoding: [] }, { a: value }, {})).toMatchObject({
    fields: [{ value }],
  });
});

test.each<[string, string[], string | undefined]>([
  ['application/json', ['application/json; charset=utf-8', 'application/*'], 'application/json; charset=utf-8'],
  ['application/json; charset=utf-8', ['application/*', 'application/json'], 'application/json'],
  ['APPLICATION/JSON', ['*/*', 'application/json'], 'application/json'],
  ['image/png', ['application/*', 'image/*', '*/*'], 'image/*'],
  ['image/png', ['application/*', '*/*'], '*/*'],
  ['image/png', ['*/*', 'image/*'], 'image/*'],
  ['application/json', ['*/*', 'application/*'], 'application/*'],
  ['imagery/png', ['image/*'], undefined],
  ['image/png', [], undefined],
])('a body of the type %s among %j is written by %s', (mediaType, types, expected) => {
  const contents = types.map((each) => ({ mediaType: each, encoding: [] }));
  expect(findContent(contents, mediaType)?.mediaType).toBe(expected);
});

test.each([
  ['application/x-ndjson', [{ a: 1 }, 'x', null], '{"a":1}\n"x"\nnull\n'],
  ['application/x-ndjson', { a: [1, 2] }, '{"a":[1,2]}\n'],
  ['application/x-ndjson', [], ''],
  ['application/json-seq', [1], '\u001e1\n'],
  ['application/x-ndjson', [undefined], 'null\n'],
])('values of %s: %j are a line each', (type, value, lines) => {
  expect(jsonLines(value, type)).toBe(lines);
});

test.each([
  [[1], 'multipart/mixed'],
  ['a', 'multipart/form-data; boundary=x'],
  [null, multipart],
])('%j is no body of %s', (value, mediaType) => {
  expect(() => draftBody({ mediaType, encoding: [] }, value, {})).toThrow(/needs an object with its fields/);
});

test('numbers in a draft keep their digits', () => {
  const exact = JSON.rawJSON('1.10');
  expect(numberText(exact)).toBe('1.10');
  expect(draftBody({ mediaType: 'application/json', encoding: [] }, { a: exact }, {})).toMatchObject({
    text: '{"a":1.10}',
  });
  expect(draftBody({ mediaType: urlEncoded, encoding: [] }, { a: exact, b: [exact] }, {})).toMatchObject({
    fields: [{ value: '1.10' }, { value: '1.10' }],
  });
});
