import { expect, test } from 'vitest';
import { activityEntry } from '#contract/activity.ts';
import { freshEntries } from './queries.ts';

const id = (number: number) => `01890000-0000-7000-8000-00000000000${number}`;
const entry = (number: number) =>
  activityEntry.parse({
    id: id(number),
    at: number,
    kind: 'check',
    actor: null,
    action: 'checked',
    subject: 'GitHub',
    integrationId: null,
    integrationName: null,
    result: 'ok',
    durationMs: null,
    details: [],
  });

test('counts what came after the first entry shown', () => {
  const newest = [entry(4), entry(3), entry(2)];
  expect(freshEntries(newest, id(2))?.map((one) => one.at)).toEqual([4, 3]);
  expect(freshEntries(newest, id(4))).toEqual([]);
});

test('takes everything where nothing was shown', () => {
  expect(freshEntries([entry(1)], undefined)).toHaveLength(1);
});

test('says that a gap would open when the first entry is out of reach', () => {
  expect(freshEntries([entry(4), entry(3)], id(1), 2)).toBeNull();
});

test('opens no gap where a search has found its first entry further back than the newest lines', () => {
  expect(freshEntries([entry(4), entry(3)], id(1), 3)?.map((one) => one.at)).toEqual([4, 3]);
  expect(freshEntries([], id(1), 3)).toEqual([]);
});
