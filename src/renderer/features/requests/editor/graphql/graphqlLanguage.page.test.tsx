import { buildSchema, graphqlSync } from 'graphql';
import { expect, test } from 'vitest';
import {
  graphqlProblems,
  introspectionQueries,
  operationNames,
  readSchema,
  variablesSchema,
} from './graphqlLanguage.ts';

/** The schema as it arrives from a server that runs these types, however wrong they are. */
function loaded(types: string) {
  const schema = buildSchema(types, { assumeValid: true });
  return readSchema(JSON.stringify(graphqlSync({ schema, source: introspectionQueries[0] })));
}

test('a deprecated argument and a deprecated member of an input are known', () => {
  const schema = loaded(`
    input I { a: Int b: Int @deprecated }
    type Query { hello(old: Int @deprecated(reason: "Use new."), i: I): String }
  `);
  expect(graphqlProblems('query A($b: Int) { hello(old: 1, i: { b: $b }) }', schema)).toMatchObject([
    { severity: 'warning', message: expect.stringContaining('deprecated') },
    { severity: 'warning', message: expect.stringContaining('deprecated') },
  ]);
  expect(graphqlProblems('{ hello(older: 1) }', schema)).toMatchObject([{ severity: 'error' }]);
});

test.each([
  ['a name of GraphQL’s own', 'type Query { a: __X } type __X { a: Int }', '{ a { a } }'],
  [
    'an interface that is not fulfilled',
    'type Query { a: A } interface N { id: ID } type A implements N { b: Int }',
    '{ a { b } }',
  ],
  ['a type without fields', 'type Query { a: Int b: B } type B', '{ a }'],
  ['an enum without values', 'type Query { a: E } enum E', '{ a }'],
])('queries are checked by a schema with %s, as the server runs it', (_, types, query) => {
  const schema = loaded(types);
  expect(graphqlProblems(query, schema)).toEqual([]);
  expect(graphqlProblems('{ nothing }', schema)).toMatchObject([{ line: 1, severity: 'error' }]);
  expect(operationNames(`query A ${query}`)).toEqual(['A']);
  expect(variablesSchema('query A($n: String) { a }', schema)).toMatchObject({ properties: { n: {} } });
});
