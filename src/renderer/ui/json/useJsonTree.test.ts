import { expect, test } from 'vitest';
import { jsonRows } from './jsonRows.ts';
import { parseJson } from './sentJson.ts';
import { treeMove } from './useJsonTree.ts';

const parsed = parseJson('{"a":{"b":1},"c":[2]}');
const rows = jsonRows(parsed.ok ? parsed.value : null, new Set(['', '/a']));

test('right opens what is closed, then goes inside', () => {
  expect(treeMove('ArrowRight', rows, '/c')).toEqual({ kind: 'toggle', pointer: '/c', open: true });
  expect(treeMove('ArrowRight', rows, '/a')).toEqual({ kind: 'go', pointer: '/a/b' });
});

test('left closes what is open, then goes to the parent', () => {
  expect(treeMove('ArrowLeft', rows, '/a')).toEqual({ kind: 'toggle', pointer: '/a', open: false });
  expect(treeMove('ArrowLeft', rows, '/a/b')).toEqual({ kind: 'go', pointer: '/a' });
});

test('stops at both ends', () => {
  expect(treeMove('ArrowUp', rows, '')).toEqual({ kind: 'go', pointer: '' });
  expect(treeMove('End', rows, '')).toEqual({ kind: 'go', pointer: '/c' });
  expect(treeMove('ArrowDown', rows, '/c')).toEqual({ kind: 'go', pointer: '/c' });
});

test('leaves other keys alone', () => {
  expect(treeMove('a', rows, '')).toBeNull();
  expect(treeMove('Enter', rows, '/a/b')).toBeNull();
});
