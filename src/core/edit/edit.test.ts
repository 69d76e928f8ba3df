import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedMeanwhile, editOf, isSame } from './edit.ts';

const fields = fc.record({ a: fc.jsonValue(), b: fc.jsonValue(), c: fc.jsonValue() });

describe('isSame', () => {
  it.each([
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: undefined }, {}, true],
    [[1, 2], [2, 1], false],
    [[1], [1, undefined], false],
    [[], {}, false],
    [null, {}, false],
    [0, -0, false],
    ['1', 1, false],
  ])('%j and %j: %s', (a, b, same) => expect(isSame(a, b)).toBe(same));
});

describe('an edit', () => {
  it('has what was changed, and laid over the base is what was typed', () => {
    fc.assert(
      fc.property(fields, fields, (base, next) => {
        const { changes, expected } = editOf(base, next);
        expect(isSame({ ...base, ...changes }, next)).toBe(true);
        for (const name of ['a', 'b', 'c'] as const) {
          expect(Object.hasOwn(changes, name)).toBe(!isSame(base[name], next[name]));
          expect(Object.hasOwn(expected, name)).toBe(Object.hasOwn(changes, name));
        }
      }),
    );
  });

  it('meets a change from elsewhere only in a field that both changed, and differently', () => {
    fc.assert(
      fc.property(fields, fields, fields, (base, mine, theirs) => {
        const { changes, expected } = editOf(base, mine);
        const found = changedMeanwhile(theirs, changes, expected).map(({ field }) => field);
        const wanted = (['a', 'b', 'c'] as const).filter(
          (name) =>
            !isSame(base[name], mine[name]) && !isSame(base[name], theirs[name]) && !isSame(mine[name], theirs[name]),
        );
        expect(found.sort()).toEqual(wanted);
      }),
    );
  });

  it('says what stands there now', () => {
    expect(changedMeanwhile({ name: 'theirs' }, { name: 'mine' }, { name: 'before' })).toEqual([
      { field: 'name', now: 'theirs' },
    ]);
  });

  it('guards nothing where nothing is expected, and not by a name of every object', () => {
    expect(changedMeanwhile({ name: 'theirs' }, { name: 'mine' })).toEqual([]);
    expect(changedMeanwhile({}, { toString: 1 }, {})).toEqual([]);
  });
});
