import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jsonDocument, selectJson } from './jsonPath.ts';

interface Case {
  readonly name: string;
  readonly selector: string;
  readonly document?: unknown;
  readonly result?: unknown[];
  readonly results?: unknown[][];
  readonly invalid_selector?: true;
}

const suite: { tests: Case[] } = JSON.parse(readFileSync('test/fixtures/jsonpath/cts.json', 'utf8'));

test('the JSONPath compliance test suite has its cases', () => {
  expect(suite.tests.length).toBeGreaterThan(700);
});

test.each(suite.tests)('compliance: $name', ({ selector, document, result, results, invalid_selector }) => {
  const selection = selectJson(jsonDocument(JSON.stringify(document ?? null)), selector);
  if (invalid_selector) return expect(selection.ok).toBe(false);
  const values = selection.ok ? selection.nodes.map(({ value }) => JSON.parse(JSON.stringify(value))) : null;
  return expect(results ?? [result]).toContainEqual(values);
});

test('numbers that a double would change come as they were written, and are leaves', () => {
  const selection = selectJson(jsonDocument('{"id": 9007199254740993, "price": 1.10}'), '$..*');
  expect(selection).toMatchObject({ ok: true, singular: false });
  expect(selection.ok && selection.nodes.map(({ value }) => JSON.stringify(value))).toEqual([
    '9007199254740993',
    '1.10',
  ]);
});

test('members called as those of a prototype are found only where they are', () => {
  const selection = selectJson(jsonDocument('{"__proto__": 1}'), "$['__proto__','constructor']");
  expect(selection).toMatchObject({ ok: true, nodes: [{ location: ['__proto__'], value: 1 }] });
});
