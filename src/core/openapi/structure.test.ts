import { describe, expect, it } from 'vitest';
import { api, found, get, inspect, ok, old, oldGet, parameter, schema } from '#test/support/definitionDocuments.ts';

/** What is wrong, the document, and the problem that says so. */
const table: readonly (readonly [string, object, string])[] = [
  ['a name at the root that is misspelt', api({ component: {} }), 'KEY_UNKNOWN /component'],
  ['a name of Swagger 2.0 in OpenAPI 3', api({ host: 'x.test' }), 'KEY_UNKNOWN /host'],
  ['a name of OpenAPI 3 in Swagger 2.0', old({ components: {} }), 'KEY_UNKNOWN /components'],
  ['a license without a name', api({ info: { title: 'T', version: '1', license: {} } }), 'KEY_MISSING /info/license'],
  ['a contact that is text', api({ info: { title: 'T', version: '1', contact: 'me' } }), 'WRONG_TYPE /info/contact'],
  ['servers that are no list', api({ servers: { url: '/' } }), 'WRONG_TYPE /servers'],
  [
    'a default that the variable does not list',
    api({ servers: [{ url: '/{a}', variables: { a: { default: 'x', enum: ['y'] } } }] }),
    'SERVER_VARIABLE_INVALID /servers/0/variables/a',
  ],
  ['a method that is misspelt', api({ paths: { '/a': { get: ok, gett: ok } } }), 'KEY_UNKNOWN /paths/~1a/gett'],
  [
    'two paths that differ by a name alone',
    api({ paths: { '/{a}': { get: ok }, '/{b}': { get: ok } } }),
    'PATH_INVALID /paths/~1{b}',
  ],
  ['a query in a path', api({ paths: { '/a?b=1': { get: ok } } }), 'PATH_INVALID /paths/~1a?b=1'],
  ['a brace that is not closed', api({ paths: { '/{a': { get: ok } } }), 'PATH_INVALID /paths/~1{a'],
  ['tags that are text', get({ tags: 'a' }), 'WRONG_TYPE /paths/~1a/get/tags'],
  ['a tag that is an object', get({ tags: [{ name: 'a' }] }), 'WRONG_TYPE /paths/~1a/get/tags/0'],
  ['a summary that is a list', get({ summary: ['a'] }), 'WRONG_TYPE /paths/~1a/get/summary'],
  ['deprecated as text', get({ deprecated: 'yes' }), 'WRONG_TYPE /paths/~1a/get/deprecated'],
  ['a name that an operation does not have', get({ consumes: [] }), 'KEY_UNKNOWN /paths/~1a/get/consumes'],
  ['a parameter without a schema', parameter({ schema: undefined }), 'PARAMETER_INVALID /paths/~1a/get/parameters/0'],
  [
    'a parameter with schema and content',
    parameter({ content: { 'a/b': {} } }),
    'PARAMETER_INVALID /paths/~1a/get/parameters/0',
  ],
  [
    'a path parameter that may be left out',
    api({ paths: { '/{q}': { get: { ...ok, parameters: [{ name: 'q', in: 'path', schema: {} }] } } } }),
    'PARAMETER_INVALID /paths/~1{q}/get/parameters/0',
  ],
  ['a type in a parameter of OpenAPI 3', parameter({ type: 'string' }), 'KEY_UNKNOWN /paths/~1a/get/parameters/0/type'],
  ['required as text', parameter({ required: 'true' }), 'WRONG_TYPE /paths/~1a/get/parameters/0/required'],
  [
    'a header that is not read',
    parameter({ in: 'header', name: 'Accept' }),
    'PARAMETER_INVALID /paths/~1a/get/parameters/0',
  ],
  ['a body without content', get({ requestBody: { required: true } }), 'KEY_MISSING /paths/~1a/get/requestBody'],
  ['a content that is a list', get({ requestBody: { content: [] } }), 'WRONG_TYPE /paths/~1a/get/requestBody/content'],
  [
    'a media type without a slash',
    get({ requestBody: { content: { json: {} } } }),
    'MEDIA_TYPE_INVALID /paths/~1a/get/requestBody/content/json',
  ],
  [
    'a status that is none',
    get({ responses: { ok: { description: '' } } }),
    'RESPONSE_INVALID /paths/~1a/get/responses/ok',
  ],
  ['a response that is text', get({ responses: { 200: 'ok' } }), 'WRONG_TYPE /paths/~1a/get/responses/200'],
  [
    'a response without a description',
    get({ responses: { 200: {} } }),
    'RESPONSE_INVALID /paths/~1a/get/responses/200',
  ],
  [
    'a reference in a response that leads nowhere',
    get({ responses: { 200: { $ref: '#/components/responses/R' } } }),
    'REFERENCE_UNRESOLVED /paths/~1a/get/responses/200',
  ],
  [
    'a reference in a schema that leads nowhere',
    schema({ properties: { a: { items: { $ref: '#/components/schemas/No' } } } }),
    'REFERENCE_UNRESOLVED /components/schemas/S/properties/a/items',
  ],
  [
    'a reference in a schema that leads into another document',
    schema({ allOf: [{ $ref: 'other.yaml#/S' }] }),
    'REMOTE_REFERENCE /components/schemas/S/allOf/0',
  ],
  ['a type that no one knows', schema({ type: 'int' }), 'WRONG_TYPE /components/schemas/S/type'],
  ['properties that are a list', schema({ properties: [] }), 'WRONG_TYPE /components/schemas/S/properties'],
  ['required as true in OpenAPI 3', schema({ required: true }), 'WRONG_TYPE /components/schemas/S/required'],
  ['a list of values without one', schema({ enum: [] }), 'WRONG_TYPE /components/schemas/S/enum'],
  ['an allOf that is an object', schema({ allOf: {} }), 'WRONG_TYPE /components/schemas/S/allOf'],
  ['a list without items', schema({ type: 'array' }), 'SCHEMA_INVALID /components/schemas/S'],
  ['a least above the most', schema({ minimum: 5, maximum: 1 }), 'SCHEMA_INVALID /components/schemas/S'],
  ['a negative length', schema({ minLength: -1 }), 'WRONG_TYPE /components/schemas/S/minLength'],
  ['a pattern that is none', schema({ pattern: '(' }), 'SCHEMA_INVALID /components/schemas/S'],
  ['a schema that is text', schema('string'), 'WRONG_TYPE /components/schemas/S'],
  ['components that are no components', api({ components: { schema: {} } }), 'KEY_UNKNOWN /components/schema'],
  [
    'a scheme without a type',
    api({ components: { securitySchemes: { a: {} } } }),
    'SECURITY_SCHEME_INVALID /components/securitySchemes/a',
  ],
  [
    'a parameter of Swagger 2.0 without a type',
    oldGet({ parameters: [{ name: 'q', in: 'query' }] }),
    'PARAMETER_INVALID /paths/~1a/get/parameters/0',
  ],
  [
    'a list of Swagger 2.0 without items',
    oldGet({ parameters: [{ name: 'q', in: 'query', type: 'array' }] }),
    'PARAMETER_INVALID /paths/~1a/get/parameters/0',
  ],
  [
    'a body and a form',
    oldGet({
      parameters: [
        { name: 'b', in: 'body', schema: {} },
        { name: 'f', in: 'formData', type: 'string' },
      ],
    }),
    'REQUEST_BODY_INVALID /paths/~1a/get',
  ],
  ['consumes that is text', oldGet({ consumes: 'a/b' }), 'WRONG_TYPE /paths/~1a/get/consumes'],
  ['a host with a scheme', old({ host: 'https://x.test' }), 'SERVER_URL_INVALID /host'],
  [
    'Authorization as a parameter',
    get({ parameters: [{ name: 'Authorization', in: 'header', required: true, schema: {} }] }),
    'AUTHORIZATION_PARAMETER /paths/~1a/get',
  ],
  [
    'a discriminator without a property',
    schema({ discriminator: {} }),
    'KEY_MISSING /components/schemas/S/discriminator',
  ],
  ['a discriminator that is text', schema({ discriminator: 'kind' }), 'WRONG_TYPE /components/schemas/S/discriminator'],
  ['XML words that are text', schema({ xml: 'a' }), 'WRONG_TYPE /components/schemas/S/xml'],
  ['nullable in 3.1', schema({ nullable: true }, '3.1.0'), 'SCHEMA_INVALID /components/schemas/S'],
  [
    'an exclusive bound of 3.0 in 3.1',
    schema({ exclusiveMinimum: true }, '3.1.0'),
    'SCHEMA_INVALID /components/schemas/S',
  ],
  ['an exclusive bound of 3.1 in 3.0', schema({ exclusiveMaximum: 1 }), 'SCHEMA_INVALID /components/schemas/S'],
  ['several types in 3.0', schema({ type: ['string', 'null'] }), 'SCHEMA_INVALID /components/schemas/S'],
  ['the type file in OpenAPI 3', schema({ type: 'file' }), 'SCHEMA_INVALID /components/schemas/S'],
  ['read and written alone', schema({ readOnly: true, writeOnly: true }), 'SCHEMA_INVALID /components/schemas/S'],
  ['a value that is listed twice', schema({ enum: [1, 1] }), 'SCHEMA_INVALID /components/schemas/S'],
  ['a listed value of another type', schema({ type: 'integer', enum: ['a'] }), 'SCHEMA_INVALID /components/schemas/S'],
  ['a default of another type', schema({ type: 'integer', default: 'a' }), 'SCHEMA_INVALID /components/schemas/S'],
  ['a name that is required twice', schema({ required: ['a', 'a'] }), 'SCHEMA_INVALID /components/schemas/S'],
  ['a multiple of nothing', schema({ multipleOf: 0 }), 'SCHEMA_INVALID /components/schemas/S'],
  ['no choice', schema({ anyOf: [] }), 'SCHEMA_INVALID /components/schemas/S'],
  [
    'a property pattern that is none',
    schema({ patternProperties: { '(': {} } }),
    'SCHEMA_INVALID /components/schemas/S',
  ],
  [
    'a component with a space in its name',
    api({ components: { schemas: { 'a b': {} } } }),
    'COMPONENT_NAME_INVALID /components/schemas/a b',
  ],
  ['webhooks in 3.0', api({ webhooks: {} }), 'KEY_UNKNOWN /webhooks'],
  ['$self in 3.1', api({ $self: 'https://a.test' }, '3.1.0'), 'KEY_UNKNOWN /$self'],
  ['QUERY in 3.1', api({ paths: { '/a': { query: ok } } }, '3.1.0'), 'KEY_UNKNOWN /paths/~1a/query'],
  [
    'mutualTLS in 3.0',
    api({ components: { securitySchemes: { s: { type: 'mutualTLS' } } } }),
    'SECURITY_SCHEME_INVALID /components/securitySchemes/s',
  ],
  [
    'GET among the additional operations',
    api({ paths: { '/a': { additionalOperations: { GET: ok } } } }, '3.2.0'),
    'OPERATION_INVALID /paths/~1a/additionalOperations/GET',
  ],
  [
    'a whole query beside another',
    get(
      {
        parameters: [
          { name: 'q', in: 'querystring', content: { 'a/b': {} } },
          { name: 'p', in: 'query', schema: {} },
        ],
      },
      '3.2.0',
    ),
    'PARAMETER_INVALID /paths/~1a/get',
  ],
  [
    'a whole query with a schema',
    get({ parameters: [{ name: 'q', in: 'querystring', schema: {} }] }, '3.2.0'),
    'PARAMETER_INVALID /paths/~1a/get/parameters/0',
  ],
  ['a style of another place', parameter({ style: 'matrix' }), 'PARAMETER_INVALID /paths/~1a/get/parameters/0'],
  ['a parameter without a name', parameter({ name: '' }), 'PARAMETER_INVALID /paths/~1a/get/parameters/0'],
  [
    'an example beside examples',
    parameter({ example: 1, examples: {} }),
    'PARAMETER_INVALID /paths/~1a/get/parameters/0',
  ],
  [
    'an example with two values',
    parameter({ examples: { a: { value: 1, externalValue: 'a' } } }),
    'VALUE_INVALID /paths/~1a/get/parameters/0/examples/a',
  ],
  [
    'an example that leads nowhere',
    parameter({ examples: { a: { $ref: '#/no' } } }),
    'REFERENCE_UNRESOLVED /paths/~1a/get/parameters/0/examples/a',
  ],
  [
    'a callback that is text',
    get({ callbacks: { a: { '{$url}': 'x' } } }),
    'WRONG_TYPE /paths/~1a/get/callbacks/a/{$url}',
  ],
  [
    'a link without an operation',
    get({ responses: { 200: { description: '', links: { a: {} } } } }),
    'LINK_INVALID /paths/~1a/get/responses/200/links/a',
  ],
  [
    'an encoding that is text',
    get({ requestBody: { content: { 'a/b': { encoding: { a: 'x' } } } } }),
    'WRONG_TYPE /paths/~1a/get/requestBody/content/a~1b/encoding/a',
  ],
  ['a body of no media type', get({ requestBody: { content: {} } }), 'REQUEST_BODY_INVALID /paths/~1a/get/requestBody'],
  ['no responses', get({ responses: {} }), 'RESPONSE_INVALID /paths/~1a/get/responses'],
  ['scopes that are text', get({ security: [{ s: 'x' }] }), 'WRONG_TYPE /paths/~1a/get/security/0/s'],
  [
    'a flow without its address',
    api({ components: { securitySchemes: { s: { type: 'oauth2', flows: { implicit: { scopes: {} } } } } } }),
    'SECURITY_SCHEME_INVALID /components/securitySchemes/s/flows/implicit',
  ],
  [
    'a flow without scopes',
    api({ components: { securitySchemes: { s: { type: 'oauth2', flows: { password: { tokenUrl: '/t' } } } } } }),
    'KEY_MISSING /components/securitySchemes/s/flows/password',
  ],
  ['a tag that is described twice', api({ tags: [{ name: 'a' }, { name: 'a' }] }), 'TAG_INVALID /tags'],
  ['a tag whose parent is unknown', api({ tags: [{ name: 'a', parent: 'b' }] }, '3.2.0'), 'TAG_INVALID /tags/0'],
  ['a server with a query', api({ servers: [{ url: 'https://a.test/?b' }] }), 'SERVER_URL_INVALID /servers/0'],
  ['an address that is none', api({ externalDocs: { url: 'not a url' } }), 'VALUE_INVALID /externalDocs'],
  [
    'an email address that is none',
    api({ info: { title: 'T', version: '1', contact: { email: 'me' } } }),
    'VALUE_INVALID /info/contact',
  ],
  [
    'a license with identifier and URL',
    api({ info: { title: 'T', version: '1', license: { name: 'a', identifier: 'MIT', url: '/' } } }, '3.1.0'),
    'VALUE_INVALID /info/license',
  ],
  ['an unknown scheme of Swagger 2.0', old({ schemes: ['http2'] }), 'VALUE_INVALID /schemes'],
  ['a basePath without a slash', old({ basePath: 'v1' }), 'VALUE_INVALID /basePath'],
  [
    'a file in the query',
    oldGet({ parameters: [{ name: 'q', in: 'query', type: 'file' }] }),
    'PARAMETER_INVALID /paths/~1a/get/parameters/0',
  ],
  [
    'a file in no form',
    oldGet({ consumes: ['a/b'], parameters: [{ name: 'q', in: 'formData', type: 'file' }] }),
    'REQUEST_BODY_INVALID /paths/~1a/get',
  ],
  [
    'a collection format that is none',
    oldGet({ parameters: [{ name: 'q', in: 'query', type: 'string', collectionFormat: 'comma' }] }),
    'PARAMETER_INVALID /paths/~1a/get/parameters/0',
  ],
];

describe('an invalid document', () => {
  it.each(table)('is imported and reported: %s', (_, document, problem) => {
    expect(found(document)).toContain(problem);
    expect(inspect(document).problems.every(({ line, column }) => line !== undefined && column !== undefined)).toBe(
      true,
    );
  });

  it.each([
    ['OpenAPI 3.0', api({})],
    ['Swagger 2.0', old({ host: 'x.test', 'x-a': 1 })],
    ['a property that is called $ref', schema({ properties: { $ref: { type: 'string' } } })],
    ['an example that holds a reference', schema({ example: { $ref: '#/nowhere' }, enum: [{ $ref: '#/no' }] })],
    [
      'words that 3.2 brought, in 3.2',
      api(
        { $self: 'https://a.test', webhooks: {}, paths: { '/a': { query: ok, additionalOperations: { COPY: ok } } } },
        '3.2.0',
      ),
    ],
    ['a default that may be null', schema({ type: 'string', nullable: true, default: null })],
    ['a callback', get({ callbacks: { done: { '{$request.body#/url}': { post: ok } } } })],
  ])('is not what a right one is taken for: %s', (_, document) => {
    expect(found(document)).toEqual([]);
  });

  it('reports a reference that leads nowhere once, however often it stands there', () => {
    const list = Array.from({ length: 50 }, () => ({ $ref: '#/components/schemas/No' }));
    expect(inspect(schema({ oneOf: list })).problemCounts).toMatchObject([{ code: 'REFERENCE_UNRESOLVED', count: 1 }]);
  });
});

describe('what is meant', () => {
  it.each([
    ['https://x.test', 'https://x.test/v1'],
    ['http://x.test:8080/', 'http://x.test:8080/v1'],
    ['//x.test/more', 'https://x.test/v1'],
    ['x.test:8080', 'https://x.test:8080/v1'],
  ])('by the host %s of Swagger 2.0', (host, url) => {
    expect(inspect(old({ host, basePath: '/v1' })).servers.map((server) => server.url)).toEqual([url]);
  });

  it('by a header Authorization that must be given: authentication', () => {
    const header = { name: 'authorization', in: 'header', required: true, schema: {} };
    const report = inspect(
      api({
        paths: { '/a': { get: { ...ok, parameters: [header] }, put: { ...ok, parameters: [header] }, post: ok } },
      }),
    );
    expect(report.securitySchemes).toEqual([
      {
        key: 'Authorization',
        type: 'apiKey',
        in: 'header',
        parameterName: 'Authorization',
        required: true,
        operations: 2,
      },
    ]);
    expect(report).toMatchObject({ requiresApiKey: true, requirements: [{ operations: 2 }] });
  });

  it.each([
    ['it need not be given', { required: false }, {}],
    ['the operation takes security away', { required: true }, { security: [] }],
  ])('by it where %s: nothing', (_, fields, operation) => {
    const parameters = [{ name: 'Authorization', in: 'header', schema: {}, ...fields }];
    expect(inspect(get({ ...operation, parameters })).securitySchemes).toEqual([]);
  });
});
