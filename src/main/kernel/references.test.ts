import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TenantId, tenantId } from '#contract/common.ts';
import type { Reader } from '#main/store/index.ts';
import type { References } from './domain.ts';
import { createReferenceIndex } from './references.ts';

const tenants = [
  tenantId.parse('00000000-0000-4000-8000-000000000001'),
  tenantId.parse('00000000-0000-4000-8000-000000000002'),
];
/** Nothing here reads a store. */
const r = {} as Reader;

/** One use: a thing of a tenant uses another one of some kind. */
interface Row {
  readonly tenant: TenantId;
  readonly to: string;
  readonly id: string;
  readonly by: string;
}

const row: fc.Arbitrary<Row> = fc.record({
  tenant: fc.constantFrom(...tenants),
  to: fc.constantFrom('connection', 'integration'),
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  by: fc.string({ minLength: 1, maxLength: 3 }),
});

function referencesTo(to: string, rows: readonly Row[]): References {
  const of = (tenant: TenantId) => rows.filter((each) => each.to === to && each.tenant === tenant);
  return {
    to,
    uses: (_r, tenant, id) =>
      of(tenant)
        .filter((each) => each.id === id)
        .map(({ by }) => ({ kind: 'thing', name: by })),
    usedIds: (_r, tenant) => of(tenant).map(({ id }) => id),
    counts: (_r, tenant, ids) =>
      Object.entries(Object.groupBy(of(tenant), ({ id }) => id))
        .filter(([id]) => ids.includes(id))
        .map(([id, uses = []]) => ({ id, uses: uses.length })),
  };
}

test('list, ids and counts of what uses a thing agree, over every domain and within one tenant', () => {
  fc.assert(
    fc.property(fc.array(fc.array(row, { maxLength: 8 }), { maxLength: 4 }), (domains) => {
      const index = createReferenceIndex();
      for (const rows of domains) index.register([referencesTo('connection', rows), referencesTo('integration', rows)]);
      index.register(undefined);
      for (const tenant of tenants)
        for (const to of ['connection', 'integration', 'assistant']) {
          const expected = domains.flat().filter((each) => each.tenant === tenant && each.to === to);
          const ids = ['a', 'b', 'c'];
          const counts = index.counts(r, tenant, to, ids);
          for (const id of ids) {
            const users = expected.filter((each) => each.id === id).map(({ by }) => by);
            expect(index.uses(r, tenant, to, id).map(({ name }) => name)).toEqual(users);
            expect(counts.get(id)).toBe(users.length === 0 ? undefined : users.length);
          }
          expect(counts.has('d')).toBe(false);
          expect(index.usedIds(r, tenant, to)).toEqual(new Set(expected.map(({ id }) => id)));
        }
    }),
  );
});
