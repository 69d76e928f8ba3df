import { expect, test } from 'vitest';
import { ok } from '#test/support/definitionDocuments.ts';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { applyDefinition } from './lifecycle.ts';
import { reviewDefinition } from './review.ts';

const one = { one: [] };
const two = { two: [] };

/** What each operation says of security; undefined says nothing. */
const cases: [what: string, needed: boolean, operations: (object[] | undefined)[]][] = [
  ['nothing is said', false, [undefined]],
  ['none is needed', false, [[]]],
  [
    'every operation works without',
    false,
    [
      [{}, one],
      [one, {}],
    ],
  ],
  ['the only alternative is none', false, [[{}]]],
  ['one asks', true, [[one]]],
  ['one asks among many that do not', true, [undefined, [], [{}, two], [{}, two], [{}, two], [one]]],
  ['one asks for either of two', true, [[one, two]]],
  ['one asks for both', true, [[{ ...one, ...two }]]],
];

test('an integration needs a connection where an operation does not work without', async () => {
  const { deps, actor } = definitionsRig();
  for (const [what, needed, operations] of cases) {
    const document = {
      openapi: '3.1.0',
      info: { title: what, version: '1' },
      paths: Object.fromEntries(
        operations.map((security, at) => [`/${at}`, { get: { ...ok, ...(security && { security }) } }]),
      ),
      components: {
        securitySchemes: {
          one: { type: 'apiKey', in: 'header', name: 'X-One' },
          two: { type: 'apiKey', in: 'header', name: 'X-Two' },
        },
      },
    };
    const source = { kind: 'text', text: JSON.stringify(document) } as const;
    const { id } = await reviewDefinition(deps, actor, { source });
    const target = { kind: 'new', name: what, fields: { baseUrl: 'https://a.example' } } as const;
    expect((await applyDefinition(deps, actor, { id, target })).needsConnection, what).toBe(needed);
  }
});
