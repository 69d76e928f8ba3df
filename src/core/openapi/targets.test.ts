import { describe, expect, it } from 'vitest';
import { api, found, get, inspect, ok, old, schema } from '#test/support/definitionDocuments.ts';

/** What leads to something that is not there, or to something else. */
function leadingElsewhere(): [string, object, string][] {
  const kinds = (mapping: object, more = {}) =>
    api({
      components: {
        schemas: { Cat: {}, S: { oneOf: [], discriminator: { propertyName: 'kind', mapping, ...more } } },
      },
    });
  const link = (fields: object) =>
    get({ operationId: 'a', responses: { 200: { description: '', links: { l: fields } } } });
  const linked = '/paths/~1a/get/responses/200/links/l';
  const form = (schema: object, type = 'multipart/form-data') =>
    get({ requestBody: { content: { [type]: { schema, encoding: { no: { contentType: 'a/b' } } } } } });
  const content = '/paths/~1a/get/requestBody/content';
  const secured = (requirement: object, scheme: object, version?: string) =>
    api(
      { components: { securitySchemes: { s: scheme } }, paths: { '/a': { get: { ...ok, security: [requirement] } } } },
      version,
    );
  const oauth = { type: 'oauth2', flows: { password: { tokenUrl: '/t', scopes: { read: '' } } } };
  const all = {
    schemas: { S: {} },
    parameters: { P: { name: 'p', in: 'query', schema: {} } },
    headers: { H: { schema: {} } },
  };
  const referring = (operation: object) => api({ components: all, paths: { '/a': { get: { ...ok, ...operation } } } });
  return [
    [
      'a discriminator value without a schema',
      kinds({ dog: 'Dog' }),
      'DISCRIMINATOR_INVALID /components/schemas/S/discriminator/mapping/dog',
    ],
    [
      'a discriminator value that leads nowhere',
      kinds({ dog: '#/components/schemas/Dog' }),
      'DISCRIMINATOR_INVALID /components/schemas/S/discriminator/mapping/dog',
    ],
    [
      'a default of a discriminator that leads nowhere',
      kinds({}, { defaultMapping: 'Dog' }),
      'DISCRIMINATOR_INVALID /components/schemas/S/discriminator/defaultMapping',
    ],
    [
      'a discriminator of Swagger 2.0 that is no property',
      old({ definitions: { S: { discriminator: 'kind', properties: {} } } }),
      'DISCRIMINATOR_INVALID /definitions/S',
    ],
    ['a link to an unknown operationId', link({ operationId: 'b' }), `LINK_INVALID ${linked}`],
    ['a link to an operation that is nowhere', link({ operationRef: '#/paths/~1b/get' }), `LINK_INVALID ${linked}`],
    ['a link to a path', link({ operationRef: '#/paths/~1a' }), `LINK_INVALID ${linked}`],
    [
      'a link with an expression that is none',
      link({ operationId: 'a', parameters: { x: '$response.bdy#/id' } }),
      `LINK_INVALID ${linked}`,
    ],
    [
      'a callback with an expression that is none',
      get({ callbacks: { c: { '{$request.bodi#/url}': { post: ok } } } }),
      'VALUE_INVALID /paths/~1a/get/callbacks/c/{$request.bodi#~1url}',
    ],
    [
      'a callback with an expression without its sign',
      get({ callbacks: { c: { '{request.body#/url}': { post: ok } } } }),
      'VALUE_INVALID /paths/~1a/get/callbacks/c/{request.body#~1url}',
    ],
    ['a scope that no flow declares', secured({ s: ['write'] }, oauth), 'SCOPE_UNKNOWN /paths/~1a/get/security/0/s'],
    [
      'a scope of an API key in 3.0',
      secured({ s: ['write'] }, { type: 'apiKey', in: 'header', name: 'K' }),
      'SECURITY_REQUIREMENT_INVALID /paths/~1a/get/security/0/s',
    ],
    [
      'a scope of Swagger 2.0 that is not declared',
      old({
        security: [{ s: ['b'] }],
        securityDefinitions: { s: { type: 'oauth2', flow: 'password', tokenUrl: '/t', scopes: { a: '' } } },
      }),
      'SCOPE_UNKNOWN /security/0/s',
    ],
    [
      'an encoding of no property',
      form({ properties: { yes: {} } }),
      `ENCODING_INVALID ${content}/multipart~1form-data/encoding/no`,
    ],
    [
      'an encoding of no property of several schemas',
      form({ allOf: [{ properties: { yes: {} } }, {}] }),
      `ENCODING_INVALID ${content}/multipart~1form-data/encoding/no`,
    ],
    ['an encoding of JSON', form({}, 'application/json'), `ENCODING_INVALID ${content}/application~1json/encoding`],
    [
      'a reference that is a number',
      referring({ parameters: [{ $ref: 1 }] }),
      'WRONG_TYPE /paths/~1a/get/parameters/0/$ref',
    ],
    [
      'a reference of a schema that is a list',
      schema({ properties: { a: { $ref: [] } } }),
      'WRONG_TYPE /components/schemas/S/properties/a/$ref',
    ],
    [
      'a parameter that is a schema',
      referring({ parameters: [{ $ref: '#/components/schemas/S' }] }),
      'REFERENCE_KIND /paths/~1a/get/parameters/0',
    ],
    [
      'a response that is a header',
      referring({ responses: { 200: { $ref: '#/components/headers/H' } } }),
      'REFERENCE_KIND /paths/~1a/get/responses/200',
    ],
    [
      'a schema that is a parameter',
      referring({ requestBody: { content: { 'a/b': { schema: { $ref: '#/components/parameters/P' } } } } }),
      'REFERENCE_KIND /paths/~1a/get/requestBody/content/a~1b/schema',
    ],
    [
      'a response of Swagger 2.0 that is a schema',
      old({ definitions: { S: {} }, paths: { '/a': { get: { responses: { 200: { $ref: '#/definitions/S' } } } } } }),
      'REFERENCE_KIND /paths/~1a/get/responses/200',
    ],
    [
      'a tag below itself',
      api(
        {
          tags: [
            { name: 'a', parent: 'b' },
            { name: 'b', parent: 'a' },
          ],
        },
        '3.2.0',
      ),
      'TAG_INVALID /tags/0',
    ],
  ];
}

describe('what leads elsewhere', () => {
  it.each(leadingElsewhere())('is reported: %s', (_, document, problem) => {
    expect(found(document)).toContain(problem);
  });

  it.each([
    [
      'a callback to a fixed address',
      get({ callbacks: { done: { 'https://a.test/?x={$request.query.x}': { post: ok } } } }),
    ],
    [
      'links to operations',
      get({
        operationId: 'a',
        callbacks: { c: { '{$url}': { post: { ...ok, operationId: 'in' } } } },
        responses: {
          200: {
            description: '',
            links: {
              byId: { operationId: 'a', parameters: { x: '$response.body#/id', y: 1, z: '$request.path.z' } },
              inside: { operationId: 'in' },
              byAddress: { operationRef: '#/paths/~1a/get' },
              elsewhere: { operationRef: 'other.yaml#/paths/~1a/get' },
            },
          },
        },
      }),
    ],
    [
      'a discriminator',
      api({
        components: {
          schemas: {
            Cat: {},
            S: {
              oneOf: [{ $ref: '#/components/schemas/Cat' }],
              discriminator: {
                propertyName: 'kind',
                mapping: { a: 'Cat', b: '#/components/schemas/Cat', c: 'https://a.test/cat.json' },
              },
            },
          },
        },
      }),
    ],
    [
      'encodings of properties that are there, or may be',
      api({
        components: { schemas: { S: { allOf: [{ properties: { a: {} } }] }, Open: { additionalProperties: true } } },
        paths: {
          '/a': {
            post: {
              ...ok,
              requestBody: {
                content: {
                  'multipart/form-data': { schema: { $ref: '#/components/schemas/S' }, encoding: { a: {} } },
                  'application/x-www-form-urlencoded': {
                    schema: { $ref: '#/components/schemas/Open' },
                    encoding: { b: {} },
                  },
                },
              },
            },
          },
        },
      }),
    ],
    [
      'scopes that a flow declares, and roles of 3.1',
      api(
        {
          security: [{ s: ['read'], k: ['admin'] }],
          components: {
            securitySchemes: {
              s: { type: 'oauth2', flows: { password: { tokenUrl: '/t', scopes: { read: '' } } } },
              k: { type: 'apiKey', in: 'header', name: 'K' },
            },
          },
        },
        '3.1.0',
      ),
    ],
  ])('is not what a right one is taken for: %s', (_, document) => {
    expect(found(document)).toEqual([]);
  });

  it('reports a scope that is not declared once, however many operations ask for it', () => {
    const operation = { ...ok, security: [{ s: ['no'] }] };
    const flows = { password: { tokenUrl: '/t', scopes: {} } };
    const document = api({
      components: { securitySchemes: { s: { type: 'oauth2', flows } } },
      paths: { '/a': { get: operation, put: operation }, '/b': { get: operation } },
    });
    expect(inspect(document).problemCounts).toMatchObject([{ code: 'SCOPE_UNKNOWN', count: 1 }]);
  });

  it.each([
    ['schemas that double', doubling(), 0],
    [
      'many tags, each below the next',
      { tags: many(5_000, (index) => ({ name: `${index}`, parent: `${index + 1}` })) },
      1,
    ],
  ])('takes a moment for %s', (_, parts, count) => {
    const before = process.cpuUsage();
    const problems = inspect(api(parts, '3.2.0')).problemCounts;
    expect(problems.reduce((sum, each) => sum + each.count, 0)).toBe(count);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
  });
});

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A form whose schema stands for 2^40 others. */
function doubling(): object {
  const refer = (index: number) => ({ $ref: `#/components/schemas/S${index}` });
  const schemas = many(40, (index) => [`S${index}`, { oneOf: [refer(index + 1), refer(index + 1)] }] as const);
  const form = { schema: refer(0), encoding: { yes: {} } };
  return {
    components: {
      schemas: { ...Object.fromEntries(schemas), S40: { properties: { yes: {} } } },
      requestBodies: { B: { content: { 'multipart/form-data': form } } },
    },
  };
}
