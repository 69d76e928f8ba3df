import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionName, definitionReference, flattenSchema, resolveSchema, schemaType } from './schema.ts';

const pet = { type: 'object', description: 'A pet', properties: { name: { type: 'string' } } };

describe('a reference', () => {
  it('leads to the definition of its name, whatever the name', () => {
    fc.assert(fc.property(fc.string(), (name) => definitionName(definitionReference(name)) === name));
  });

  it.each(['#', '#/$defs', '#/$defs/A/properties/x', '#/components/schemas/A', 'https://a/#/$defs/A', '#A'])(
    '%s names no definition',
    (reference) => {
      expect(definitionName(reference)).toBeUndefined();
    },
  );

  it('is followed, with what stands beside it laid over', () => {
    const definitions = { Animal: { $ref: '#/$defs/Pet' }, Pet: pet };
    expect(resolveSchema({ $ref: '#/$defs/Animal', description: 'Mine' }, definitions)).toEqual({
      schema: { ...pet, description: 'Mine' },
      name: 'Pet',
    });
  });

  it('says nothing where it leads nowhere or back to itself', () => {
    const loop = { A: { $ref: '#/$defs/B' }, B: { $ref: '#/$defs/A' } };
    expect(resolveSchema({ $ref: '#/$defs/A' }, loop).schema).toEqual({});
    expect(resolveSchema({ $ref: '#/$defs/constructor' }, loop)).toEqual({ schema: {}, name: 'constructor' });
    expect(resolveSchema(true, loop)).toEqual({ schema: {}, name: null });
  });
});

describe('allOf', () => {
  it('adds properties and required names up', () => {
    const schema = {
      allOf: [{ $ref: '#/$defs/Pet' }, { required: ['age'], properties: { age: {} } }],
      required: ['name'],
    };
    expect(flattenSchema(schema, { Pet: pet })).toMatchObject({
      type: 'object',
      properties: { name: { type: 'string' }, age: {} },
      required: ['name', 'age'],
    });
  });

  it('ends where a schema holds itself', () => {
    const loop = { A: { allOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/A' }], title: 'A' } };
    expect(flattenSchema({ $ref: '#/$defs/A' }, loop)).toMatchObject({ title: 'A' });
  });
});

it.each([
  [{ type: ['null', 'integer'] }, 'integer'],
  [{ properties: {} }, 'object'],
  [{ items: {} }, 'array'],
  [{ format: 'date' }, 'string'],
  [{ type: ['null'] }, 'null'],
  [{}, undefined],
])('the type of %j is %s', (schema, type) => {
  expect(schemaType(schema)).toBe(type);
});
