import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveSchema } from '#core/jsonSchema/schema.ts';
import { readSchema } from './readSchema.ts';

const pet = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, parent: { $ref: '#/$defs/Pet' } },
};

test('reads one level of a schema that contains itself, as often as it is opened', () => {
  const schemas = { Pet: pet };
  const shape = readSchema({ $ref: '#/$defs/Pet' }, schemas);
  expect(shape.name).toBe('Pet');
  expect(shape.children.map(({ label, required }) => [label, required])).toEqual([
    ['name', true],
    ['parent', false],
  ]);
  const again = readSchema(shape.children[1]?.schema ?? false, schemas);
  expect(again.children).toHaveLength(2);
});

test('ends where references or allOf go in a circle', () => {
  const schemas = {
    A: { $ref: '#/$defs/B' },
    B: { $ref: '#/$defs/A' },
    C: { allOf: [{ $ref: '#/$defs/C' }, { properties: { x: { type: 'integer' } } }] },
  };
  expect(resolveSchema({ $ref: '#/$defs/A' }, schemas).schema).toEqual({});
  expect(readSchema({ $ref: '#/$defs/C' }, schemas).children.map(({ label }) => label)).toContain('x');
});

test('names types, limits and values in words', () => {
  const shape = readSchema({ type: ['integer', 'null'], minimum: 1, maximum: 9, enum: [1, 'two'] }, {});
  expect(shape).toMatchObject({ type: 'integer or null', limits: ['at least 1', 'at most 9'], values: ['1', 'two'] });
  expect(readSchema({ type: 'array', items: { $ref: '#/$defs/Pet' } }, { Pet: pet }).type).toBe('array of Pet');
});

test('reads anything that calls itself a schema', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom('type', 'items', 'enum', 'allOf', 'oneOf', 'properties', '$ref', 'required'),
        fc.jsonValue(),
      ),
      (schema) => {
        readSchema(schema, { A: schema });
      },
    ),
  );
});
