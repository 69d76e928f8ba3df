import type { ActivityEntry } from '#contract/activity.ts';

/** The entries of `newest` that stand above the first one shown. Null when there are more than it holds, so that a gap would open. */
export function freshEntries(newest: readonly ActivityEntry[], firstShown: string | undefined): ActivityEntry[] | null {
  if (firstShown === undefined) return [...newest];
  const at = newest.findIndex((entry) => entry.id === firstShown);
  return at < 0 ? null : newest.slice(0, at);
}
