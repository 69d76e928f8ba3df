import { expect, test } from 'vitest';
import { integrationId } from '#contract/common.ts';
import { operationDetail } from '#contract/openapi.ts';
import { draftFromOperation, nameOfUrl } from './draft.ts';

const id = integrationId.parse('01890000-0000-7000-8000-000000000001');

const detail = operationDetail.parse({
  key: 'POST /books/{id}',
  method: 'POST',
  path: '/books/{id}',
  tags: [],
  deprecated: false,
  security: null,
  pointer: '',
  ordinal: 0,
  fingerprint: 'x',
  parameters: [
    parameter('id', 'path', true, { type: 'integer', example: 7 }),
    parameter('page', 'query', false, { type: 'integer', default: 1 }),
  ],
  requestBody: {
    required: true,
    contents: [{ mediaType: 'application/json', encoding: [], schema: { properties: { title: { type: 'string' } } } }],
  },
  responses: [],
  servers: [],
  ownServers: false,
  anonymous: false,
  definitions: {},
  problems: [],
});

function parameter(name: string, place: string, required: boolean, schema: object) {
  const shape = { style: 'simple', explode: false, allowReserved: false, allowEmptyValue: false, deprecated: false };
  return { ...shape, name, in: place, required, schema };
}

test('starts with what is required and leaves the rest unsent', () => {
  const draft = draftFromOperation(id, detail, null);
  expect(draft).toMatchObject({ method: 'POST', url: '/books/{id}', operationKey: 'POST /books/{id}' });
  expect(draft.parameters).toEqual([{ name: 'id', in: 'path', value: 7, enabled: true }]);
});

test('writes a sample body', () => {
  expect(draftFromOperation(id, detail, null).body).toEqual({
    kind: 'text',
    mediaType: 'application/json',
    text: '{\n  "title": "text"\n}',
  });
});

const withBody = (mediaType: string, schema: object, encoding: object[] = []) =>
  draftFromOperation(
    id,
    {
      ...detail,
      ...operationDetail
        .pick({ requestBody: true })
        .parse({ requestBody: { required: true, contents: [{ mediaType, schema, encoding }] } }),
    },
    null,
  ).body;

test('a field of a form that must be there has members, so that something of it is sent', () => {
  const options = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'object' } } };
  const schema = { type: 'object', required: ['options'], properties: { options, more: options } };
  const body = withBody('application/x-www-form-urlencoded', schema);
  expect(body).toMatchObject({
    fields: [
      { name: 'options', value: '{"a":1,"b":{}}', enabled: true },
      { name: 'more', enabled: false },
    ],
  });
});

test.each<[string, object, unknown]>([
  ['a text where a number would be one too', { oneOf: [{ type: 'integer' }, { type: 'string' }] }, 'text'],
  ['the number where no text is taken', { type: 'integer' }, 1],
  ['the number where it is the only one', { oneOf: [{ type: 'integer' }, { type: 'string', enum: ['all'] }] }, 1],
])('a parameter begins with %s', (_, schema, value) => {
  const given = {
    ...detail,
    parameters: operationDetail.shape.parameters.parse([parameter('id', 'path', true, schema)]),
  };
  expect(draftFromOperation(id, given, null).parameters[0]?.value).toBe(value);
});

test.each([
  ['*/*', '"text"'],
  ['application/*', '"text"'],
  ['text/*', 'text'],
])('a body of %s is written as the type that is sent', (mediaType, text) => {
  expect(withBody(mediaType, { type: 'string' })).toMatchObject({ kind: 'text', text });
});

test.each([
  ['https://api.example.com/v1/charges?limit=3#top', '/v1/charges'],
  ['{{base}}/orders/{{id}}?state={{state}}', '/orders/{{id}}'],
  ['https://api.example.com/', 'api.example.com'],
  ['http://127.0.0.1:9', '127.0.0.1:9'],
  ['{{base}}', '{{base}}'],
  ['/path/{name}', '/path/{name}'],
  ['  ', ''],
])('%s is called %s', (url, name) => {
  expect(nameOfUrl(url)).toBe(name);
});
