import { describe, expect, it } from 'vitest';
import { sampleBody } from './index.ts';

const schema = {
  type: 'object',
  required: ['id', 'tags', 'owner'],
  properties: {
    id: { type: 'integer', xml: { attribute: true } },
    tags: { type: 'array', items: { type: 'string', xml: { name: 'tag' } }, xml: { wrapped: true } },
    owner: { $ref: '#/$defs/Owner' },
  },
  xml: { name: 'pet', namespace: 'https://a', prefix: 'p' },
};
const definitions = { Owner: { type: 'object', required: ['name'], properties: { name: { const: '<A&B>' } } } };

describe('the text to begin a body with', () => {
  it('is JSON for JSON', () => {
    const content = { mediaType: 'application/json', schema, encoding: [] };
    expect(JSON.parse(sampleBody(content, definitions))).toEqual({ id: 1, tags: ['text'], owner: { name: '<A&B>' } });
  });

  it('is XML with the names, attributes and wrappers of the schema', () => {
    expect(sampleBody({ mediaType: 'application/xml', schema, encoding: [] }, definitions)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<p:pet xmlns:p="https://a" id="1"><tags><tag>text</tag></tags>' +
        '<owner><name>&lt;A&amp;B&gt;</name></owner></p:pet>\n',
    );
  });

  it.each([
    ['application/json', { a: 1 }, '{\n  "a": 1\n}'],
    ['application/xml', '<a/>', '<a/>'],
    ['text/plain', 'hello', 'hello'],
    ['text/plain', undefined, 'text'],
  ])('is the example of %s where there is one', (mediaType, example, expected) => {
    expect(sampleBody({ mediaType, encoding: [], ...(example !== undefined && { example }) }, {})).toBe(expected);
  });

  it('ends for XML of a schema that refers to itself', () => {
    const loop = { type: 'object', required: ['a'], properties: { a: { $ref: '#/$defs/L' } } };
    const text = sampleBody({ mediaType: 'text/xml', schema: { $ref: '#/$defs/L' }, encoding: [] }, { L: loop });
    expect(text).toMatch(/<L><a><a>/);
    expect(text.length).toBeLessThan(1_000);
  });
});
