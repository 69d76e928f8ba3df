import { expect, test } from 'vitest';
import { suitsEditor, waysToShow } from './bodyModes.ts';

const ways = (mediaType: string | null, bytes: number, textual: boolean, whole = true) =>
  waysToShow({ mediaType, bytes, textual }, whole);

test.each([
  ['application/json', 900, true, true, ['tree', 'text', 'raw', 'hex'], 'tree'],
  ['application/problem+json', 4_000_000, true, true, ['tree', 'raw', 'hex'], 'tree'],
  ['application/json', 100_000_000, true, true, ['tree', 'raw', 'hex'], 'raw'],
  ['application/x-ndjson', 100_000_000, true, true, ['events', 'raw', 'hex'], 'events'],
  ['text/event-stream', 900, true, false, ['events', 'raw', 'hex'], 'events'],
  ['text/csv', 900, true, true, ['table', 'raw', 'hex'], 'table'],
  ['text/html', 900, true, true, ['raw', 'preview', 'hex'], 'raw'],
  ['application/atom+xml', 900, true, true, ['text', 'raw', 'hex'], 'text'],
  ['application/xml', 5_000_000, true, true, ['raw', 'hex'], 'raw'],
  ['application/pdf', 900, false, true, ['pdf', 'raw', 'hex'], 'pdf'],
  ['application/jwt', 900, false, true, ['jwt', 'raw', 'hex'], 'jwt'],
  ['application/json', 900, true, false, ['raw', 'hex'], 'raw'],
  ['text/plain', 900, true, true, ['raw', 'hex'], 'raw'],
  ['image/png', 900, false, true, ['image', 'hex'], 'image'],
  ['image/svg+xml', 900, true, true, ['image', 'raw', 'hex'], 'image'],
  ['image/png', 900, false, false, ['raw', 'hex'], 'hex'],
  ['image/tiff', 900, false, true, ['raw', 'hex'], 'hex'],
  ['application/octet-stream', 200_000_000, false, true, ['raw', 'hex'], 'hex'],
  [null, 900, false, true, ['raw', 'hex'], 'hex'],
])('%s of %i bytes', (mediaType, bytes, textual, whole, modes, first) => {
  expect(ways(mediaType, bytes, textual, whole)).toEqual({ modes, first });
});

test('every body can be looked at as text and as bytes', () => {
  for (const type of ['application/json', 'text/html', 'application/pdf', 'image/tiff'])
    for (const whole of [true, false])
      expect(ways(type, 10, false, whole).modes).toEqual(expect.arrayContaining(['raw', 'hex']));
});

test.each([
  ['a\nb\n', true],
  ['x'.repeat(5_000), true],
  [`ok\n${'x'.repeat(5_001)}`, false],
  [`${'x'.repeat(5_001)}\nok`, false],
  ['line\n'.repeat(500_000), false],
])('the editor is for short lines', (text, suits) => {
  expect(suitsEditor(text)).toBe(suits);
});
