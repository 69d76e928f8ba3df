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
    ['text/plain', undefined, ''],
  ])('is the example of %s where there is one', (mediaType, example, expected) => {
    expect(sampleBody({ mediaType, encoding: [], ...(example !== undefined && { example }) }, {})).toBe(expected);
  });

  // After the examples of OpenAPI 3.1 and 3.2, XML Object.
  const text = { type: 'string', const: 'a' };
  const list = (items: object, xml?: object) => ({ type: 'array', items: { ...text, ...items }, ...(xml && { xml }) });
  const named = (properties: object) => ({ type: 'object', properties, xml: { name: 'doc' } });
  it.each<[string, object, string]>([
    ['a list’s items by its property', named({ animals: list({}) }), '<doc><animals>a</animals></doc>'],
    ['items by their own name', named({ animals: list({ xml: { name: 'animal' } }) }), '<doc><animal>a</animal></doc>'],
    [
      'no name of a list that is no element',
      named({ animals: list({}, { name: 'aliens' }) }),
      '<doc><animals>a</animals></doc>',
    ],
    [
      'a wrapped list',
      named({ animals: list({}, { wrapped: true }) }),
      '<doc><animals><animals>a</animals></animals></doc>',
    ],
    [
      'a list that is an element',
      named({ animals: list({ xml: { name: 'animal' } }, { nodeType: 'element', name: 'aliens' }) }),
      '<doc><aliens><animal>a</animal></aliens></doc>',
    ],
    [
      'a wrapper’s name for items without one',
      named({ animals: list({}, { nodeType: 'element', name: 'aliens' }) }),
      '<doc><aliens><aliens>a</aliens></aliens></doc>',
    ],
    [
      'attributes and text',
      named({ kind: { ...text, xml: { nodeType: 'attribute' } }, name: { const: 'b', xml: { nodeType: 'text' } } }),
      '<doc kind="a">b</doc>',
    ],
    [
      'CDATA',
      named({ content: { const: '<b>]]>', xml: { nodeType: 'cdata' } } }),
      '<doc><![CDATA[<b>]]]]><![CDATA[>]]></doc>',
    ],
    [
      'prefixes and namespaces',
      named({ name: { ...text, xml: { namespace: 'https://a/s', prefix: 's' } } }),
      '<doc><s:name xmlns:s="https://a/s">a</s:name></doc>',
    ],
    [
      'an attribute’s namespace',
      named({ id: { ...text, xml: { attribute: true, namespace: 'https://a/s', prefix: 's' } } }),
      '<doc xmlns:s="https://a/s" s:id="a"></doc>',
    ],
    [
      'elements in their order',
      {
        type: 'array',
        prefixItems: [
          { const: 'x', xml: { name: 'One' } },
          { const: 'y', xml: { nodeType: 'text' } },
          { type: 'null', xml: { name: 'Three' } },
        ],
        xml: { nodeType: 'element', name: 'All' },
      },
      '<All><One>x</One>y<Three xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></All>',
    ],
    ['one element around a list', { type: 'array', items: { ...text, xml: { name: 'i' } } }, '<root><i>a</i></root>'],
    [
      'the words of allOf',
      { allOf: [named({ a: text }), { properties: { b: { const: 'b', xml: { attribute: true } } } }] },
      '<doc b="b"><a>a</a></doc>',
    ],
    [
      'an object that is no element',
      named({ inner: { type: 'object', properties: { a: text }, xml: { nodeType: 'none' } } }),
      '<doc><a>a</a></doc>',
    ],
  ])('has in XML %s', (_, schema, expected) => {
    const written = sampleBody(
      { mediaType: 'application/xml', schema: schema as Record<string, unknown>, encoding: [] },
      {},
      { properties: 'all' },
    );
    expect(written.split('\n')[1]).toBe(expected);
  });

  it('ends for XML of a schema that refers to itself', () => {
    const loop = { type: 'object', required: ['a'], properties: { a: { $ref: '#/$defs/L' } } };
    const text = sampleBody({ mediaType: 'text/xml', schema: { $ref: '#/$defs/L' }, encoding: [] }, { L: loop });
    expect(text).toMatch(/<L><a><a>/);
    expect(text.length).toBeLessThan(1_000);
  });
});
