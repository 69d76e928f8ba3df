import type { OperationRow } from '#contract/definitions.ts';

export interface TagCount {
  name: string;
  keys: string[];
}

/** What operations without a tag are called. */
export const untagged = 'No tag';

/** The operations of each tag, in the order in which the tags first appear. */
export function byTag(operations: readonly Pick<OperationRow, 'key' | 'tags'>[]): TagCount[] {
  const tags = new Map<string, string[]>();
  for (const { key, tags: own } of operations) {
    for (const tag of own.length === 0 ? [untagged] : own) tags.set(tag, [...(tags.get(tag) ?? []), key]);
  }
  return [...tags].map(([name, keys]) => ({ name, keys }));
}

/** The choice with all of the keys in it, or none of them. */
export function toggled(chosen: ReadonlySet<string>, keys: readonly string[], on: boolean): Set<string> {
  const next = new Set(chosen);
  for (const key of keys) {
    if (on) next.add(key);
    else next.delete(key);
  }
  return next;
}

/** Whether all, some or none of the keys are chosen. */
export function shareOf(chosen: ReadonlySet<string>, keys: readonly string[]): 'all' | 'some' | 'none' {
  const count = keys.filter((key) => chosen.has(key)).length;
  if (count === 0) return 'none';
  return count === keys.length ? 'all' : 'some';
}

/** True where the operation's path, method, id or summary has the text in it. */
export function matchesText(operation: OperationRow, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  const fields = [`${operation.method} ${operation.path}`, operation.operationId, operation.summary, ...operation.tags];
  return wanted === '' || fields.some((field) => field?.toLowerCase().includes(wanted));
}
