/** Whether two values say the same as JSON; the order of members is no difference, nor is a member that is undefined. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isSame(Reflect.get(a, name), Reflect.get(b, name)));
}

/** What an editor sends: the fields that were changed, and what was in them when the editor was opened. */
export interface Edit<T extends object> {
  readonly changes: Partial<T>;
  readonly expected: Partial<T>;
}

/** The fields of `next` that differ from `base`. */
export function editOf<T extends object>(base: T, next: T): Edit<T> {
  const names = (Object.keys(next) as (keyof T)[]).filter((name) => !isSame(base[name], next[name]));
  const pick = (from: T) => Object.fromEntries(names.map((name) => [name, from[name]])) as Partial<T>;
  return { changes: pick(next), expected: pick(base) };
}

/** A field that another one changed while an editor was open. */
export interface Meanwhile {
  readonly field: string;
  /** What is there now. */
  readonly now: unknown;
}

/**
 * The fields of `changes` in which something else stands than the editor expected. A field that nothing is expected of is
 * not guarded, and one that was changed to the same value meanwhile is no conflict.
 */
export function changedMeanwhile(stored: object, changes: object, expected: object = {}): Meanwhile[] {
  return Object.entries(changes).flatMap(([field, wanted]) => {
    const now: unknown = Reflect.get(stored, field);
    const seen: unknown = Object.hasOwn(expected, field) ? Reflect.get(expected, field) : undefined;
    const unguarded = wanted === undefined || seen === undefined;
    return unguarded || isSame(now, seen) || isSame(now, wanted) ? [] : [{ field, now: now ?? null }];
  });
}
