import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConnectionKind } from '#contract/connections.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { connectionsRig } from '#test/support/connectionsRig.ts';
import { outcome } from '#test/support/makeConnection.ts';
import { createConnection } from './create.ts';
import { readRequirements, unmetRequirement } from './requirements.ts';
import { partsOf, requireEditable, requireUsable, requireVisible } from './table.ts';

/** The schemes of the model, with the kinds that serve them. */
const serving: Record<string, readonly ConnectionKind[]> = {
  key: ['apiKey', 'headers'],
  token: ['bearer'],
  login: ['basic'],
  oauth: ['bearer'],
};
const declared = {
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  token: { type: 'http', scheme: 'bearer' },
  login: { type: 'http', scheme: 'basic' },
  oauth: { type: 'oauth2', flows: { implicit: { authorizationUrl: 'https://a.test', scopes: {} } } },
};
const names = Object.keys(declared);
const kinds: ConnectionKind[] = ['apiKey', 'bearer', 'basic', 'headers'];

const alternative = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 });
const part = fc.record({ schemeKey: fc.option(fc.constantFrom(...names)), kind: fc.constantFrom(...kinds) });
const cases = fc.record({
  alternatives: fc.array(alternative, { maxLength: 3 }),
  parts: fc.array(part, { minLength: 1, maxLength: 3 }),
  visibility: fc.constantFrom('private' as const, 'team' as const),
  who: fc.constantFrom('owner' as const, 'admin' as const, 'editor' as const, 'viewer' as const),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** What the product promises, said as plainly as possible. */
function model({ alternatives, parts, visibility, who }: Case) {
  const asked = alternatives.filter((names) => names.length > 0);
  const usedNames = new Set(asked.flat());
  const fits = (name: string) =>
    parts.some(({ schemeKey, kind }) => schemeKey === name && (serving[name] ?? []).includes(kind));
  const possible = parts.every(
    ({ schemeKey, kind }) =>
      schemeKey === null || (usedNames.has(schemeKey) && (serving[schemeKey] ?? []).includes(kind)),
  );
  const sees = visibility === 'team' || who === 'owner';
  return {
    possible,
    satisfied: asked.length === 0 || asked.some((names) => names.every(fits)),
    sees: sees ? 'ok' : 'NOT_FOUND',
    uses: who === 'viewer' ? 'FORBIDDEN' : sees ? 'ok' : 'NOT_FOUND',
    edits:
      who === 'viewer' ? 'FORBIDDEN' : !sees ? 'NOT_FOUND' : who === 'owner' || who === 'admin' ? 'ok' : 'FORBIDDEN',
  };
}

const secretOf = (kind: ConnectionKind) => (kind === 'headers' ? '{"X-Any":"canary"}' : 'canary-secret-0001');

test('requirements, connections, roles and visibility come together as the model says', async () => {
  const rig = await connectionsRig();
  const owner = rig.member('editor', 'Olga');
  const others = { admin: rig.admin, editor: rig.member('editor', 'Ed'), viewer: rig.member('viewer', 'Vera'), owner };
  let possible = 0;
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const expected = model(given);
      const integrationId = rig.integrate({ baseUrl: 'https://api.test' });
      rig.define(integrationId, {
        openapi: '3.1.0',
        info: { title: 'A', version: '1' },
        components: { securitySchemes: declared },
        security: given.alternatives.map((keys) => Object.fromEntries(keys.map((name) => [name, []]))),
        paths: { '/': { get: { responses: {} } } },
      });
      const [first, ...more] = given.parts.map(({ schemeKey, kind }) => ({
        schemeKey,
        kind,
        secret: secretOf(kind),
        ...(kind === 'basic' ? { username: 'ada' } : {}),
      }));
      if (first === undefined) throw new Error('a connection has parts');
      const make = () =>
        createConnection(rig.deps, owner, { integrationId, name: 'bot', visibility: given.visibility, ...first, more });
      if (!expected.possible) {
        expect(outcome(make)).toMatch(/^SCHEME_/);
        return;
      }
      possible += 1;
      const { id } = make();
      const actor: Actor = others[given.who];
      const r = rig.store.read;
      expect(outcome(() => requireVisible(r, actor, id))).toBe(expected.sees);
      expect(outcome(() => requireUsable(r, actor, id))).toBe(expected.uses);
      expect(outcome(() => requireEditable(r, actor, id))).toBe(expected.edits);
      const row = requireVisible(r, owner, id);
      const { choices } = readRequirements(rig.deps, r, owner, integrationId);
      expect(unmetRequirement(choices, partsOf(row)) === null).toBe(expected.satisfied);
    }),
    { numRuns: 400 },
  );
  expect(possible).toBeGreaterThan(20);
});
