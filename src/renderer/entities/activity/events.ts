import type { ActivityEntry } from '#contract/activity.ts';
import type { Tone } from '#renderer/ui/badges.tsx';
import { sameDay } from '#renderer/ui/time.tsx';

export const resultWords: Record<ActivityEntry['result'], { tone: Tone; label: string }> = {
  ok: { tone: 'good', label: 'OK' },
  failed: { tone: 'bad', label: 'Failed' },
  cancelled: { tone: 'idle', label: 'Cancelled' },
  info: { tone: 'info', label: 'Info' },
};

/** What was done, with the integration by its name where the action tells of one: "added GitHub to". */
export function actionWords({ action, details }: Pick<ActivityEntry, 'action' | 'details'>): string {
  const integration = details.find(({ name }) => name === 'Integration')?.value;
  return integration ? action.replace('an integration', integration) : action;
}

/** The same event, so many times in a row: the newest first, at least one. */
export interface EventRun<E extends ActivityEntry = ActivityEntry> {
  readonly newest: E;
  readonly entries: readonly E[];
}

/** A longer run is cut, so that an opened one stays short. */
const longestRun = 50;

/** One line for what happened several times in a row on one day: the same person, action, thing and result. */
export function eventRuns<E extends ActivityEntry>(entries: readonly E[]): EventRun<E>[] {
  const runs: { newest: E; entries: E[] }[] = [];
  for (const entry of entries) {
    const last = runs.at(-1);
    if (last !== undefined && last.entries.length < longestRun && isSame(last.newest, entry)) last.entries.push(entry);
    else runs.push({ newest: entry, entries: [entry] });
  }
  return runs;
}

function isSame(a: ActivityEntry, b: ActivityEntry): boolean {
  return whatOf(a) === whatOf(b) && sameDay(a.at, b.at);
}

function whatOf(entry: ActivityEntry): string {
  const { kind, actor, subject, integrationId, result } = entry;
  return JSON.stringify([kind, actor?.id ?? null, actionWords(entry), subject, integrationId, result]);
}
