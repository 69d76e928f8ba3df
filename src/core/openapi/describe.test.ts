import { describe, expect, it } from 'vitest';
import { type OperationDetail, operationDetail } from './definition.ts';
import { describeOperation, inspectDefinition, parseDefinition } from './index.ts';

const responses = { 200: { description: 'ok' } };

function describeIn(document: object, key = 'POST /a'): OperationDetail {
  const parsed = parseDefinition(JSON.stringify(document));
  const detail = describeOperation(parsed.document, key);
  expect(operationDetail.parse(detail)).toEqual(detail);
  const summary = inspectDefinition(parsed).operations.find((operation) => operation.key === key);
  expect(detail).toMatchObject(summary ?? {});
  return detail;
}

function api(operation: object, rest: object = {}): object {
  return {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/b': { get: { responses } }, '/a': { post: { responses, ...operation } } },
    ...rest,
  };
}

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

describe('parameters', () => {
  it('gives each place its default style', () => {
    const parameters = ['path', 'query', 'header', 'cookie'].map((where) => ({ name: where, in: where, schema: {} }));
    const detail = describeIn(api({ parameters }));
    expect(detail.parameters.map(({ name, style, explode, required }) => [name, style, explode, required])).toEqual([
      ['path', 'simple', false, true],
      ['query', 'form', true, false],
      ['header', 'simple', false, false],
      ['cookie', 'form', true, false],
    ]);
  });

  it('lets the operation replace what its path hands down', () => {
    const inherited = [
      { name: 'a', in: 'query', description: 'path' },
      { name: 'b', in: 'query' },
    ];
    const own = [{ name: 'a', in: 'query', description: 'operation' }];
    const document = api({}, { paths: { '/a': { parameters: inherited, post: { responses, parameters: own } } } });
    expect(describeIn(document).parameters.map(({ name, description }) => [name, description])).toEqual([
      ['a', 'operation'],
      ['b', undefined],
    ]);
  });

  it('adds a path parameter that nobody describes', () => {
    const document = api({}, { paths: { '/a/{id}': { post: { responses } } } });
    expect(describeIn(document, 'POST /a/{id}').parameters).toMatchObject([
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    ]);
  });

  it('leaves out the headers that OpenAPI ignores as parameters', () => {
    const parameters = ['Accept', 'authorization', 'X-A'].map((name) => ({ name, in: 'header', schema: {} }));
    expect(describeIn(api({ parameters })).parameters.map((parameter) => parameter.name)).toEqual(['X-A']);
  });

  it('carries example, default and the media type of content', () => {
    const parameters = [
      { name: 'a', in: 'query', schema: { type: 'integer', default: 3 }, example: 7 },
      { name: 'b', in: 'query', ...json({ type: 'object' }) },
    ];
    expect(describeIn(api({ parameters })).parameters).toMatchObject([
      { schema: { type: 'integer', default: 3 }, default: 3, example: 7 },
      { mediaType: 'application/json', schema: { type: 'object' } },
    ]);
  });
});

describe('schemas', () => {
  it('copies what is referred to once, and keeps loops as references', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
    const schema = { type: 'array', items: { $ref: '#/components/schemas/Node' } };
    const detail = describeIn(api({ requestBody: json(schema) }, { components: { schemas: { Node: node } } }));
    expect(detail.requestBody?.contents[0]?.schema).toEqual({ type: 'array', items: { $ref: '#/$defs/Node' } });
    expect(detail.definitions).toEqual({
      Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } },
    });
  });

  it('leaves names and data alone that look like references', () => {
    const schema = {
      properties: { $ref: { type: 'string' }, 'x-y': { const: { $ref: '#/nowhere' } } },
      example: { $ref: '#/nowhere' },
    };
    const detail = describeIn(api({ requestBody: json(schema) }));
    expect(detail.requestBody?.contents[0]?.schema).toEqual(schema);
    expect(detail.problems).toEqual([]);
  });

  it('tells two schemas of one name apart', () => {
    const schema = { anyOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/parameters/A' }] };
    const components = { schemas: { A: { type: 'string' } }, parameters: { A: { type: 'null' } } };
    const detail = describeIn(api({ requestBody: json(schema) }, { components }));
    expect(detail.definitions).toEqual({ A: { type: 'string' }, A_2: { type: 'null' } });
  });

  it.each([
    [{ type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      { type: 'string', nullable: true, enum: ['a'] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [{ minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    [{ maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
    [{ type: 'string', 'x-internal': true }, { type: 'string' }],
  ])('turns 3.0’s %j into %j', (schema, expected) => {
    const detail = describeIn({ ...api({ requestBody: json(schema) }), openapi: '3.0.3' });
    expect(detail.requestBody?.contents[0]?.schema).toEqual(expected);
  });

  it('accepts anything where a reference leads nowhere, and says so', () => {
    const detail = describeIn(api({ requestBody: json({ $ref: '#/nowhere' }) }));
    expect(detail.requestBody?.contents[0]?.schema).toEqual({});
    expect(detail.problems).toMatchObject([{ code: 'REFERENCE_UNRESOLVED' }]);
  });
});

it('reads how the properties of a whole query are written', () => {
  const encoding = { ids: { style: 'pipeDelimited', explode: false } };
  const content = { 'application/x-www-form-urlencoded': { schema: { properties: { ids: {} } }, encoding } };
  const parameters = [{ name: 'q', in: 'querystring', content }];
  expect(describeIn(api({ parameters }, { openapi: '3.2.0' })).parameters).toMatchObject([
    { encoding: [{ property: 'ids', style: 'pipeDelimited', explode: false }] },
  ]);
});

describe('bodies, responses and servers', () => {
  it('reads contents with encodings and examples', () => {
    const content = {
      'multipart/form-data': {
        schema: { type: 'object' },
        encoding: { a: { contentType: 'text/csv' } },
        examples: { first: { $ref: '#/components/examples/e' } },
      },
    };
    const detail = describeIn(
      api({ requestBody: { required: true, content } }, { components: { examples: { e: { value: { a: 1 } } } } }),
    );
    expect(detail.requestBody).toEqual({
      required: true,
      contents: [
        {
          mediaType: 'multipart/form-data',
          schema: { type: 'object' },
          encoding: [{ property: 'a', contentType: 'text/csv' }],
          example: { a: 1 },
          examples: [{ name: 'first', value: { a: 1 } }],
        },
      ],
    });
  });

  it('reads responses with headers, and statuses by range', () => {
    const answer = { description: 'gone', headers: { 'Retry-After': { required: true, schema: { type: 'integer' } } } };
    const detail = describeIn(api({ responses: { '4xx': { $ref: '#/r' }, 'x-note': 1 } }, { r: answer }));
    expect(detail.responses).toEqual([
      {
        status: '4XX',
        description: 'gone',
        headers: [{ name: 'Retry-After', required: true, schema: { type: 'integer' } }],
        contents: [],
      },
    ]);
  });

  it('takes the operation’s servers before the path’s before the definition’s', () => {
    const servers = (url: string) => ({ servers: [{ url }] });
    const url = (document: object) => describeIn(document).servers.map((server) => server.url);
    const root = servers('https://root');
    expect(url(api({}, root))).toEqual(['https://root']);
    expect(url(api({}, { ...root, paths: { '/a': { ...servers('https://path'), post: { responses } } } }))).toEqual([
      'https://path',
    ]);
    expect(url(api(servers('https://operation'), root))).toEqual(['https://operation']);
  });

  it('refuses a key that is not there', () => {
    expect(() => describeIn(api({}), 'GET /ghost')).toThrow(
      expect.objectContaining({ code: 'DEFINITION_OPERATION_UNKNOWN' }),
    );
  });
});

describe('Swagger 2.0', () => {
  const swagger = (operation: object, rest: object = {}) => ({
    swagger: '2.0',
    info: { title: 'T', version: '1' },
    paths: { '/a': { post: { responses, ...operation } } },
    ...rest,
  });

  it('turns a body parameter into a request body for what is consumed', () => {
    const parameters = [{ name: 'b', in: 'body', required: true, schema: { $ref: '#/definitions/B' } }];
    const detail = describeIn(
      swagger({ parameters }, { consumes: ['application/json'], definitions: { B: { type: 'object' } } }),
    );
    expect(detail.parameters).toEqual([]);
    expect(detail.requestBody).toEqual({
      required: true,
      contents: [{ mediaType: 'application/json', schema: { $ref: '#/$defs/B' }, encoding: [] }],
    });
  });

  it('turns form parameters into fields, multipart where one is a file', () => {
    const parameters = [
      { name: 'file', in: 'formData', type: 'file', required: true, description: 'A file' },
      { name: 'tags', in: 'formData', type: 'array', items: { type: 'string' }, collectionFormat: 'pipes' },
    ];
    expect(describeIn(swagger({ parameters })).requestBody).toEqual({
      required: true,
      contents: [
        {
          mediaType: 'multipart/form-data',
          schema: {
            type: 'object',
            properties: {
              file: { type: 'string', format: 'binary', description: 'A file' },
              tags: { type: 'array', items: { type: 'string' } },
            },
            required: ['file'],
          },
          encoding: [{ property: 'tags', style: 'pipeDelimited', explode: false }],
        },
      ],
    });
  });

  it.each([
    [undefined, 'form', false],
    ['csv', 'form', false],
    ['ssv', 'spaceDelimited', false],
    ['tsv', 'tabDelimited', false],
    ['pipes', 'pipeDelimited', false],
    ['multi', 'form', true],
  ])('writes collectionFormat %s as %s, explode %s', (collectionFormat, style, explode) => {
    const parameters = [{ name: 'q', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat }];
    expect(describeIn(swagger({ parameters })).parameters).toMatchObject([
      { style, explode, schema: { type: 'array', items: { type: 'string' } } },
    ]);
  });

  it('gives a response its schema for every type that is produced', () => {
    const answer = { description: 'ok', schema: { type: 'string' }, examples: { 'text/plain': 'hi' } };
    const detail = describeIn(swagger({ produces: ['application/json', 'text/plain'], responses: { 200: answer } }));
    expect(detail.responses[0]?.contents).toEqual([
      { mediaType: 'application/json', schema: { type: 'string' }, encoding: [] },
      { mediaType: 'text/plain', schema: { type: 'string' }, encoding: [], example: 'hi' },
    ]);
  });
});

describe('security that an operation takes away', () => {
  const security = [{ key: [] }];
  const components = { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X' } } };
  it.each([
    ['an empty list', { security: [] }, security, true],
    ['an empty alternative alone', { security: [{}] }, security, true],
    ['an empty alternative among others', { security: [{}, { key: [] }] }, security, false],
    ['nothing of its own, in a document with security', {}, security, false],
    ['nothing of its own, in a document that takes none', {}, [], false],
    ['nothing at all', {}, undefined, false],
    ['its own scheme', { security }, undefined, false],
  ])('is said of %s', (_, operation, root, anonymous) => {
    expect(describeIn(api(operation, { components, security: root })).anonymous).toBe(anonymous);
  });
});
