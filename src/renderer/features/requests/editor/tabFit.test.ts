import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fittingTabs } from './tabFit.ts';

const tabs = ['Params', 'Headers', 'Body', 'Variables', 'Preview'].map((label, at) => ({
  value: label,
  label,
  rank: label === 'Variables' ? 9 : at,
}));
const labels = (all: readonly { label: string }[]) => all.map(({ label }) => label);

test('all tabs are shown where there is room', () => {
  expect(fittingTabs(tabs, 'Body', 1_000).rest).toEqual([]);
});

test('the least important go first, in the order of the tabs', () => {
  const { shown, rest } = fittingTabs(tabs, 'Params', 300);
  expect(labels(shown)).toEqual(['Params', 'Headers', 'Body', 'Preview']);
  expect(labels(rest)).toEqual(['Variables']);
});

test('the chosen one stays, whatever the room', () => {
  fc.assert(
    fc.property(fc.constantFrom(...labels(tabs)), fc.nat({ max: 800 }), (chosen, width) => {
      const { shown, rest } = fittingTabs(tabs, chosen, width);
      expect(labels(shown)).toContain(chosen);
      expect([...labels(shown), ...labels(rest)].sort()).toEqual(labels(tabs).sort());
    }),
  );
});
