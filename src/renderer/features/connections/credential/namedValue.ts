/** A line of a list of names and values, while it is typed. */
export interface NamedValue {
  id: string;
  name: string;
  value: string;
}

/** An empty line. */
export function emptyPair(): NamedValue {
  return { id: crypto.randomUUID(), name: '', value: '' };
}
