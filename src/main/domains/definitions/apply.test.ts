import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { definitionsRig } from '#test/support/definitionsRig.ts';
import { petDefinition } from '#test/support/definitionTexts.ts';
import { integrations } from '../integrations/index.ts';
import type { DefinitionsContext } from './context.ts';
import { applyDefinition } from './lifecycle.ts';
import { reviewDefinition } from './review.ts';
import { definitions } from './table.ts';

/** The last step of an apply, when rows, definition and counts are written already, fails in SQLite. */
const failing = (deps: DefinitionsContext): DefinitionsContext => ({
  ...deps,
  usableConnections: () => sql<number>`no_such_function()`,
});

const stateOf = ({ store }: DefinitionsContext) => ({
  definitions: store.read
    .select({ id: definitions.id, state: definitions.state, integrationId: definitions.integrationId })
    .from(definitions)
    .all(),
  integrations: store.read.select().from(integrations).all(),
});

it('an apply that fails at its end leaves no integration, and the review as it was', async () => {
  const { deps, actor } = definitionsRig();
  const { id } = await reviewDefinition(deps, actor, { source: { kind: 'text', text: petDefinition('1') } });
  const before = stateOf(deps);
  const target = { kind: 'new', name: 'Pets', fields: { baseUrl: 'https://pets.example' } } as const;
  expect(() => applyDefinition(failing(deps), actor, { id, target })).toThrow('no_such_function');
  expect(stateOf(deps)).toEqual(before);
  expect(applyDefinition(deps, actor, { id, target })).toMatchObject({ name: 'Pets' });
});

it('an apply over a definition that fails at its end leaves the old one in use', async () => {
  const { deps, actor } = definitionsRig();
  const first = await reviewDefinition(deps, actor, { source: { kind: 'text', text: petDefinition('1') } });
  const target = { kind: 'new', name: 'Pets', fields: { baseUrl: 'https://pets.example' } } as const;
  const { id: integrationId } = applyDefinition(deps, actor, { id: first.id, target });
  const source = { kind: 'text', text: petDefinition('2') } as const;
  const { id } = await reviewDefinition(deps, actor, { source, integrationId });
  const before = stateOf(deps);
  const over = { kind: 'existing', integrationId, baseUrl: 'https://moved.example' } as const;
  expect(() => applyDefinition(failing(deps), actor, { id, target: over })).toThrow('no_such_function');
  expect(stateOf(deps)).toEqual(before);
});
