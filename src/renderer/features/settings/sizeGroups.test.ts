import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sizeGroups } from './sizeGroups.ts';

test('adds tables up to what a person knows, the largest first', () => {
  const groups = sizeGroups([
    { kind: 'tenants', rows: 1, bytes: 10 },
    { kind: 'users', rows: 2, bytes: 20 },
    { kind: 'exchanges', rows: 5, bytes: 500 },
  ]);
  expect(groups).toEqual([
    { kind: 'Sent requests', rows: 5, bytes: 500 },
    { kind: 'Tenants and people', rows: 3, bytes: 30 },
  ]);
});

test('puts what has no name of its own last, however large it is', () => {
  const kinds = sizeGroups([
    { kind: 'sqlite_schema', rows: 9, bytes: 900 },
    { kind: 'activity', rows: 1, bytes: 10 },
  ]);
  expect(kinds.map((row) => row.kind)).toEqual(['Activity', 'Everything else']);
});

test('loses no byte, whatever the tables are called', () => {
  const row = fc.record({ kind: fc.string(), rows: fc.nat(), bytes: fc.nat() });
  fc.assert(
    fc.property(fc.array(row), (tables) => {
      const sum = (rows: { bytes: number }[]) => rows.reduce((total, one) => total + one.bytes, 0);
      expect(sum(sizeGroups(tables))).toBe(sum(tables));
    }),
  );
});
