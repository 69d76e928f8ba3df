import { hash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { below, valueAt } from '../json/value.ts';
import { compareDefinitions, inspectDefinition, parseDefinition } from './index.ts';

const digest = (text: string) => hash('sha256', text, 'base64url');
const inspect = (document: object) => inspectDefinition(parseDefinition(JSON.stringify(document)), { digest });
const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const document = {
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths: {
    '/a/{id}': {
      servers: [
        { url: 'https://{r}.test', description: 'Where', variables: { r: { default: 'eu', enum: ['eu', 'us'] } } },
      ],
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 }, description: 'Which' },
      ],
      put: {
        parameters: [
          { $ref: '#/components/parameters/P' },
          { name: 'q', in: 'query', style: 'form', explode: false, schema: schema('Asked') },
        ],
        requestBody: {
          required: true,
          description: 'What',
          content: { 'application/json': { schema: schema('Sent'), example: { size: 1 } } },
        },
        responses: {
          200: {
            description: 'Good',
            headers: { 'X-A': { schema: { type: 'string' }, description: 'Left' } },
            content: { 'application/json': { schema: schema('Read') } },
          },
        },
        callbacks: { done: { '{$request.query.q}': { post: { responses: { 200: { description: 'ok' } } } } } },
      },
    },
  },
  components: {
    parameters: { P: { name: 'p', in: 'header', schema: { type: 'string', enum: ['a', 'b'] } } },
    schemas: {
      Asked: { type: 'string', maxLength: 5 },
      Sent: {
        type: 'object',
        required: ['size'],
        properties: { size: { type: 'integer', title: 'Size' }, next: schema('Sent') },
      },
      Read: { allOf: [schema('Base'), { properties: { at: { format: 'date', description: 'When' } } }] },
      Base: { properties: { read: schema('Read'), id: { type: 'integer' } } },
    },
  },
};

/** Pointers of all texts, numbers and flags of a value that no reference is made of. */
function leavesIn(value: unknown, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [pointer];
  return Object.entries(value).flatMap(([key, each]) => (key === '$ref' ? [] : leavesIn(each, below(pointer, key))));
}

/** The same with another value at a pointer. */
function changedAt(pointer: string, change: (value: unknown) => unknown): object {
  const copy = structuredClone(document);
  const holder = valueAt(copy, pointer.slice(0, pointer.lastIndexOf('/')));
  const key = pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  Reflect.set(Object(holder), key, change(valueAt(copy, pointer)));
  return copy;
}

const another = (value: unknown): unknown => {
  if (typeof value === 'string') return `${value}x`;
  return typeof value === 'number' ? value + 1 : !value;
};

/** In which words a change of this place is told: by the operation’s part that it belongs to. */
function aspectOf(pointer: string): string {
  if (/\/(?:description|title)$/.test(pointer)) return 'description';
  if (pointer.startsWith('/paths/~1a~1{id}/servers')) return 'servers';
  const isResponse = /\/put\/responses\/|\/schemas\/(?:Read|Base)\//.test(pointer);
  return isResponse ? 'responses' : 'parameters or body';
}

// A name or place of a path parameter is the path's; what takes an operation away is told otherwise.
const leaves = leavesIn(document).filter(
  (pointer) => !/^\/(?:openapi|info)/.test(pointer) && !/\/parameters\/0\/(?:name|in|required)$/.test(pointer),
);

describe('a change of any part that an operation leads to', () => {
  test.each(leaves.map((pointer) => [pointer, aspectOf(pointer)] as const))(
    '%s is told as one of its %s',
    (pointer, aspect) => {
      const { operations } = compareDefinitions(inspect(document), inspect(changedAt(pointer, another)));
      expect(operations.changed).toEqual([{ key: 'PUT /a/{id}', aspects: [aspect] }]);
    },
  );

  test.each(
    leaves
      .filter((pointer) => !/\/(?:name|in|url|default)$/.test(pointer))
      .map((pointer) => [pointer, aspectOf(pointer)] as const),
  )('%s is told as one where it is taken away', (pointer, aspect) => {
    const { operations } = compareDefinitions(inspect(document), inspect(changedAt(pointer, () => undefined)));
    expect(operations.changed).toEqual([{ key: 'PUT /a/{id}', aspects: [aspect] }]);
  });
});

it('no change is told of what the operation does not lead to', () => {
  const schemas = { ...document.components.schemas, Other: { type: 'string' } };
  const other = { ...document, 'x-a': 1, components: { ...document.components, schemas } };
  expect(compareDefinitions(inspect(document), inspect(other)).identical).toBe(true);
});

it('a circle is told from one that leads elsewhere', () => {
  const readsSent = changedAt('/components/schemas/Base/properties/read/$ref', () => '#/components/schemas/Sent');
  const { operations } = compareDefinitions(inspect(document), inspect(readsSent));
  expect(operations.changed).toEqual([{ key: 'PUT /a/{id}', aspects: ['responses'] }]);
});
