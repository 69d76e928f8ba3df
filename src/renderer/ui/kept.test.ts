import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { keptStorage, readKept, writeKept } from './kept.ts';

afterEach(() => vi.unstubAllGlobals());

const names = z.array(z.string());

/** A storage of strings, as browsers have one. */
function roomy(setItem?: () => never): object {
  const items: Record<string, string> = {};
  return Object.defineProperties(items, {
    getItem: { value: (key: string) => items[key] ?? null },
    setItem: { value: setItem ?? ((key: string, text: string) => void Object.assign(items, { [key]: text })) },
    removeItem: { value: (key: string) => void delete items[key] },
  });
}

test('what is written is read again, until it is forgotten', () => {
  vi.stubGlobal('localStorage', roomy());
  expect(readKept('a', names)).toBeNull();
  writeKept('a', ['x']);
  expect([readKept('a', names), keptStorage.keys()]).toEqual([['x'], ['a']]);
  writeKept('a', null);
  expect([readKept('a', names), keptStorage.keys()]).toEqual([null, []]);
});

test.each(['{', '7', 'null', ''])('what another version wrote counts as nothing: %s', (text) => {
  vi.stubGlobal('localStorage', roomy());
  keptStorage.setItem('a', text);
  expect(readKept('a', names)).toBeNull();
});

const refuse = () => {
  throw new DOMException('no', 'QuotaExceededError');
};

describe.each([
  ['full', () => vi.stubGlobal('localStorage', roomy(refuse))],
  [
    'forbidden',
    () => {
      vi.stubGlobal('localStorage', undefined);
      Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: refuse });
    },
  ],
] as const)('a storage that is %s', (_what, stub) => {
  test('keeps nothing and breaks nothing', () => {
    stub();
    writeKept('a', ['x']);
    writeKept('a', null);
    expect([readKept('a', names), keptStorage.getItem('a')]).toEqual([null, null]);
    expect(keptStorage.keys()).not.toContain('a');
  });
});
