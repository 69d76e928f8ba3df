import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  definitionName,
  definitionReference,
  flattenSchema,
  isBinary,
  readText,
  resolveSchema,
  schemaType,
  takesList,
  typesOf,
} from './schema.ts';

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

  it('is followed as far as 32 of them', () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `S${index}`,
          index === length - 1 ? pet : { $ref: `#/$defs/S${index + 1}` },
        ]),
      );
    expect(resolveSchema({ $ref: '#/$defs/S0' }, chain(31)).schema).toEqual(pet);
    expect(resolveSchema({ $ref: '#/$defs/S0' }, chain(32)).schema).toEqual({});
  });

  it('takes what lies beside each of them on the way, the nearest first', () => {
    const definitions = { A: { $ref: '#/$defs/B', title: 'A', minLength: 1 }, B: { type: 'string', title: 'B' } };
    expect(resolveSchema({ $ref: '#/$defs/A', minLength: 2 }, definitions).schema).toEqual({
      type: 'string',
      title: 'A',
      minLength: 2,
    });
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
  [{ type: ['null', 'null'] }, 'null'],
  [{ type: [] }, undefined],
  [{ type: 'null' }, 'null'],
  [{ type: 'string', properties: {} }, 'string'],
  [{ additionalProperties: { type: 'string' } }, 'object'],
  [{ additionalProperties: true }, undefined],
  [{ additionalProperties: false }, undefined],
  [{ patternProperties: {} }, 'object'],
  [{ required: ['a'] }, 'object'],
  [{ minProperties: 0 }, 'object'],
  [{ prefixItems: [] }, 'array'],
  [{ minItems: 0 }, 'array'],
  [{ contains: {} }, 'array'],
  [{ pattern: '' }, 'string'],
  [{ minLength: 0 }, 'string'],
  [{ maxLength: 0 }, 'string'],
  [{ minimum: 0 }, 'number'],
  [{ maximum: 0 }, 'number'],
  [{ exclusiveMinimum: 0 }, 'number'],
  [{ exclusiveMaximum: 0 }, 'number'],
  [{ multipleOf: 1 }, 'number'],
  [{ title: 'x', description: 'y', default: 1 }, undefined],
  [{}, undefined],
])('the type of %j is %s', (schema, type) => {
  expect(schemaType(schema)).toBe(type);
});

const definitions = {
  Tags: { type: 'array', items: { type: 'string' } },
  Point: { type: 'object' },
  Text: { type: 'string' },
};

describe('the types that a schema takes', () => {
  it.each<[object | boolean, string[]]>([
    [{ type: 'string' }, ['string']],
    [{ type: ['string', 'null'] }, ['string', 'null']],
    [{ $ref: '#/$defs/Tags' }, ['array']],
    [{ oneOf: [{ $ref: '#/$defs/Tags' }, { type: 'null' }] }, ['array', 'null']],
    [
      { anyOf: [{ type: 'integer' }, { anyOf: [{ type: 'string' }, { type: 'boolean' }] }] },
      ['integer', 'string', 'boolean'],
    ],
    [{ anyOf: [{ type: 'integer' }, {}] }, []],
    [{ oneOf: [true, { type: 'string' }] }, []],
    [{ allOf: [{ type: ['string', 'integer'] }, { type: 'integer' }] }, ['integer']],
    [{ const: null }, ['null']],
    [{ const: [1] }, ['array']],
    [{ enum: ['a', 1, null, [], {}] }, ['string', 'number', 'null', 'array', 'object']],
    [{ properties: {} }, ['object']],
    [{ type: 'array', oneOf: [{ type: 'string' }] }, ['array']],
    [{}, []],
    [true, []],
  ])('%j: %j', (schema, types) => {
    expect([...typesOf(schema, definitions)]).toEqual(types);
    expect(takesList(schema, definitions)).toBe(types.includes('array'));
  });

  it('end for choices within choices without an end', () => {
    const loop = { L: { anyOf: [{ $ref: '#/$defs/L' }, { type: 'string' }] } };
    expect(typesOf({ $ref: '#/$defs/L' }, loop)).toBeInstanceOf(Set);
  });
});

describe('the text of a field', () => {
  it.each<[string, object, unknown]>([
    ['[1, 2]', { type: 'array' }, [1, 2]],
    [' {"a": 1}', { $ref: '#/$defs/Point' }, { a: 1 }],
    ['null', { type: ['integer', 'null'] }, null],
    [' null ', { type: ['integer', 'null'] }, null],
    ['[1]', { oneOf: [{ $ref: '#/$defs/Tags' }, { type: 'null' }] }, [1]],
    // What takes texts gets the text.
    ['[1, 2]', { type: 'string' }, '[1, 2]'],
    ['null', { type: ['string', 'null'] }, 'null'],
    ['[1]', { anyOf: [{ type: 'array' }, { $ref: '#/$defs/Text' }] }, '[1]'],
    ['[1]', {}, '[1]'],
    // What is of another type, or no JSON, stays what was written.
    ['{"a": 1}', { type: 'array' }, '{"a": 1}'],
    ['[1]', { type: 'object' }, '[1]'],
    ['null', { type: 'array' }, 'null'],
    ['[1', { type: 'array' }, '[1'],
    ['nullable', { type: 'null' }, 'nullable'],
    ['9007199254740993', { type: 'integer' }, '9007199254740993'],
    ['1.10', { type: 'number' }, '1.10'],
    ['true', { type: 'boolean' }, 'true'],
    ['a, b', { type: 'array' }, 'a, b'],
    ['', { type: 'array' }, ''],
  ])('%j of %j is %j', (text, schema, value) => {
    expect(readText(text, schema, definitions)).toEqual(value);
  });

  it('keeps the digits of numbers in it', () => {
    expect(JSON.stringify(readText('[9007199254740993,1.10]', { type: 'array' }, {}))).toBe('[9007199254740993,1.10]');
  });
});

// OpenAPI 3.0.4 and 3.1.1, Working with Binary Data.
it.each<[object | boolean, boolean]>([
  [{ type: 'string', format: 'binary' }, true],
  [{ contentMediaType: 'image/png' }, true],
  [{ type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' }, false],
  [{ type: 'string', contentEncoding: 'base64' }, false],
  [{ type: 'string', format: 'byte' }, false],
  [{ type: 'array', items: { format: 'binary' } }, true],
  [{ type: 'array', items: { items: { format: 'binary' } } }, true],
  [{ allOf: [{ type: 'string' }, { format: 'binary' }] }, true],
  [{ type: 'object', properties: { a: { format: 'binary' } } }, false],
  [true, false],
])('%j is bytes as they are: %s', (schema, isBytes) => {
  expect(isBinary(schema, {})).toBe(isBytes);
});
