import { afterEach, expect, test, vi } from 'vitest';
import { addNotice, onNotice, readNotices } from './notices.ts';

afterEach(() => vi.unstubAllGlobals());

test('a storage that refuses stops no notice on its way to the page', () => {
  const refuse = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
  const heard: string[] = [];
  const stop = onNotice(({ title }) => heard.push(title));
  addNotice({ type: 'notice', tenantId: null, level: 'warning', title: 'Heard', body: '', path: null });
  stop();
  expect(heard).toEqual(['Heard']);
  expect(() => readNotices([])).not.toThrow();
});
