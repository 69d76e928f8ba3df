import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleOf } from './LongRows.tsx';

test('a list that fits is scrolled px by px', () => {
  expect(scaleOf(5_000, 400)).toEqual({ height: 5_000, scale: 1 });
});

test('the end of the bar is the end of the rows, however many there are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), fc.integer({ min: 1, max: 2_000 }), (whole, view) => {
      const { height, scale } = scaleOf(whole, view);
      expect(height).toBeLessThanOrEqual(8_000_000);
      if (whole > view) expect((height - view) * scale).toBeCloseTo(whole - view, 3);
    }),
  );
});
