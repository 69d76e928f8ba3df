import { expect, test } from 'vitest';
import { integrationId } from '#contract/common.ts';
import { operationDetail } from '#contract/openapi.ts';
import { draftFromOperation } from './draft.ts';

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
