import { expect, test } from 'vitest';
import { addressKey, noAddress } from '../draft/loadedDraft.ts';
import { type RequestTab, withAddress, withoutTab, withReplaced } from './requestTabs.ts';

const at = (operation: string) => ({ ...noAddress, integration: 'i', operation });
const keys = (tabs: readonly RequestTab[]) => tabs.map((tab) => tab.address.operation);
const kept = (tabs: readonly RequestTab[]) => tabs.map((tab) => ({ ...tab, isPassing: false }));

test('what was only looked at gives its place to the next; what was worked on stays', () => {
  const first = withAddress([], at('a'));
  expect(keys(withAddress(first, at('b')))).toEqual(['b']);
  const second = withAddress(kept(first), at('b'));
  expect(keys(second)).toEqual(['a', 'b']);
  expect(keys(withAddress(second, at('a')))).toEqual(['a', 'b']);
  expect(keys(withAddress(second, at('c')))).toEqual(['a', 'c']);
});

test('there are never too many; those with changes stay', () => {
  let tabs: RequestTab[] = [];
  for (let index = 0; index < 40; index += 1) {
    tabs = kept(withAddress(tabs, at(`o${index}`)));
    if (index === 0) tabs = tabs.map((tab) => ({ ...tab, isChanged: true }));
  }
  expect(tabs).toHaveLength(30);
  expect(keys(tabs)).toContain('o0');
  expect(keys(tabs)).toContain('o39');
});

test('closing goes to the neighbour', () => {
  const tabs = ['a', 'b', 'c'].reduce<RequestTab[]>((sum, key) => kept(withAddress(sum, at(key))), []);
  expect(withoutTab(tabs, addressKey(at('b'))).next).toEqual(at('c'));
  expect(withoutTab(tabs, addressKey(at('c'))).next).toEqual(at('b'));
  expect(withoutTab(tabs.slice(0, 1), addressKey(at('a')))).toEqual({ tabs: [], next: noAddress });
});

test('what goes on at another address keeps its place, and takes no second tab', () => {
  const tabs = ['a', 'b', 'c'].reduce<RequestTab[]>((sum, key) => kept(withAddress(sum, at(key))), []);
  expect(keys(withReplaced(tabs, addressKey(at('b')), at('d')))).toEqual(['a', 'd', 'c']);
  expect(keys(withReplaced(tabs, addressKey(at('b')), at('c')))).toEqual(['a', 'c']);
  expect(keys(withReplaced(tabs, addressKey(at('b')), at('b')))).toEqual(['a', 'b', 'c']);
});
