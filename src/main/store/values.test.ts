import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { lastTimestamp } from '#contract/common.ts';

// A module of its own: what other tests made with clocks that run ahead would be in its counter.
vi.resetModules();
const { boundedMs, DamagedValue, firstUuidAt, isRead, leniently, parseStored, uuidv7 } = await import('./values.ts');

test('is a UUID of version 7 with the time in front', () => {
  const later = Date.now() + 3_600_000;
  const id = uuidv7(later);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(later);
});

test('sorts between what was made before a time and what is made from it on', () => {
  const at = Date.now() + 7_200_000;
  const [before, after] = [uuidv7(at - 1), uuidv7(at)];
  expect([before < firstUuidAt(at), firstUuidAt(at) < after]).toEqual([true, true]);
  expect(firstUuidAt(0)).toBe('00000000-0000-7000-8000-000000000000');
});

test('always grows, whatever the clock does', () => {
  let last = uuidv7();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 47 }), fc.integer({ min: 1, max: 50 }), (now, times) => {
      for (let n = 0; n < times; n += 1) {
        const next = uuidv7(now);
        expect(next > last).toBe(true);
        last = next;
      }
    }),
  );
});

test('grows past the end of the counter within one millisecond', () => {
  const ids = Array.from({ length: 10_000 }, () => uuidv7(0));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('is what others take for a UUID of version 7, with room to count up within its millisecond', async () => {
  vi.resetModules();
  const { uuidv7: fresh } = await import('./values.ts');
  const schema = z.uuidv7();
  const begun = Date.now() + 10_800_000;
  for (let step = 0; step < 500; step += 1) {
    const id = fresh(begun + step);
    expect(schema.safeParse(id).success, id).toBe(true);
    expect(Number.parseInt(id.slice(15, 18), 16), id).toBeLessThan(0x800);
    expect(Number.parseInt(fresh(begun + step).slice(15, 18), 16)).toBe(Number.parseInt(id.slice(15, 18), 16) + 1);
  }
});

test('no two share more than their time and counter: the rest is random', () => {
  const ends = Array.from({ length: 500 }, () => uuidv7(0).slice(19));
  expect(new Set(ends).size).toBe(500);
  // Each of 62 bits is set about every second time.
  const bits = ends.map((end) => BigInt(`0x${end.replace('-', '')}`));
  for (let at = 0n; at < 62n; at += 1n) {
    const set = bits.filter((each) => (each >> at) & 1n).length;
    expect(set, `bit ${at}`).toBeGreaterThan(150);
    expect(set, `bit ${at}`).toBeLessThan(350);
  }
});

test.each([
  // RFC 9562, appendix A.6.
  [1_645_557_742_000, '017f22e2-79b0-7cc3-98c4-dc0c0c07398f', true],
  [1_645_557_742_001, '017f22e2-79b0-7cc3-98c4-dc0c0c07398f', false],
  [0, '00000000-0000-7000-8000-000000000000', true],
  [-5, '00000000-0000-7000-8000-000000000000', true],
  [2 ** 48 - 1, 'ffffffff-ffff-7fff-bfff-ffffffffffff', true],
  [1_645_557_742_000.9, '017f22e2-79b0-7cc3-98c4-dc0c0c07398f', true],
])('whether an id of a time or later: %d, %s', (ms, id, isFrom) => {
  expect(firstUuidAt(ms) <= id).toBe(isFrom);
  expect(firstUuidAt(ms)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7000-8000-0{12}$/);
});

test.each<[unknown, number]>([
  [0, 0],
  [1.4, 1],
  [1.5, 2],
  [-1, 0],
  [-0.4, 0],
  ['17', 17],
  ['x', 0],
  [null, 0],
  [undefined, 0],
  [Number.NaN, 0],
  [lastTimestamp, lastTimestamp],
  [lastTimestamp + 1, lastTimestamp],
  [Number.POSITIVE_INFINITY, lastTimestamp],
  [Number.NEGATIVE_INFINITY, 0],
  [9e18, lastTimestamp],
  [12n, 12],
])('the stored time %s is %d, which a date can be', (stored, expected) => {
  const ms = boundedMs(stored as number);
  expect(Object.is(ms, expected)).toBe(true);
  expect(new Date(ms).toISOString()).toMatch(/Z$/);
});

test('only what is read leniently is, also where the reading fails or another one stands in it', () => {
  const row = { a: 1 };
  const schema = z.object({ a: z.int(), b: z.string() });
  const strict = () => parseStored('things', schema, row);
  expect(leniently(() => leniently(() => 7))).toBe(7);
  expect(() =>
    leniently(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(strict).toThrow(expect.objectContaining({ table: 'things', column: 'b', message: 'things.b cannot be read' }));
  expect(strict).toThrow(DamagedValue);
  expect(parseStored('things', schema, { a: 1, b: 'x', c: 2 })).toEqual({ a: 1, b: 'x' });
  expect(() => parseStored('things', z.string(), 7)).toThrow(expect.objectContaining({ column: '' }));
  for (const value of [null, undefined, 0, '', Symbol('cannot be read')]) expect(isRead(value)).toBe(true);
});
