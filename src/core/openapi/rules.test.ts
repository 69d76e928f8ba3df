import { describe, expect, it } from 'vitest';
import { api, found, get, ok, oldGet, parameter, schema } from '#test/support/definitionDocuments.ts';

/** Words whose value or place is not what the specification allows. */
function smallMistakes(): [string, object, string][] {
  const first = '/paths/~1a/get/parameters/0';
  const header = (fields: object, name = 'X-A') =>
    get({ responses: { 200: { description: '', headers: { [name]: { schema: {}, ...fields } } } } });
  const at = '/paths/~1a/get/responses/200/headers';
  const s = '/components/schemas/S';
  const xml = (fields: object, version?: string) => schema({ xml: fields }, version);
  const example = (fields: object) => parameter({ examples: { e: fields } });
  const swaggerParameter = (fields: object) =>
    oldGet({ parameters: [{ name: 'q', in: 'query', type: 'string', ...fields }] });
  return [
    ['a header with a space in its name', parameter({ in: 'header', name: 'X A' }), `PARAMETER_INVALID ${first}`],
    ['a default that is not listed', schema({ enum: ['a'], default: 'b' }), `SCHEMA_INVALID ${s}`],
    [
      'an address of a server that is none',
      api({ servers: [{ url: 'https://a b.test' }] }),
      'SERVER_URL_INVALID /servers/0',
    ],
    [
      'a word beside a reference',
      api({
        components: { parameters: { P: { name: 'p', in: 'query', schema: {} } } },
        paths: { '/a': { get: { ...ok, parameters: [{ $ref: '#/components/parameters/P', required: true }] } } },
      }),
      `KEY_UNKNOWN ${first}/required`,
    ],
    ['a dialect that is not known', api({ jsonSchemaDialect: 'https://a.test/dialect' }, '3.1.0'), 'DIALECT_UNKNOWN '],
    [
      'a dialect of one schema',
      schema({ $schema: 'http://json-schema.org/draft-07/schema#' }, '3.1.0'),
      `DIALECT_UNKNOWN ${s}`,
    ],
    ['an operationId that is a number', get({ operationId: 7 }), 'WRONG_TYPE /paths/~1a/get/operationId'],
    ['a format that is a number', schema({ format: 32 }), `WRONG_TYPE ${s}/format`],
    ['a pattern that is a number', schema({ pattern: 5 }), `WRONG_TYPE ${s}/pattern`],
    ['a place that is a number', parameter({ style: 1 }), `WRONG_TYPE ${first}/style`],
    ['a server address that is a number', api({ servers: [{ url: 8080 }] }), 'WRONG_TYPE /servers/0/url'],
    ['a scope list of numbers', get({ security: [{ s: [1] }] }), 'WRONG_TYPE /paths/~1a/get/security/0/s/0'],
    [
      'deepObject for a text',
      parameter({ style: 'deepObject', schema: { type: 'string' } }),
      `PARAMETER_INVALID ${first}`,
    ],
    [
      'pipeDelimited for a number',
      parameter({ style: 'pipeDelimited', schema: { type: 'integer' } }),
      `PARAMETER_INVALID ${first}`,
    ],
    ['allowReserved in a header', parameter({ in: 'header', allowReserved: true }), `PARAMETER_INVALID ${first}`],
    [
      'allowReserved in a cookie of 3.0',
      parameter({ in: 'cookie', allowReserved: true }),
      `PARAMETER_INVALID ${first}`,
    ],
    ['an empty value in a header', parameter({ in: 'header', allowEmptyValue: true }), `PARAMETER_INVALID ${first}`],
    [
      'a style beside a content',
      parameter({ schema: undefined, style: 'form', content: { 'a/b': {} } }),
      `PARAMETER_INVALID ${first}`,
    ],
    [
      'a header Authorization that may be left out',
      parameter({ in: 'header', name: 'Authorization' }),
      `PARAMETER_INVALID ${first}`,
    ],
    ['a response header Content-Type', header({}, 'Content-Type'), `HEADER_INVALID ${at}/Content-Type`],
    ['a response header without a schema', header({ schema: undefined }), `HEADER_INVALID ${at}/X-A`],
    ['a response header with a style of the query', header({ style: 'form' }), `HEADER_INVALID ${at}/X-A`],
    ['allowReserved in a response header', header({ allowReserved: true }), `HEADER_INVALID ${at}/X-A`],
    [
      'a part header Content-Type',
      get({
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: { properties: { a: {} } },
              encoding: { a: { headers: { 'Content-Type': { schema: {} } } } },
            },
          },
        },
      }),
      'HEADER_INVALID /paths/~1a/get/requestBody/content/multipart~1form-data/encoding/a/headers/Content-Type',
    ],
    [
      'a body of GET in 3.0',
      get({ requestBody: { content: { 'a/b': {} } } }),
      'REQUEST_BODY_INVALID /paths/~1a/get/requestBody',
    ],
    [
      'a name that stands twice in a path',
      api({ paths: { '/{a}/{a}': { get: ok } } }),
      'PATH_INVALID /paths/~1{a}~1{a}',
    ],
    [
      'a variable that stands twice in a server',
      api({ servers: [{ url: '/{a}/{a}', variables: { a: { default: 'x' } } }] }),
      'SERVER_VARIABLE_INVALID /servers/0',
    ],
    ['items that are a list in 3.1', schema({ items: [{}] }, '3.1.0'), `SCHEMA_INVALID ${s}`],
    ['required names without one in 3.0', schema({ required: [] }), `SCHEMA_INVALID ${s}`],
    ['an XML attribute that is wrapped', xml({ attribute: true, wrapped: true }), `SCHEMA_INVALID ${s}/xml`],
    ['an XML namespace that is no address', xml({ namespace: 'ns' }), `SCHEMA_INVALID ${s}/xml`],
    ['a nodeType that is none', xml({ nodeType: 'comment' }, '3.2.0'), `SCHEMA_INVALID ${s}/xml`],
    ['a nodeType beside an attribute', xml({ nodeType: 'text', attribute: true }, '3.2.0'), `SCHEMA_INVALID ${s}/xml`],
    ['an example with value and dataValue', example({ value: 1, dataValue: 1 }), `VALUE_INVALID ${first}/examples/e`],
    [
      'an example with two texts',
      example({ serializedValue: 'a', externalValue: '/a' }),
      `VALUE_INVALID ${first}/examples/e`,
    ],
    [
      'an OpenID address that is none',
      api({ components: { securitySchemes: { s: { type: 'openIdConnect', openIdConnectUrl: 'not one' } } } }),
      'VALUE_INVALID /components/securitySchemes/s',
    ],
    ['a collectionFormat of a text', swaggerParameter({ collectionFormat: 'csv' }), `PARAMETER_INVALID ${first}`],
    [
      'an empty value in a header of Swagger 2.0',
      swaggerParameter({ in: 'header', allowEmptyValue: true }),
      `PARAMETER_INVALID ${first}`,
    ],
  ];
}

describe('a word that is not as the specification has it', () => {
  it.each(smallMistakes())('is reported: %s', (_, document, problem) => {
    expect(found(document)).toContain(problem);
  });

  it.each([
    [
      'dialects that are known',
      api(
        {
          jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base',
          components: { schemas: { S: { $schema: 'https://json-schema.org/draft/2020-12/schema' } } },
        },
        '3.1.0',
      ),
    ],
    ['a version and a title that YAML reads as numbers', { ...api({}), info: { title: 2024, version: 1 } }],
    ['deepObject for an object', parameter({ style: 'deepObject', schema: { type: 'object' } })],
    ['deepObject for what has no type', parameter({ style: 'deepObject' })],
  ])('is not what a right one is taken for: %s', (_, document) => {
    expect(found(document)).toEqual([]);
  });
});
