import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GroupRow, groupRow, type SavedRequestRow, savedRequestRow } from '#contract/collections.ts';
import { allRows, childrenOf, foundRows, groupOfScript, groupsAbove, liesIn, outermost } from './collectionRows.ts';
import { dropPlacing, dropSide, keyPlacing } from './moves.ts';
import { treeCommand, typedRow } from './treeKeys.ts';

const idOf = (at: number) => `5e0d5fd5-2a3e-4c0b-9d3f-${String(at).padStart(12, '0')}`;
const group = (at: number, name: string, parent: number | null = null, position = `a${at}`): GroupRow =>
  groupRow.parse({
    id: idOf(at),
    parentId: parent === null ? null : idOf(parent),
    name,
    authKind: 'inherit',
    position,
  });
const request = (at: number, name: string, parent: number | null = null, position = `a${at}`): SavedRequestRow =>
  savedRequestRow.parse({
    id: idOf(at),
    groupId: parent === null ? null : idOf(parent),
    name,
    method: 'GET',
    url: `https://api.example/${name.toLowerCase().replaceAll(' ', '-')}`,
    integrationId: null,
    operationKey: null,
    operationGone: false,
    position,
  });

/** Orders holds Old orders, Refunds (with All refunds) and List orders, in this order; Payments is empty. */
const data = {
  groups: [group(1, 'Orders'), group(2, 'Refunds', 1, 'a5'), group(3, 'Payments')],
  requests: [request(11, 'List orders', 1, 'a9'), request(12, 'All refunds', 2), request(13, 'Old orders', 1, 'a1')],
};
const children = childrenOf(data);
const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);
const everything = allRows(children, new Set(data.groups.map(({ id }) => id)));
const node = (name: string) => {
  const found = everything.find((row) => row.name === name);
  if (found === undefined) throw new Error(`No line is named ${name}`);
  return found;
};

describe('the lines of the tree', () => {
  test('folders and requests stand mixed, as a person placed them, below what is open', () => {
    expect(names(everything)).toEqual(['Orders', 'Old orders', 'Refunds', 'All refunds', 'List orders', 'Payments']);
    expect(names(allRows(children, new Set([idOf(1)])))).not.toContain('All refunds');
    expect(everything.map(({ level }) => level)).toEqual([1, 2, 2, 3, 2, 1]);
    expect(node('Orders')).toMatchObject({ requests: 3 });
  });

  test('what lies in a group that is not there is shown beside the collections', () => {
    const lost = childrenOf({ groups: [], requests: [request(1, 'Lost', 99)] });
    expect(allRows(lost, new Set())).toMatchObject([{ name: 'Lost', level: 1, parentId: null }]);
  });

  test('a search shows what it finds with what holds it, and all of a group that it finds', () => {
    expect(names(foundRows(children, 'all ref', new Set()))).toEqual(['Orders', 'Refunds', 'All refunds']);
    expect(names(foundRows(children, 'refunds', new Set()))).toEqual(['Orders', 'Refunds', 'All refunds']);
    expect(names(foundRows(children, 'get old', new Set()))).toEqual(['Orders', 'Old orders']);
    expect(names(foundRows(children, 'nothing', new Set([idOf(13)])))).toEqual(['Orders', 'Old orders']);
    expect(foundRows(children, 'nothing', new Set())).toEqual([]);
  });

  test('every line is found by its own name, once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everything), (row) => {
        const ids = foundRows(children, row.name, new Set()).map(({ id }) => id);
        expect(ids.filter((id) => id === row.id)).toHaveLength(1);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  test('3,000 requests are put in order and searched while a person types', () => {
    const groups = Array.from({ length: 100 }, (_, at) =>
      group(at, `Folder ${at}`, at === 0 ? null : Math.floor(at / 3)),
    );
    const requests = Array.from({ length: 3_000 }, (_, at) => request(1_000 + at, `Request ${at}`, at % 100));
    const started = performance.now();
    const many = childrenOf({ groups, requests });
    expect(allRows(many, new Set(groups.map(({ id }) => id)))).toHaveLength(3_100);
    expect(foundRows(many, 'request 2999', new Set()).at(-1)?.name).toBe('Request 2999');
    expect(performance.now() - started).toBeLessThan(300);
  });
});

test('what lies in something that is chosen as well goes with it', () => {
  const chosen = [node('Orders'), node('All refunds'), node('Payments')];
  expect(names(outermost(chosen, data.groups))).toEqual(['Orders', 'Payments']);
  expect(liesIn(node('Refunds').parentId, new Set([idOf(1)]), data.groups)).toBe(true);
  expect(names(groupsAbove(data.groups, node('All refunds').parentId))).toEqual(['Orders', 'Refunds']);
});

describe('moving with the keyboard', () => {
  const step = (name: string, to: Parameters<typeof keyPlacing>[1]) =>
    keyPlacing(node(name), to, children, data.groups);
  test('goes among siblings', () => {
    expect(step('List orders', 'up')).toEqual({
      into: idOf(1),
      before: { kind: 'group', id: idOf(2) },
      words: 'before Refunds',
    });
    expect(step('Refunds', 'down')).toEqual({ into: idOf(1), before: null, words: 'after List orders' });
    expect(step('Old orders', 'down')).toMatchObject({ before: { kind: 'request', id: idOf(11) } });
    expect(step('Old orders', 'up')).toBeNull();
    expect(step('Payments', 'down')).toBeNull();
  });
  test('goes into the folder above, and out to behind it', () => {
    expect(step('List orders', 'in')).toEqual({ into: idOf(2), before: null, words: 'into Refunds' });
    expect(step('Refunds', 'in')).toBeNull();
    expect(step('All refunds', 'out')).toMatchObject({
      into: idOf(1),
      before: { id: idOf(11) },
      words: 'out of Refunds',
    });
    expect(step('Refunds', 'out')).toMatchObject({ into: null, before: { id: idOf(3) } });
    expect(step('Orders', 'out')).toBeNull();
  });
});

describe('dropping', () => {
  const drop = (name: string, side: Parameters<typeof dropPlacing>[1], ...moved: string[]) =>
    dropPlacing(node(name), side, new Set(moved.map((one) => node(one).id)), children, data.groups);
  test('a group takes things in its middle, a request has only sides', () => {
    expect([0.1, 0.5, 0.9].map((share) => dropSide(node('Orders'), share))).toEqual(['before', 'into', 'into']);
    expect([0.1, 0.9].map((share) => dropSide(node('List orders'), share))).toEqual(['before', 'after']);
  });
  test('nothing is dropped into itself or what lies in it', () => {
    expect(drop('Refunds', 'into', 'Orders')).toBeNull();
    expect(drop('Orders', 'into', 'Orders')).toBeNull();
    expect(drop('All refunds', 'after', 'Refunds')).toBeNull();
  });
  test('what is moved as well is no place to stand before', () => {
    expect(drop('Old orders', 'after', 'Refunds', 'All refunds')).toMatchObject({ before: { id: idOf(11) } });
    expect(drop('Payments', 'into', 'List orders')).toEqual({ into: idOf(3), before: null, words: 'into Payments' });
  });
});

describe('keys', () => {
  const at = (name: string) => everything.findIndex((row) => row.name === name);
  const press = (key: string, from: string, more: object = {}) =>
    treeCommand({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more }, everything, at(from));
  test.each([
    ['ArrowRight', 'Orders', { does: 'go', to: 1 }],
    ['ArrowRight', 'List orders', null],
    ['ArrowLeft', 'List orders', { does: 'go', to: 0 }],
    ['ArrowLeft', 'Orders', { does: 'close' }],
    ['End', 'Orders', { does: 'go', to: 5 }],
    ['ArrowUp', 'Orders', { does: 'go', to: 0 }],
    ['F2', 'Orders', { does: 'rename' }],
    ['x', 'Orders', { does: 'type', text: 'x' }],
    ['F5', 'Orders', null],
  ])('%s on %s', (key, from, command) => {
    if (command === null) expect(press(key, from)).toBeNull();
    else expect(press(key, from)).toMatchObject(command);
  });
  test('with Alt a line moves, with Ctrl it is duplicated, and what belongs to the page stays with it', () => {
    expect(press('ArrowUp', 'Orders', { altKey: true })).toEqual({ does: 'move', step: 'up' });
    expect(press('d', 'Orders', { ctrlKey: true })).toEqual({ does: 'duplicate' });
    expect(press('s', 'Orders', { ctrlKey: true })).toBeNull();
  });
  test('typing goes to the next name that begins so, and round the end', () => {
    expect(typedRow(everything, at('Orders'), 'o')).toBe(at('Old orders'));
    expect(typedRow(everything, at('Payments'), 'or')).toBe(at('Orders'));
    expect(typedRow(everything, at('Orders'), 'or')).toBe(at('Orders'));
    expect(typedRow(everything, 0, 'zebra')).toBeNull();
  });
});

test('the group of a script is found by its kind and name, and by its name alone', () => {
  const above = groupsAbove(data.groups, node('All refunds').parentId);
  const found = (of: string) => groupOfScript(above, of)?.name;
  expect([found('the collection Orders'), found('the folder Refunds'), found('Refunds')]).toEqual([
    'Orders',
    'Refunds',
    'Refunds',
  ]);
  expect([found('the request'), found('the folder Orders')]).toEqual([undefined, undefined]);
});
