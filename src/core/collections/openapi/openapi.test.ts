import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { describeOperation, inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { collections } from '#test/support/portableCollections.ts';
import { sampleCollection } from '#test/support/sampleCollection.ts';
import { collectionOf, fieldOf, parameterOf, requestOf, variableOf } from '../parts.ts';
import type { PortableCollection } from '../portable.ts';
import { writeOpenApi } from './write.ts';

const textOf = (collection: PortableCollection) => writeOpenApi(collection).files[0]?.text ?? '';
const documentOf = (collection: PortableCollection): { readonly paths: object } => {
  const document = load(textOf(collection));
  if (typeof document !== 'object' || document === null) throw new Error('no document');
  return { paths: {}, ...document };
};

test('what is written is valid OpenAPI 3.1, says a validator that others wrote', async () => {
  await fc.assert(
    fc.asyncProperty(collections, async (collection) => {
      const { valid, errors } = await new Validator().validate(documentOf(collection));
      expect(valid, JSON.stringify(errors)?.slice(0, 500)).toBe(true);
    }),
    { numRuns: 25 },
  );
  expect((await new Validator().validate(documentOf(sampleCollection))).valid).toBe(true);
});

test('what is written is imported here again without a problem but that of missing operations', () => {
  fc.assert(
    fc.property(
      collections.filter((each) => Object.keys(documentOf(each).paths).length > 0),
      (collection) => {
        const { report } = inspectDefinition(parseDefinition(textOf(collection)));
        expect(report.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('requests become operations with parameters, bodies, examples and security schemes', () => {
  const document = documentOf(sampleCollection);
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Shop: orders & more' },
    servers: [{ url: '{baseUrl}', variables: { baseUrl: { default: 'https://api.example.test/v1' } } }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Key' },
      },
    },
  });
  const get = describeOperation(document, 'GET /orders/{id}');
  expect(get.parameters.map(({ name, in: where }) => `${where} ${name}`)).toEqual([
    'path id',
    'query expand',
    'query debug',
    'header X-Tenant',
  ]);
  expect(document).toMatchObject({
    paths: {
      '/orders/{id}': {
        get: {
          security: [{ bearer: [] }],
          tags: ['Orders'],
          responses: {
            200: {
              content: {
                'application/json': {
                  schema: {
                    properties: {
                      id: { type: 'integer' },
                      lines: {
                        items: {
                          properties: { sku: { type: 'string' }, price: { type: 'number' } },
                          required: ['sku'],
                        },
                      },
                    },
                  },
                  examples: { Found: { value: { id: 42 } } },
                },
              },
            },
          },
        },
      },
      '/orders': {
        post: {
          security: [{ apiKey: [] }],
          requestBody: { content: { 'application/json': { schema: { required: ['sku', 'count'] } } } },
        },
      },
      '/files': {
        put: {
          security: [],
          requestBody: {
            content: {
              'multipart/form-data': {
                schema: { properties: { file: { contentMediaType: 'application/octet-stream' } } },
              },
            },
          },
        },
      },
    },
  });
});

const at = (name: string, url: string, more: object = {}) => requestOf({ name, url, ...more });

test('requests of one method and path are one operation with what both send', () => {
  const json = (text: string) =>
    ({ method: 'POST', body: { kind: 'text', mediaType: 'application/json', text } }) as const;
  const document = documentOf(
    collectionOf({
      name: 'C',
      items: [
        at('One', 'https://a.test/users/{id}', { ...json('{"a":1}'), parameters: [parameterOf('query', 'x', '1')] }),
        at('Two', 'https://a.test/users/{name}', {
          ...json('{"a":"b","c":null}'),
          parameters: [parameterOf('query', 'y', '2')],
          auth: { kind: 'basic', username: 'u', password: 'canary' },
        }),
        at('Three', 'https://a.test/users/{name}', {
          method: 'DELETE',
          parameters: [parameterOf('path', 'name', 'n')],
        }),
      ],
    }),
  );
  expect(Object.keys(document.paths)).toEqual(['/users/{id}']);
  expect(document).toMatchObject({
    paths: {
      '/users/{id}': {
        post: {
          operationId: 'one',
          parameters: [{ name: 'id', in: 'path' }, { name: 'x' }, { name: 'y' }],
          requestBody: {
            content: {
              'application/json': {
                schema: { properties: { a: { type: ['integer', 'string'] }, c: { type: 'null' } }, required: ['a'] },
                examples: { One: {}, Two: {} },
              },
            },
          },
          security: [{}, { basic: [] }],
        },
        delete: { parameters: [{ name: 'id', in: 'path', example: 'n' }] },
      },
    },
  });
  expect(
    textOf(
      collectionOf({
        name: 'C',
        auth: { kind: 'basic', username: 'u', password: 'canary' },
        items: [at('R', 'https://a.test')],
      }),
    ),
  ).not.toContain('canary');
});

test('servers that differ stand at their operations, and variables in a path become its parameters', () => {
  const document = documentOf(
    collectionOf({
      name: 'C',
      items: [at('A', 'https://a.test/{{version}}/x'), at('B', '{{other}}/y'), at('C', 'c.test')],
    }),
  );
  expect(document).toMatchObject({
    paths: {
      '/{version}/x': {
        get: { servers: [{ url: 'https://a.test' }], parameters: [{ name: 'version', in: 'path', required: true }] },
      },
      '/y': { get: { servers: [{ url: '{other}', variables: { other: { default: 'http://localhost' } } }] } },
      '/': { get: { servers: [{ url: 'http://c.test' }] } },
    },
  });
});

test('no secret is in a document, and what OpenAPI has no place for is noted', () => {
  const canary = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';
  const { files, notes } = writeOpenApi(
    collectionOf({
      name: 'C',
      variables: [variableOf('host', canary, { secret: true })],
      auth: {
        kind: 'awsSigV4',
        accessKeyId: canary,
        secretAccessKey: canary,
        sessionToken: '',
        region: 'r',
        service: 's',
      },
      items: [
        at('R', 'https://{{host}}/x', {
          parameters: [parameterOf('query', 'api_key', canary), parameterOf('header', 'Authorization', canary)],
          scripts: { before: 'a();', after: '' },
        }),
        at('P', 'https://{{host}}/x', { method: 'PURGE' }),
      ],
      headers: [fieldOf('X-Token', canary)],
    }),
  );
  expect(files[0]?.text).not.toContain(canary);
  expect(notes.map(({ message }) => message)).toEqual([
    'Its scripts were left out.',
    'OpenAPI has no scheme for AWS signatures; the header is described.',
    'The value of “api_key” looks like a secret and was left out.',
    'The value of “X-Token” looks like a secret and was left out.',
    'OpenAPI 3.1 has no method “PURGE”; the request was left out.',
  ]);
});
