import { describe, expect, it, test } from 'vitest';
import { get, old } from '#test/support/definitionDocuments.ts';
import type { OperationParameter } from './definition.ts';
import { describeOperation } from './index.ts';

/** What is undefined is not in a document. */
const parametersOf = (document: object): OperationParameter[] =>
  describeOperation(JSON.parse(JSON.stringify(document)), 'GET /a').parameters;
const styleOf = (parameter: object, version?: string) =>
  parametersOf(get({ parameters: [{ name: 'v', schema: {}, ...parameter }] }, version)).map(({ style, explode }) => [
    style,
    explode,
  ]);

// OpenAPI 3.2.0, Parameter Object: which style may be where, and what explode is where nothing says it.
test.each([
  [{ in: 'query' }, 'form', true],
  [{ in: 'query', style: 'form', explode: false }, 'form', false],
  [{ in: 'query', style: 'spaceDelimited' }, 'spaceDelimited', false],
  [{ in: 'query', style: 'pipeDelimited', explode: true }, 'pipeDelimited', true],
  [{ in: 'query', style: 'deepObject' }, 'deepObject', false],
  [{ in: 'query', style: 'simple' }, 'form', true],
  [{ in: 'query', style: 'matrix' }, 'form', true],
  [{ in: 'query', style: 'tabDelimited' }, 'form', true],
  [{ in: 'query', style: 'odd' }, 'form', true],
  [{ in: 'query', style: 'simple', explode: false }, 'form', false],
  [{ in: 'path' }, 'simple', false],
  [{ in: 'path', style: 'label' }, 'label', false],
  [{ in: 'path', style: 'matrix', explode: true }, 'matrix', true],
  [{ in: 'path', style: 'form' }, 'simple', false],
  [{ in: 'header' }, 'simple', false],
  [{ in: 'header', style: 'form', explode: true }, 'simple', true],
  [{ in: 'cookie' }, 'form', true],
  [{ in: 'cookie', style: 'cookie' }, 'cookie', true],
  [{ in: 'cookie', style: 'simple' }, 'form', true],
])('a parameter %j is written in the style %s, exploded: %s', (parameter, style, explode) => {
  expect(styleOf(parameter)).toEqual([[style, explode]]);
});

// Swagger 2.0, Parameter Object: collectionFormat.
test.each([
  ['query', undefined, 'form', false],
  ['query', 'csv', 'form', false],
  ['query', 'ssv', 'spaceDelimited', false],
  ['query', 'tsv', 'tabDelimited', false],
  ['query', 'pipes', 'pipeDelimited', false],
  ['query', 'multi', 'form', true],
  ['query', 'odd', 'form', false],
  ['path', undefined, 'simple', false],
  ['path', 'csv', 'simple', false],
  ['path', 'multi', 'simple', false],
  ['header', 'csv', 'simple', false],
  ['header', 'multi', 'simple', false],
])(
  'a list of Swagger 2.0 in a %s, %s, is written in the style %s, exploded: %s',
  (where, collectionFormat, style, explode) => {
    const list = { name: 'v', in: where, type: 'array', items: { type: 'string' }, required: true, collectionFormat };
    const [parameter] = parametersOf(old({ paths: { '/a': { get: { parameters: [list], responses: {} } } } }));
    expect(parameter).toMatchObject({ style, explode, schema: { type: 'array', items: { type: 'string' } } });
    expect(Object.keys(Object(parameter?.schema))).toEqual(['type', 'items']);
  },
);

describe('the example of a parameter', () => {
  const examples = { first: { summary: 'none' }, second: { value: 2 }, third: { value: 3 } };
  test.each<[string, object, unknown]>([
    ['its own', { example: 1, examples }, 1],
    ['its own though it is nothing', { example: null }, null],
    ['the first of several that has a value', { examples }, 2],
    ['the data of one (OpenAPI 3.2)', { examples: { a: { dataValue: [1], serializedValue: 'v=1' } } }, [1]],
    ['one behind a reference', { examples: { a: { $ref: '#/components/examples/E' } } }, 'e'],
    [
      'that of its content',
      { schema: undefined, content: { 'application/json': { schema: {}, example: { a: 1 } } } },
      { a: 1 },
    ],
    [
      'its own before that of its content',
      { schema: undefined, example: 'x', content: { 'a/b': { example: 'y' } } },
      'x',
    ],
    ['none that stands elsewhere', { examples: { a: { externalValue: 'https://a.test' } } }, undefined],
    ['none', {}, undefined],
  ])('is %s', (_, words, example) => {
    const document = {
      ...get({ parameters: [{ name: 'v', in: 'query', schema: {}, ...words }] }),
      components: { examples: { E: { value: 'e' } } },
    };
    const [parameter] = parametersOf(document);
    expect(parameter?.example).toEqual(example);
    expect('example' in Object(parameter)).toBe(example !== undefined);
  });
});

test.each<[string, object, object]>([
  ['is required in a path, whatever it says', { in: 'path', required: false }, { required: true }],
  ['is required elsewhere where it says so', { in: 'query', required: true }, { required: true }],
  ['is not required where what it says is no flag', { in: 'query', required: 'yes' }, { required: false }],
  ['is deprecated where it says so', { in: 'query', deprecated: true }, { deprecated: true }],
  ['may be empty where it says so', { in: 'query', allowEmptyValue: true }, { allowEmptyValue: true }],
  ['keeps what is reserved where it says so', { in: 'query', allowReserved: true }, { allowReserved: true }],
  ['has its schema’s default', { in: 'query', schema: { default: 0 } }, { default: 0 }],
  [
    'has the media type of its content',
    { in: 'query', schema: undefined, content: { 'text/csv': {} } },
    { mediaType: 'text/csv', schema: {} },
  ],
  ['takes anything where nothing describes it', { in: 'query', schema: undefined }, { schema: {} }],
])('a parameter %s', (_, words, expected) => {
  expect(parametersOf(get({ parameters: [{ name: 'v', schema: {}, ...words }] }))).toMatchObject([expected]);
});

describe('the parameters of an operation', () => {
  it('are told apart by place and name, of headers whatever their case', () => {
    const item = {
      parameters: [
        { name: 'X-A', in: 'header', description: 'path' },
        { name: 'a', in: 'query', description: 'path' },
        { name: 'a', in: 'cookie', description: 'path' },
        { name: 'B', in: 'query', description: 'path' },
      ],
      get: {
        parameters: [
          { name: 'x-a', in: 'header', description: 'own' },
          { name: 'a', in: 'query', description: 'own' },
          { name: 'b', in: 'query', description: 'own' },
        ],
        responses: {},
      },
    };
    expect(
      parametersOf({ ...get({}), paths: { '/a': item } }).map(({ in: where, name, description }) => [
        where,
        name,
        description,
      ]),
    ).toEqual([
      ['header', 'x-a', 'own'],
      ['query', 'a', 'own'],
      ['cookie', 'a', 'path'],
      ['query', 'B', 'path'],
      ['query', 'b', 'own'],
    ]);
  });

  it('are not those that another part of the request says', () => {
    const headers = ['Accept', 'CONTENT-TYPE', 'Authorization', 'Accept-Language'];
    const document = get({ parameters: headers.map((name) => ({ name, in: 'header', schema: {} })) });
    expect(parametersOf(document).map(({ name }) => name)).toEqual(['Accept-Language']);
    const named = get({ parameters: [{ name: 'accept', in: 'query', schema: {} }] });
    expect(parametersOf(named).map(({ name }) => name)).toEqual(['accept']);
  });

  it('are not what has no name or no place that is known', () => {
    const parameters = [
      { in: 'query' },
      { name: 'a' },
      { name: 'a', in: 'body' },
      'a',
      null,
      { name: 'ok', in: 'query' },
    ];
    expect(parametersOf(get({ parameters })).map(({ name }) => name)).toEqual(['ok']);
  });
});
