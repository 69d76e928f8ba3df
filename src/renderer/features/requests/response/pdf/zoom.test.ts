import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitting, layOut, pixelsPerPoint, sharpness, stepped } from './zoom.ts';

const letter = { width: 612, height: 792 };

test('a page that fits is as wide as its room but for what stands beside it', () => {
  expect(fitting(letter, 652)).toBe(1);
  expect(fitting(letter, 1_264)).toBe(2);
});

test('100 % is the size on paper, and steps in and out cancel each other', () => {
  expect(stepped('actual', 3)).toBe(pixelsPerPoint);
  expect(stepped('fit', 3)).toBe('fit');
  expect(stepped('out', Number(stepped('in', 1)))).toBe(1);
});

test('no step and no room leads out of 20 % to 600 %', () => {
  for (const scale of [fitting(letter, 0), Number(stepped('out', 0.2 * pixelsPerPoint))])
    expect(scale).toBeCloseTo(0.2 * pixelsPerPoint);
  for (const scale of [fitting(letter, 100_000), Number(stepped('in', 6 * pixelsPerPoint))])
    expect(scale).toBeCloseTo(6 * pixelsPerPoint);
});

test('a canvas is as sharp as the screen, and never larger than browsers draw', () => {
  expect(sharpness(letter, 1, 2)).toBe(2);
  fc.assert(
    fc.property(
      fc.record({ width: fc.integer({ min: 1, max: 14_400 }), height: fc.integer({ min: 1, max: 14_400 }) }),
      fc.double({ min: 0.2, max: 8, noNaN: true }),
      fc.constantFrom(1, 1.5, 2, 3),
      (size, scale, ratio) => {
        const sharp = sharpness(size, scale, ratio);
        expect(sharp).toBeLessThanOrEqual(ratio);
        expect(size.width * scale * sharp * size.height * scale * sharp).toBeLessThanOrEqual(16_777_217);
      },
    ),
  );
});

test('every place of a document is found again by its offset, at every scale', () => {
  const size = fc.record({ width: fc.integer({ min: 10, max: 2_000 }), height: fc.integer({ min: 10, max: 2_000 }) });
  fc.assert(
    fc.property(
      fc.array(size, { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0.2, max: 8, noNaN: true }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (sizes, scale, part) => {
        const layout = layOut(sizes.length, (page) => sizes[page] ?? letter, scale);
        const place = part * sizes.length;
        const offset = layout.offsetOf(place);
        expect(Math.abs(layout.placeAt(offset) - place)).toBeLessThan(0.01);
        expect(layout.between(offset, offset)).toContain(Math.floor(layout.placeAt(offset)));
      },
    ),
  );
});

test('pages lie below each other, and those between two offsets are named', () => {
  const layout = layOut(3, (page) => ({ width: 100, height: page === 1 ? 188 : 88 }), 1);
  expect([layout.height, layout.offsetOf(1), layout.offsetOf(2), layout.offsetOf(2.5)]).toEqual([400, 100, 300, 350]);
  expect(layout.between(0, 99)).toEqual([0]);
  expect(layout.between(-50, 100)).toEqual([0, 1]);
  expect(layout.between(299, 9_000)).toEqual([1, 2]);
  expect([layout.placeAt(-5), layout.placeAt(200), Math.floor(layout.placeAt(9_000))]).toEqual([0, 1.5, 2]);
});
