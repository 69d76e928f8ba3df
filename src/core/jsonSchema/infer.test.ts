import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inferSchema, joinSchemas } from './infer.ts';

const ajv = new Ajv2020({ strict: false, allowUnionTypes: true, ownProperties: true });
const value = fc.jsonValue({ maxDepth: 4 });

test('a value fits the schema that was made of it', () => {
  fc.assert(
    fc.property(value, (each) => {
      expect(ajv.validate(inferSchema(each), each), ajv.errorsText()).toBe(true);
    }),
  );
});

test('two values fit the schema that was joined of theirs, in either order', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [first, second] = [inferSchema(a), inferSchema(b)];
      for (const schema of [joinSchemas(first, second), joinSchemas(second, first)]) {
        expect(ajv.validate(schema, a) && ajv.validate(schema, b), ajv.errorsText()).toBe(true);
      }
    }),
  );
});

test('types, members and items are named, and members that only some have are not required', () => {
  expect(
    inferSchema([
      { a: 1, b: 'x' },
      { a: 1.5, c: null },
    ]),
  ).toEqual({
    type: 'array',
    items: {
      type: 'object',
      properties: { a: { type: 'number' }, b: { type: 'string' }, c: { type: 'null' } },
      required: ['a'],
    },
  });
});

test('a value nested without end has a schema that ends', () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 5_000; depth += 1) deep = [deep];
  expect(JSON.stringify(inferSchema(deep)).length).toBeLessThan(1_000);
});
