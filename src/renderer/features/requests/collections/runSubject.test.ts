import { expect, test } from 'vitest';
import { groupId, savedRequestId } from '#contract/common.ts';
import { type Children, childrenOf } from './collectionRows.ts';
import { runSubject } from './runSubject.ts';

const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const [shop, inner] = [groupId.parse(id(1)), groupId.parse(id(2))];
const [first, second, alone] = [savedRequestId.parse(id(3)), savedRequestId.parse(id(4)), savedRequestId.parse(id(5))];
const row = { method: 'GET', url: '', integrationId: null, operationKey: null, operationGone: false };
const children: Children = childrenOf({
  groups: [
    { id: shop, parentId: null, name: 'Shop', authKind: 'inherit', position: 'a' },
    { id: inner, parentId: shop, name: 'Inner', authKind: 'inherit', position: 'a' },
  ],
  requests: [
    { ...row, id: second, groupId: inner, name: 'second', position: 'b' },
    { ...row, id: first, groupId: inner, name: 'first', position: 'a' },
    { ...row, id: alone, groupId: null, name: 'alone', position: 'a' },
  ],
});

test('one collection is run as it is, so that it counts what it holds when it runs', () => {
  expect(runSubject([{ item: { kind: 'group', id: shop }, name: 'Shop' }], children)).toEqual({
    name: 'Shop',
    target: { kind: 'group', id: shop },
  });
});

test('several things are their requests in order', () => {
  const things = [
    { item: { kind: 'group', id: shop }, name: 'Shop' },
    { item: { kind: 'request', id: alone }, name: 'alone' },
  ] as const;
  expect(runSubject(things, children)).toEqual({
    name: '3 requests',
    target: { kind: 'requests', ids: [first, second, alone] },
  });
  expect(runSubject([things[1]], children)?.name).toBe('alone');
});

test('nothing is run of what holds no request', () => {
  const empty = childrenOf({ groups: [], requests: [] });
  const things = [
    { item: { kind: 'group', id: shop }, name: 'Shop' },
    { item: { kind: 'group', id: inner }, name: 'Inner' },
  ] as const;
  expect(runSubject(things, empty)).toBeNull();
});
