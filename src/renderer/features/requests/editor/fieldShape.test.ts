import { expect, test } from 'vitest';
import { fieldShape, typeWords } from './fieldShape.ts';

const definitions = { Sort: { type: 'string', enum: ['asc', 'desc'] } };

test.each([
  [{ $ref: '#/$defs/Sort' }, { kind: 'choice', options: ['asc', 'desc'] }],
  [{ type: ['boolean', 'null'] }, { kind: 'boolean' }],
  [{ type: 'integer' }, { kind: 'number', integer: true }],
  [{ anyOf: [{ type: 'null' }, { type: 'string' }] }, { kind: 'text' }],
  [
    { type: 'array', items: { $ref: '#/$defs/Sort' } },
    { kind: 'list', options: ['asc', 'desc'], numbers: false },
  ],
  [{ type: 'array', items: { type: 'object' } }, { kind: 'json' }],
  [{ properties: { a: {} } }, { kind: 'json' }],
  [{}, { kind: 'text' }],
])('asks for %j with the control that fits', (schema, shape) => {
  expect(fieldShape(schema, definitions)).toEqual(shape);
});

test('says the type in words', () => {
  expect(typeWords({ type: 'integer', minimum: 1, maximum: 100 }, {})).toBe('integer, 1 to 100');
  expect(typeWords({ type: 'array', items: { type: 'string' } }, {})).toBe('list of string');
  expect(typeWords({ type: 'string', format: 'date' }, {})).toBe('string (date)');
});
