/** A named value in a list: a header, a parameter of a query, a field of a form, a cookie. */
export interface Property {
  key: string;
  value: unknown;
  disabled?: boolean;
  [other: string]: unknown;
}

type Given = Partial<Property> & { readonly name?: string };

/** Postman's list of named values: the part of its `PropertyList` that scripts use. */
export class PropertyList {
  readonly #ignoreCase: boolean;
  members: Property[];

  constructor(members: readonly Property[], ignoreCase = false) {
    this.members = [...members];
    this.#ignoreCase = ignoreCase;
  }

  one(key: string): Property | undefined {
    return this.members.findLast((member) => this.#is(member, key));
  }

  get(key: string): unknown {
    return this.one(key)?.value;
  }

  has(item: string | Given, value?: unknown): boolean {
    const key = typeof item === 'string' ? item : (item.key ?? item.name ?? '');
    return this.members.some((member) => this.#is(member, key) && (value === undefined || member.value === value));
  }

  all(): Property[] {
    return [...this.members];
  }

  each(visit: (member: Property, index: number) => void): void {
    this.all().forEach(visit);
  }

  map<T>(change: (member: Property, index: number) => T): T[] {
    return this.members.map(change);
  }

  filter(keep: (member: Property, index: number) => unknown): Property[] {
    return this.members.filter(keep);
  }

  find(test: (member: Property, index: number) => unknown): Property | undefined {
    return this.members.find(test);
  }

  reduce<T>(join: (sum: T, member: Property) => T, start: T): T {
    return this.members.reduce(join, start);
  }

  count(): number {
    return this.members.length;
  }

  idx(index: number): Property | undefined {
    return this.members[index];
  }

  indexOf(item: string | Given): number {
    const key = typeof item === 'string' ? item : (item.key ?? '');
    return this.members.findIndex((member) => this.#is(member, key));
  }

  add(item: string | Given): void {
    this.members.push(propertyOf(item));
  }

  append(item: string | Given): void {
    this.add(item);
  }

  prepend(item: string | Given): void {
    this.members.unshift(propertyOf(item));
  }

  /** Sets the value of the member with the key, or adds one. */
  upsert(item: string | Given): void {
    const given = propertyOf(item);
    const known = this.one(given.key);
    if (known) Object.assign(known, given);
    else this.members.push(given);
  }

  remove(which: string | Given | ((member: Property) => unknown)): void {
    const key = typeof which === 'string' ? which : typeof which === 'object' ? (which.key ?? '') : null;
    const leaves = (member: Property) => (typeof which === 'function' ? which(member) : this.#is(member, key ?? ''));
    this.members = this.members.filter((member) => !leaves(member));
  }

  clear(): void {
    this.members = [];
  }

  populate(items: readonly (string | Given)[]): void {
    for (const item of items) this.add(item);
  }

  assimilate(items: readonly (string | Given)[]): void {
    for (const item of items) this.upsert(item);
  }

  /** Later members win; with `multiple`, all values of a key are a list. Keys of headers are in lower case unless `exactCase`. */
  toObject(withoutDisabled = false, exactCase = false, multiple = false): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const { key, value, disabled } of this.members) {
      if (withoutDisabled && disabled) continue;
      const name = this.#ignoreCase && !exactCase ? key.toLowerCase() : key;
      const known = result[name];
      result[name] = multiple && Object.hasOwn(result, name) ? [known, value].flat() : value;
    }
    return result;
  }

  toJSON(): Property[] {
    return this.members;
  }

  toString(): string {
    return this.members.map(({ key, value }) => `${key}=${String(value ?? '')}`).join('&');
  }

  [Symbol.iterator](): Iterator<Property> {
    return this.members[Symbol.iterator]();
  }

  #is(member: Property, key: string): boolean {
    return this.#ignoreCase ? member.key.toLowerCase() === String(key).toLowerCase() : member.key === key;
  }
}

function propertyOf(item: string | Given): Property {
  if (typeof item !== 'string') return { ...item, key: String(item.key ?? item.name ?? ''), value: item.value ?? '' };
  const at = item.search(/[:=]/);
  return at === -1
    ? { key: item.trim(), value: '' }
    : { key: item.slice(0, at).trim(), value: item.slice(at + 1).trim() };
}
