import { expect, test } from 'vitest';
import { roomForToasts } from './toasts.tsx';

test('the page ends above messages, and is never so low that it cannot be used', () => {
  expect(roomForToasts(0, 900)).toBe(0);
  expect(roomForToasts(90, 900)).toBe(90);
  expect(roomForToasts(90, 600)).toBe(90);
  expect(roomForToasts(360, 600)).toBe(120);
  expect(roomForToasts(90, 400)).toBe(0);
});
