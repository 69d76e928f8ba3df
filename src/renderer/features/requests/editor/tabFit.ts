/** Pixels of a letter, of what stands around a label, of a mark beside it, and of the button that opens the rest; a little more than they are. */
const roomy = { letter: 7.9, around: 20, mark: 20, more: 76 };
const tight = { letter: 7.3, around: 14, mark: 20, more: 40 };

/** Whether tabs stand close, as `.tabList` has them in a strip of so many pixels. */
export const isTight = (width: number): boolean => width <= 420;

interface Fitting<T> {
  readonly shown: readonly T[];
  readonly rest: readonly T[];
}

/**
 * Which tabs have room in a strip of so many pixels: those with the least `rank` first, and the chosen one in any case. Both lists keep
 * the order of the tabs.
 */
export function fittingTabs<T extends { value: string; label: string; rank: number; mark?: unknown }>(
  tabs: readonly T[],
  chosen: string,
  width: number,
): Fitting<T> {
  const pixels = isTight(width) ? tight : roomy;
  const widthOf = ({ label, mark }: T) =>
    label.length * pixels.letter + pixels.around + (mark == null ? 0 : pixels.mark);
  if (tabs.reduce((sum, tab) => sum + widthOf(tab), 0) <= width) return { shown: tabs, rest: [] };
  const kept = new Set(tabs.filter(({ value }) => value === chosen));
  let left = width - pixels.more - [...kept].reduce((sum, tab) => sum + widthOf(tab), 0);
  for (const tab of [...tabs].sort((a, b) => a.rank - b.rank)) {
    if (kept.has(tab)) continue;
    left -= widthOf(tab);
    if (left < 0) break;
    kept.add(tab);
  }
  return { shown: tabs.filter((tab) => kept.has(tab)), rest: tabs.filter((tab) => !kept.has(tab)) };
}
