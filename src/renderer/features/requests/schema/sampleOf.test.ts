import { expect, test } from 'vitest';
import { sampleOf } from './sampleOf.ts';

const definitions = {
  Node: {
    type: 'object',
    required: ['child'],
    properties: { id: { type: 'integer', readOnly: true }, child: { $ref: '#/$defs/Node' } },
  },
  Name: { type: 'string', example: 'Ada' },
};

test('takes examples, defaults and listed values before inventing', () => {
  const schema = {
    type: 'object',
    properties: {
      name: { $ref: '#/$defs/Name' },
      size: { type: 'integer', default: 20 },
      state: { enum: ['open', 'closed'] },
      when: { type: 'string', format: 'date' },
    },
  };
  expect(sampleOf(schema, definitions)).toEqual({ name: 'Ada', size: 20, state: 'open', when: '2025-01-31' });
});

test('ends where a schema holds itself, and leaves read-only fields out', () => {
  const text = JSON.stringify(sampleOf({ $ref: '#/$defs/Node' }, definitions));
  expect(text).toMatch(/^(\{"child":)+\{\}\}+$/);
});

test('lays allOf together and takes the first real alternative', () => {
  const schema = {
    allOf: [
      { properties: { a: { type: 'boolean' } }, type: 'object' },
      { properties: { b: { oneOf: [{ type: 'null' }, { type: 'number', minimum: 3 }] } } },
    ],
  };
  expect(sampleOf(schema, {})).toEqual({ a: true, b: 3 });
});

test('makes something of a schema that says nothing', () => {
  expect(sampleOf(true, {})).toBe('text');
  expect(sampleOf({ $ref: '#/$defs/Missing' }, {})).toBe('text');
});
