import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ActivityEntry, activityEntry } from '#contract/activity.ts';
import { actionWords, eventRuns } from './events.ts';

const noon = new Date(2026, 10, 20, 12).getTime();
let made = 0;

function entry(changes: Partial<ActivityEntry> = {}): ActivityEntry {
  made += 1;
  return activityEntry.parse({
    id: `01900000-0000-7000-8000-${String(made).padStart(12, '0')}`,
    at: noon,
    kind: 'check',
    actor: null,
    action: 'checked',
    subject: 'GitHub',
    integrationId: null,
    integrationName: null,
    result: 'failed',
    durationMs: null,
    details: [],
    ...changes,
  });
}

const sizes = (entries: ActivityEntry[]) => eventRuns(entries).map((run) => run.entries.length);

test('the same event four times in a row is one line, whenever on that day and however long it took', () => {
  expect(sizes([entry(), entry({ at: noon - 3_600_000 }), entry({ durationMs: 12 }), entry()])).toEqual([4]);
});

test.each([
  ['another result', { result: 'ok' }],
  ['another thing', { subject: 'Jira' }],
  ['another action', { action: 'sent' }],
  ['another day', { at: noon - 86_400_000 }],
  ['another person', { actor: { id: '01900000-0000-7000-8000-0000000000aa', name: 'Ann' } }],
] as const)('%s begins another line', (_what, changes) => {
  expect(sizes([entry(), entry(), activityEntry.parse({ ...entry(), ...changes }), entry()])).toEqual([2, 1, 1]);
});

test('loses nothing, keeps the order, and no run is longer than what is opened at once', () => {
  const subjects = fc.array(fc.constantFrom('a', 'b'), { maxLength: 200 });
  fc.assert(
    fc.property(subjects, (given) => {
      const entries = given.map((subject) => entry({ subject }));
      const runs = eventRuns(entries);
      expect(runs.flatMap((run) => run.entries)).toEqual(entries);
      for (const run of runs) {
        expect(run.newest).toBe(run.entries[0]);
        expect(run.entries.length).toBeLessThanOrEqual(50);
      }
    }),
  );
});

test('what was added to an assistant is said by its name, and each addition is a line of its own', () => {
  const added = (value: string) =>
    entry({ action: 'added an integration to', subject: 'Support desk', details: [{ name: 'Integration', value }] });
  expect(actionWords(added('GitHub'))).toBe('added GitHub to');
  expect(actionWords(entry())).toBe('checked');
  expect(sizes([added('GitHub'), added('Jira'), added('Jira')])).toEqual([1, 2]);
});
