import { expect, test, vi } from 'vitest';

vi.stubGlobal('location', { protocol: 'http:', origin: 'http://127.0.0.1' });
const { hexOf } = await import('./HexView.tsx');
const { visible } = await import('./LongText.tsx');

test('shows bytes in two halves, and their ASCII', () => {
  expect(hexOf(new TextEncoder().encode('PNG\0\x7f\n a'), 8)).toEqual({
    hex: '50 4e 47 00  7f 0a 20 61',
    text: 'PNG··· a',
  });
  const last = hexOf(new TextEncoder().encode('hé'), 8);
  expect(last).toEqual({ hex: '68 c3 a9'.padEnd(24), text: 'h··' });
});

test('control characters are shown as signs, one for one', () => {
  expect(visible('a\0\x1b[2J\tb\x7f')).toBe('a␀␛[2J\tb␡');
});
