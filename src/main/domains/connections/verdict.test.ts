import { expect, test } from 'vitest';
import { verdictOf } from './verdict.ts';

test.each([
  [200, 'apiKey', 'operation', true, 'valid'],
  [304, 'apiKey', 'operation', true, 'valid'],
  [401, 'apiKey', 'operation', false, 'refused'],
  [403, 'basic', 'base', false, 'refused'],
  [401, null, 'base', false, null],
  [404, 'apiKey', 'base', true, null],
  [404, 'apiKey', 'person', false, null],
  [400, 'bearer', 'operation', true, null],
  [429, 'bearer', 'person', true, null],
  [500, 'bearer', 'base', false, 'failing'],
] as const)('%i with %s, chosen by %s: ok %s, state %s', (status, kind, chosenBy, ok, state) => {
  const verdict = verdictOf({ name: 'GitHub', status, kind, chosenBy });
  expect(verdict).toMatchObject({ ok, state });
  expect(verdict.message).toContain(String(status));
});

test('a check without a secret proves no connection, also where it succeeds', () => {
  expect(verdictOf({ name: 'GitHub', status: 200, kind: null, chosenBy: 'base' })).toMatchObject({
    ok: true,
    todo: null,
  });
});
