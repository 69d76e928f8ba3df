import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Placed, positionBefore, positionsBefore, positionsOfMoved } from './order.ts';

const sorted = (siblings: readonly Placed[]) =>
  siblings.toSorted((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : a.id < b.id ? -1 : 1));

test('things stand where they were put, however often', () => {
  const put = fc.record({ count: fc.integer({ min: 1, max: 4 }), before: fc.option(fc.nat(60)) });
  fc.assert(
    fc.property(fc.array(put, { maxLength: 25 }), (puts) => {
      let siblings: Placed[] = [];
      const expected: string[] = [];
      for (const [turn, { count, before }] of puts.entries()) {
        const next = before === null ? null : (siblings[before % Math.max(1, siblings.length)]?.id ?? null);
        const positions = positionsBefore(siblings, next, count);
        const added = positions.map((position, at) => ({ id: `${turn}-${at}`, position }));
        siblings = sorted([...siblings, ...added]);
        expected.splice(next === null ? expected.length : expected.indexOf(next), 0, ...added.map(({ id }) => id));
      }
      expect(siblings.map(({ id }) => id)).toEqual(expected);
    }),
  );
});

test('room is left after ten thousand at one place, in keys that stay short', () => {
  const last: Placed = { id: 'last', position: positionBefore([], null) };
  let first: Placed = { id: 'first', position: positionBefore([last], 'last') };
  for (let at = 0; at < 10_000; at += 1) {
    const position = positionBefore([first, last], 'last');
    expect(position > first.position && position < last.position).toBe(true);
    first = { id: 'first', position };
  }
  expect(first.position.length).toBeLessThan(2_500);
});

test('what another computer gave the same key is passed, and neither is lost', () => {
  const siblings = ['a0', 'a1', 'a1', 'a1', 'a2'].map((position, at) => ({ id: String(at), position }));
  for (const before of ['1', '2', '3']) {
    const position = positionBefore(siblings, before);
    expect(position > 'a0' && position < 'a1').toBe(true);
  }
  expect(positionBefore(siblings, '4') > 'a1').toBe(true);
  expect(positionBefore(siblings, 'absent') > 'a2').toBe(true);
});

test('a position that is damaged hinders nothing', () => {
  const broken = fc.constantFrom('', ' ', 'zz', 'a', 'nonsense!', 'a00000', '\u{1f600}', 'A00000000000000000000000000');
  fc.assert(
    fc.property(fc.array(broken, { maxLength: 4 }), fc.nat(6), (positions, at) => {
      const siblings = sorted([...positions, 'a0', 'a1'].map((position, index) => ({ id: String(index), position })));
      const position = positionBefore(siblings, siblings[at]?.id ?? null);
      const healthy = [...siblings.filter((each) => /^a[01]$/.test(each.position)).map((each) => each.position)];
      expect(healthy).not.toContain(position);
      expect(position).toMatch(/^[A-Za-z]/);
    }),
  );
});

test('what is moved before itself, or before another that moves with it, stays where it is', () => {
  const siblings = positionsBefore([], null, 6).map((position, at) => ({ id: String(at), position }));
  const order = (moved: readonly string[], before: string | null) => {
    const positions = positionsOfMoved(siblings, moved, before);
    const placed = moved.map((id, at) => ({ id, position: positions[at] ?? '' }));
    return sorted([...siblings.filter(({ id }) => !moved.includes(id)), ...placed]).map(({ id }) => id);
  };
  for (const { id } of siblings) expect(order([id], id)).toEqual(['0', '1', '2', '3', '4', '5']);
  expect(order(['1', '2'], '2')).toEqual(['0', '1', '2', '3', '4', '5']);
  expect(order(['4', '1'], '1')).toEqual(['0', '4', '1', '2', '3', '5']);
  expect(order(['1'], null)).toEqual(['0', '2', '3', '4', '5', '1']);
  expect(order(['1'], 'absent')).toEqual(['0', '2', '3', '4', '5', '1']);
});
