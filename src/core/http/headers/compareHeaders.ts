import type { Header } from './fields.ts';

/** A header, or something like it, in both of two responses; null where it is not. */
export interface HeaderChange {
  readonly name: string;
  readonly left: string | null;
  readonly right: string | null;
}

/** The headers that differ, in the order of their names; those that come more than once are joined by lines. */
export function compareHeaders(left: readonly Header[], right: readonly Header[]): HeaderChange[] {
  const [one, other] = [byName(left), byName(right)];
  const names = [...new Set([...one.keys(), ...other.keys()])].sort();
  return names
    .map((name) => ({ name, left: one.get(name) ?? null, right: other.get(name) ?? null }))
    .filter((change) => change.left !== change.right);
}

function byName(headers: readonly Header[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, value } of headers) {
    const key = name.toLowerCase();
    const before = found.get(key);
    found.set(key, before === undefined ? value : `${before}\n${value}`);
  }
  return found;
}
