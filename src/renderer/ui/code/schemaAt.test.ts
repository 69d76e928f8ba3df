import { expect, test } from 'vitest';
import { schemaAt } from './schemaAt.ts';

const tree = {
  $ref: '#/$defs/Node',
  $defs: {
    Node: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        children: { type: 'array', items: { $ref: '#/$defs/Node' } },
      },
      additionalProperties: { type: 'boolean' },
    },
  },
};

test('follows references that lead back to themselves', () => {
  const found = schemaAt(tree, ['children', 3, 'children', 0, 'name']);
  expect(found).toEqual([{ type: 'string' }]);
});

test('takes additional properties where no property is declared', () => {
  expect(schemaAt(tree, ['flag'])).toEqual([{ type: 'boolean' }]);
});

test('lays alternatives side by side', () => {
  const schema = { oneOf: [{ properties: { a: { const: 1 } } }, { properties: { a: { const: 2 } } }] };
  expect(schemaAt(schema, ['a'])).toEqual([{ const: 1 }, { const: 2 }]);
});

test('finds nothing where a schema says nothing', () => {
  expect(schemaAt(true, ['a'])).toEqual([]);
  expect(schemaAt({ $ref: '#/missing' }, ['a'])).toEqual([]);
  expect(schemaAt({ properties: {} }, ['__proto__'])).toEqual([]);
});
