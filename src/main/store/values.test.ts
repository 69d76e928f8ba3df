import fc from 'fast-check';
import { expect, test, vi } from 'vitest';

// A module of its own: what other tests made with clocks that run ahead would stand in its counter.
vi.resetModules();
const { firstUuidAt, uuidv7 } = await import('./values.ts');

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
