/** Pixels of a letter, of what stands around a label, and of a mark beside it; a little more than they are. */
const letter = 7.9;
const around = 20;
const markWidth = 20;
/** Of the button that opens the rest. */
const moreButton = 76;

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
  const widthOf = ({ label, mark }: T) => label.length * letter + around + (mark == null ? 0 : markWidth);
  if (tabs.reduce((sum, tab) => sum + widthOf(tab), 0) <= width) return { shown: tabs, rest: [] };
  const kept = new Set(tabs.filter(({ value }) => value === chosen));
  let left = width - moreButton - [...kept].reduce((sum, tab) => sum + widthOf(tab), 0);
  for (const tab of [...tabs].sort((a, b) => a.rank - b.rank)) {
    if (kept.has(tab)) continue;
    left -= widthOf(tab);
    if (left < 0) break;
    kept.add(tab);
  }
  return { shown: tabs.filter((tab) => kept.has(tab)), rest: tabs.filter((tab) => !kept.has(tab)) };
}
