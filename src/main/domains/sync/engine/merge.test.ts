import { expect, it } from 'vitest';
import { mergeColumns } from './merge.ts';
import { joinMarks, type Mark } from './outbox.ts';
import type { SqlValue } from './values.ts';

const rules = { latest: ['updated_at'], derived: ['search'] };
type Row = Record<string, SqlValue>;
const merge = (mine: Row, theirs: Row, bases: Row) => mergeColumns(rules, mine, theirs, new Map(Object.entries(bases)));

it.each<[string, { mine: Row; theirs: Row; bases: Row }, Partial<ReturnType<typeof mergeColumns>>]>([
  [
    'takes what they alone changed',
    { mine: { a: 1, b: 1 }, theirs: { a: 2, b: 1 }, bases: {} },
    { write: { a: 2 }, settled: [], rebased: [], clashes: [] },
  ],
  [
    'keeps what this store alone changed, upon what the team has',
    { mine: { a: 2 }, theirs: { a: 1 }, bases: { a: 1 } },
    { write: {}, settled: [], rebased: [['a', 1]], clashes: [] },
  ],
  [
    'is done where both wrote the same',
    { mine: { a: 2 }, theirs: { a: 2 }, bases: { a: 1 } },
    { write: {}, settled: ['a'], clashes: [] },
  ],
  [
    'takes theirs where this store changed a value back',
    { mine: { a: 1 }, theirs: { a: 3 }, bases: { a: 1 } },
    { write: { a: 3 }, settled: ['a'], clashes: [] },
  ],
  [
    'shows theirs and remembers both where both wrote',
    { mine: { a: 2 }, theirs: { a: 3 }, bases: { a: 1 } },
    { write: { a: 3 }, settled: ['a'], clashes: [{ column: 'a', mine: 2, theirs: 3, base: 1 }] },
  ],
  [
    'sends on what this store alone wrote of a row that both made',
    { mine: { a: 'mine', b: null }, theirs: { a: null, b: 'theirs' }, bases: { a: null, b: null } },
    { write: { b: 'theirs' }, settled: ['b'], rebased: [['a', null]], clashes: [] },
  ],
  [
    'takes the later of two times',
    { mine: { updated_at: 5 }, theirs: { updated_at: 7 }, bases: { updated_at: 1 } },
    { write: { updated_at: 7 }, settled: ['updated_at'], clashes: [], derives: false },
  ],
  [
    'sends the later of two times',
    { mine: { updated_at: 9 }, theirs: { updated_at: 7 }, bases: { updated_at: 1 } },
    { write: {}, settled: [], rebased: [['updated_at', 7]], clashes: [], derives: false },
  ],
  [
    'makes anew what is made of columns of both',
    { mine: { a: 2, b: 1, search: '21' }, theirs: { a: 1, b: 2, search: '12' }, bases: { a: 1, search: '11' } },
    { write: { b: 2, search: '12' }, clashes: [], derives: true },
  ],
  [
    'compares bytes by what they hold',
    { mine: { a: Buffer.from('x') }, theirs: { a: Buffer.from('x') }, bases: { a: null } },
    { write: {}, settled: ['a'], clashes: [] },
  ],
])('%s', (_, { mine, theirs, bases }, expected) => {
  expect(merge(mine, theirs, bases)).toMatchObject(expected);
});

it.each<[Mark, Mark, Mark | 'never']>([
  ['insert', null, 'insert'],
  ['insert', 'delete', 'never'],
  ['insert', 'replace', 'insert'],
  ['delete', 'insert', 'replace'],
  ['delete', 'replace', 'replace'],
  ['delete', null, 'delete'],
  ['replace', null, 'replace'],
  ['replace', 'delete', 'delete'],
  [null, 'delete', 'delete'],
  [null, 'insert', 'insert'],
  [null, null, null],
])('a row that was changed as %s and then as %s goes as %s', (first, then, expected) => {
  expect(joinMarks(first, then)).toBe(expected);
});
