import { expect, it } from 'vitest';
import { sampleFromSchema } from './sample.ts';
import type { Definitions } from './schema.ts';

const animal = (words: object = {}) => ({
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string', ...words } },
});
const either = (discriminator?: object) => ({
  anyOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }],
  ...(discriminator && { discriminator: { propertyName: 'kind', ...discriminator } }),
});
const pet = (mapping?: object) => ({
  ...animal(),
  discriminator: { propertyName: 'kind', ...(mapping && { mapping }) },
});
const child = {
  allOf: [{ $ref: '#/$defs/Pet' }, { type: 'object', properties: { lives: { const: 9 } }, required: ['lives'] }],
};

// After OpenAPI 3.2, Discriminator Object.
it.each<[string, unknown, Definitions, unknown]>([
  ['the schema’s own name', either({}), { Cat: animal(), Dog: animal() }, { kind: 'Cat' }],
  [
    'the name of a mapping by address',
    either({ mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' } }),
    { Cat: animal() },
    { kind: 'cat' },
  ],
  [
    'the name of a mapping by name',
    either({ mapping: { dog: 'Dog', cat: 'Cat' } }),
    { Cat: animal() },
    { kind: 'cat' },
  ],
  [
    'its own name where the mapping has none for it',
    either({ mapping: { dog: 'Dog' } }),
    { Cat: animal() },
    { kind: 'Cat' },
  ],
  ['what the branch fixes itself', either({}), { Cat: animal({ const: 'tom' }) }, { kind: 'tom' }],
  ['what the branch lists', either({}), { Cat: animal({ enum: ['tom'] }) }, { kind: 'tom' }],
  ['the name among what the branch lists', either({}), { Cat: animal({ enum: ['Dog', 'Cat'] }) }, { kind: 'Cat' }],
  ['the example of the branch', either({}), { Cat: { ...animal(), example: { kind: 'seen' } } }, { kind: 'seen' }],
  ['nothing without a discriminator', either(), { Cat: animal() }, { kind: 'text' }],
  ['the heir’s name', { $ref: '#/$defs/Cat' }, { Cat: child, Pet: pet() }, { kind: 'Cat', lives: 9 }],
  [
    'the heir’s mapped name',
    { $ref: '#/$defs/Cat' },
    { Cat: child, Pet: pet({ cat: '#/components/schemas/Cat' }) },
    { kind: 'cat', lives: 9 },
  ],
  [
    'the name of an heir where its own does not fit',
    { $ref: '#/$defs/Pet' },
    { Pet: { ...animal({ pattern: '^(cat|dog)$' }), discriminator: pet({ dog: 'Dog' }).discriminator } },
    { kind: 'dog' },
  ],
  [
    'no other branch’s name where its own does not fit',
    either({ mapping: { dog: 'Dog' } }),
    { Cat: animal({ enum: ['tom', 'dog'] }) },
    { kind: 'tom' },
  ],
  [
    'the name of a choice beside other words',
    { ...either({}), type: 'object', minProperties: 1 },
    { Cat: animal() },
    { kind: 'Cat' },
  ],
])('a sample’s discriminator has %s', (_, schema, definitions, expected) => {
  expect(sampleFromSchema(schema, definitions)).toEqual(expected);
});
