/** A bare item of a structured field (RFC 9651 section 3.3); times and tokens are told apart from text and numbers. */
export type BareItem =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text' | 'token' | 'bytes'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Seconds since 1970 UTC. */
  | { readonly kind: 'date'; readonly value: number };

export interface Item {
  readonly value: BareItem;
  readonly parameters: ReadonlyMap<string, BareItem>;
}

const patterns: readonly [RegExp, (found: RegExpExecArray) => BareItem][] = [
  [/@(-?\d{1,15})/y, ([, digits]) => ({ kind: 'date', value: Number(digits) })],
  [/-?\d{1,15}(?:\.\d{1,3})?/y, ([all]) => ({ kind: 'number', value: Number(all) })],
  [/"((?:[ !#-[\]-~]|\\["\\])*)"/y, ([, inside = '']) => ({ kind: 'text', value: inside.replace(/\\(.)/g, '$1') })],
  [/:([A-Za-z0-9+/=]*):/y, ([, base64 = '']) => ({ kind: 'bytes', value: base64 })],
  [/\?([01])/y, ([, digit]) => ({ kind: 'boolean', value: digit === '1' })],
  [/[A-Za-z*][\w!#$%&'*+\-.^`|~:/]*/y, ([all]) => ({ kind: 'token', value: all })],
];

/** Reads a field from front to back. */
class FieldReader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }

  bare(): BareItem | null {
    for (const [pattern, make] of patterns) {
      const found = this.take(pattern);
      if (found !== null) return make(found);
    }
    return null;
  }

  item(): Item | null {
    const value = this.bare();
    if (value === null) return null;
    const parameters = new Map<string, BareItem>();
    while (this.take(/;[ ]*/y) !== null) {
      const key = this.take(/[a-z*][a-z0-9_\-.*]*/y)?.[0];
      if (key === undefined) return null;
      const given: BareItem | null = this.take(/=/y) === null ? { kind: 'boolean', value: true } : this.bare();
      if (given === null) return null;
      parameters.set(key, given);
    }
    return { value, parameters };
  }
}

/** An item with its parameters; null for what is none (RFC 9651 section 4.2.3). */
export function parseItem(field: string): Item | null {
  const reader = new FieldReader(field.trim());
  const item = reader.item();
  return reader.isAtEnd ? item : null;
}

/** A list of items without inner lists; null for what is none (RFC 9651 section 4.2.1). */
export function parseList(field: string): Item[] | null {
  const reader = new FieldReader(field.trim());
  const items: Item[] = [];
  while (!reader.isAtEnd) {
    const item = reader.item();
    if (item === null) return null;
    items.push(item);
    if (reader.isAtEnd) return items;
    if (reader.take(/[ \t]*,[ \t]*/y) === null || reader.isAtEnd) return null;
  }
  return items;
}

/** The number behind a parameter; undefined for anything else. */
export function numberOf(item: Item, key: string): number | undefined {
  const found = item.parameters.get(key);
  return found?.kind === 'number' ? found.value : undefined;
}
