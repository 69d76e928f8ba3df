import { describe, expect, it } from 'vitest';
import { parseExact } from '../json/exact.ts';
import type { MediaContent } from './definition.ts';
import { bestContent, describeOperation, draftBody, findContent, formParts, formText } from './index.ts';

/** The body of the operation of a document with this request body. */
function operationWith(content: object, openapi = '3.1.0') {
  const paths = { '/a': { post: { requestBody: { content }, responses: {} } } };
  const components = { schemas: { Tags: { type: 'array', items: { type: 'string' } } } };
  return describeOperation({ openapi, info: { title: 'A', version: '1' }, paths, components }, 'POST /a');
}

/** A value in the form of a document, as it goes out. */
function written(mediaType: string, media: object, text: string, openapi?: string) {
  const { requestBody, definitions } = operationWith({ [mediaType]: media }, openapi);
  const content = bestContent(requestBody?.contents ?? [], definitions);
  if (content === undefined) throw new Error('no content');
  const body = draftBody(content, parseExact(text), definitions);
  if (body.kind !== 'form') throw new Error('no form');
  return mediaType === 'application/x-www-form-urlencoded'
    ? formText(body.fields, content, definitions)
    : formParts(body.fields, mediaType, content, definitions);
}

const list = { type: 'array', items: { type: 'string' } };
const object = { type: 'object' };
const form = (properties: object, encoding: object = {}) => ({ schema: { type: 'object', properties }, encoding });

describe('url-encoded forms', () => {
  it.each<[string, object, string, string]>([
    ['a list as a pair each', form({ a: list }), '{"a":["x","y z"]}', 'a=x&a=y+z'],
    ['a list behind a reference', form({ a: { $ref: '#/components/schemas/Tags' } }), '{"a":["x","y"]}', 'a=x&a=y'],
    ['a list or null', form({ a: { anyOf: [list, { type: 'null' }] } }), '{"a":["x","y"]}', 'a=x&a=y'],
    ['a list without explode', form({ a: list }, { a: { explode: false } }), '{"a":["x","y"]}', 'a=x,y'],
    [
      'a list with pipes',
      form({ a: list }, { a: { style: 'pipeDelimited', explode: false } }),
      '{"a":["x","y"]}',
      'a=x%7Cy',
    ],
    ['an object as JSON', form({ a: object }), '{"a":{"b":1}}', 'a=%7B%22b%22%3A1%7D'],
    [
      'an object by deepObject',
      form({ a: object }, { a: { style: 'deepObject', explode: true } }),
      '{"a":{"b":{"c":1},"d":[2,3]}}',
      'a%5Bb%5D%5Bc%5D=1&a%5Bd%5D%5B0%5D=2&a%5Bd%5D%5B1%5D=3',
    ],
    [
      'an object by form',
      form({ a: object }, { a: { style: 'form', explode: true } }),
      '{"a":{"b":1,"c":2}}',
      'b=1&c=2',
    ],
    ['reserved characters', form({}, { a: { allowReserved: true } }), '{"a":"/x?y&z"}', 'a=/x?y%26z'],
    [
      'numbers as written',
      form({ a: { type: 'integer' } }),
      '{"a":9007199254740993,"b":1.10}',
      'a=9007199254740993&b=1.10',
    ],
    ['numbers in lists', form({ a: list }), '{"a":[9007199254740993,1e400]}', 'a=9007199254740993&a=1e400'],
    ['numbers in objects', form({ a: object }), '{"a":{"b":9007199254740993}}', 'a=%7B%22b%22%3A9007199254740993%7D'],
    ['text that looks like a list', form({ a: { type: 'string' } }), '{"a":"[1]"}', 'a=%5B1%5D'],
    ['nothing for null', form({}), '{"a":null,"b":""}', 'b='],
  ])('write %s', (_, media, text, expected) => {
    expect(written('application/x-www-form-urlencoded', media, text)).toBe(expected);
  });
});

const part = { fileName: null, contentType: null, headers: [] };

describe('the parts of multipart bodies', () => {
  it.each<[string, object, string, object[], string?]>([
    [
      'are plain text, one an item',
      form({ a: list }),
      '{"a":["x","y"]}',
      [
        { name: 'a', content: { text: 'x' } },
        { name: 'a', content: { text: 'y' } },
      ],
    ],
    [
      'are JSON for objects, also in lists',
      form({ a: object, b: { type: 'array', items: object } }),
      '{"a":{"n":9007199254740993},"b":[{"n":1},{"n":2}]}',
      [
        { name: 'a', contentType: 'application/json', content: { text: '{"n":9007199254740993}' } },
        { name: 'b', contentType: 'application/json', content: { text: '{"n":1}' } },
        { name: 'b', contentType: 'application/json', content: { text: '{"n":2}' } },
      ],
    ],
    [
      'have the declared type, a JSON list whole',
      form({ a: list, b: {} }, { a: { contentType: 'application/json' }, b: { contentType: 'text/markdown, text/*' } }),
      '{"a":["x"],"b":"*x*"}',
      [
        { name: 'a', contentType: 'application/json', content: { text: '["x"]' } },
        { name: 'b', contentType: 'text/markdown', content: { text: '*x*' } },
      ],
    ],
    [
      'quote a text in JSON',
      form({ a: { type: 'string' } }, { a: { contentType: 'application/json' } }),
      '{"a":"1"}',
      [{ name: 'a', contentType: 'application/json', content: { text: '"1"' } }],
    ],
    [
      'are bytes where the schema says so',
      form({ a: { type: 'string', format: 'binary' }, b: { type: 'string', contentMediaType: 'image/png' } }),
      '{"a":"x","b":"data:image/webp;base64,AAEC"}',
      [
        { name: 'a', fileName: 'a', contentType: 'application/octet-stream', content: { text: 'x' } },
        { name: 'b', fileName: 'b', contentType: 'image/webp', content: { base64: 'AAEC' } },
      ],
    ],
    [
      'carry the headers that the encoding gives a value',
      form(
        {},
        {
          a: {
            headers: { 'X-A': { schema: { const: 'v' } }, 'X-B': { schema: {} }, 'Content-Type': { example: 'x' } },
          },
        },
      ),
      '{"a":"x"}',
      [{ name: 'a', headers: [{ name: 'X-A', value: 'v' }], content: { text: 'x' } }],
    ],
    [
      'follow a style, with nothing encoded',
      form({ a: list }, { a: { style: 'spaceDelimited', explode: false } }),
      '{"a":["x&","y"]}',
      [{ name: 'a', content: { text: 'x& y' } }],
    ],
    [
      'know no style in 3.0',
      form({ a: list }, { a: { style: 'spaceDelimited', explode: false } }),
      '{"a":["x","y"]}',
      [
        { name: 'a', content: { text: 'x' } },
        { name: 'a', content: { text: 'y' } },
      ],
      '3.0.3',
    ],
  ])('%s', (_, media, text, expected, openapi) => {
    expect(written('multipart/form-data', media, text, openapi)).toEqual(
      expected.map((each) => ({ ...part, ...each })),
    );
  });

  it.each([
    ['image/png', 'image/png, image/jpeg', 'image/png'],
    ['application/octet-stream', 'image/png', 'image/png'],
    ['text/csv', 'image/*, image/png', 'image/png'],
    ['image/webp', 'image/*', 'image/webp'],
    ['text/csv', undefined, 'text/csv'],
  ])('of a file %s under %s is %s', (own, contentType, expected) => {
    const file = { name: 'f', mediaType: own, data: '' };
    const encoding = contentType === undefined ? [] : [{ property: 'a', contentType }];
    const fields = [{ name: 'a', value: '', enabled: true, file }];
    expect(formParts(fields, 'multipart/form-data', { encoding }, {})).toMatchObject([
      { fileName: 'f', contentType: expected },
    ]);
  });
});

const media = (mediaType: string, schema: MediaContent['schema'] = {}): MediaContent => ({
  mediaType,
  schema,
  encoding: [],
});
const withFile = { properties: { a: { format: 'binary' } } };

describe('of several contents', () => {
  it.each([
    [['application/xml', 'application/json'], 'application/json'],
    [['text/xml', 'application/vnd.x+json'], 'application/vnd.x+json'],
    [['*/*', 'application/json'], 'application/json'],
    [['application/xml', '*/*'], '*/*'],
    [['multipart/form-data', 'application/x-www-form-urlencoded'], 'application/x-www-form-urlencoded'],
    [['application/xml', 'text/plain'], 'text/plain'],
    [['application/octet-stream', 'application/xml'], 'application/xml'],
    [['application/json-patch+json', 'application/merge-patch+json'], 'application/json-patch+json'],
  ])('%j the best is %s', (types, expected) => {
    expect(bestContent(types.map((type) => media(type)))?.mediaType).toBe(expected);
  });

  it('a form with files is multipart', () => {
    const both = [media('application/x-www-form-urlencoded', withFile), media('multipart/form-data', withFile)];
    expect(bestContent(both)?.mediaType).toBe('multipart/form-data');
  });

  it.each([
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['text/*', 'text/plain'],
    ['image/*', 'application/octet-stream'],
    ['application/json, text/json', 'application/json'],
  ])('a range %s is written as %s', (range, expected) => {
    expect(draftBody(media(range), 'x', {})).toMatchObject({ mediaType: expected });
    expect(findContent([media(range)], expected)?.mediaType).toBe(range);
  });
});

describe('other bodies', () => {
  it.each([
    ['application/problem+json; charset=utf-8', { a: 1 }, '{"a":1}'],
    ['application/x-ndjson', [1, { a: 2 }], '1\n{"a":2}\n'],
    ['application/json-seq', [1, 2], '\u001e1\n\u001e2\n'],
    ['text/plain', 'a', 'a'],
    ['application/x-www-form-urlencoded', 'a=b', 'a=b'],
  ])('of %s are text', (mediaType, value, text) => {
    expect(draftBody(media(mediaType), value, {})).toEqual({ kind: 'text', mediaType, text });
  });

  it('refuse a multipart body that is no object', () => {
    expect(() => draftBody(media('multipart/form-data'), 'a', {})).toThrow(/object/);
  });
});
