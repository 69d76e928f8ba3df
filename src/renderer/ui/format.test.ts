import { expect, test } from 'vitest';
import { formatBytes } from './format.ts';

test('says sizes in decimal units', () => {
  expect([0, 940, 6_100, 13_000_000, 2_500_000_000].map(formatBytes)).toEqual([
    '0 B',
    '940 B',
    '6.1 kB',
    '13 MB',
    '2.5 GB',
  ]);
});
