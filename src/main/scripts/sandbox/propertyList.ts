/** A named value in a list: a header, a parameter of a query, a field of a form, a cookie. */
export interface Property {
  key: string;
  value: unknown;
  disabled?: boolean;
  [other: string]: unknown;
}

type Given = Partial<Property> & { readonly name?: string };

/** What a list holds: how its members are compared and written, and whether several of one key are a list of values. */
interface ListKind {
  readonly ignoresCase: boolean;
  readonly isMultiple: boolean;
  readonly separator: string;
  written(member: Property): string;
}

const pair = ({ key, value }: Property): string => (value === null ? key : `${key}=${String(value ?? '')}`);

const kinds = {
  parameters: { ignoresCase: false, isMultiple: true, separator: '&', written: pair },
  headers: {
    ignoresCase: true,
    isMultiple: true,
    separator: '\r\n',
    written: ({ key, value }) => `${key}: ${String(value ?? '')}`,
  },
  cookies: {
    ignoresCase: false,
    isMultiple: false,
    separator: '; ',
    written: ({ path, ...cookie }) => `${pair(cookie as Property)}${path ? `; Path=${String(path)}` : ''}`,
  },
  variables: { ignoresCase: false, isMultiple: false, separator: '&', written: pair },
} satisfies Record<string, ListKind>;

/** Postman's list of named values: the part of its `PropertyList` that scripts use. */
export class PropertyList {
  readonly #kind: ListKind;
  members: Property[];

  constructor(members: readonly Property[], kind: keyof typeof kinds = 'parameters') {
    this.#kind = kinds[kind];
    this.members = members.map((member) => this.#asMember(member));
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
    this.members.push(this.#asMember(propertyOf(item)));
  }

  append(item: string | Given): void {
    this.add(item);
  }

  prepend(item: string | Given): void {
    this.members.unshift(this.#asMember(propertyOf(item)));
  }

  /** Sets the value of the member with the key, or adds one. */
  upsert(item: string | Given): void {
    const given = propertyOf(item);
    const known = this.one(given.key);
    if (known) Object.assign(known, given);
    else this.members.push(this.#asMember(given));
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

  /**
   * With `multiple`, as parameters and headers are, all values of a key are a list; else later members win. Keys of headers are in lower
   * case unless `exactCase`.
   */
  toObject(withoutDisabled = false, exactCase = false, multiple = this.#kind.isMultiple): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const { key, value, disabled } of this.members) {
      if (withoutDisabled && disabled) continue;
      const name = this.#kind.ignoresCase && !exactCase ? key.toLowerCase() : key;
      const known = result[name];
      result[name] = multiple && Object.hasOwn(result, name) ? [known, value].flat() : value;
    }
    return result;
  }

  toJSON(): Property[] {
    return this.members;
  }

  toString(): string {
    const { written, separator } = this.#kind;
    return this.members
      .filter(({ disabled }) => !disabled)
      .map(written)
      .join(separator);
  }

  [Symbol.iterator](): Iterator<Property> {
    return this.members[Symbol.iterator]();
  }

  /** A member is a plain object that can be written as text. */
  #asMember(given: Property): Property {
    const member = { ...given };
    const written = () => this.#kind.written(member);
    return Object.defineProperty(member, 'toString', { value: written, enumerable: false, writable: true });
  }

  #is(member: Property, key: string): boolean {
    return this.#kind.ignoresCase ? member.key.toLowerCase() === String(key).toLowerCase() : member.key === key;
  }
}

function propertyOf(item: string | Given): Property {
  if (typeof item !== 'string') return { ...item, key: String(item.key ?? item.name ?? ''), value: item.value ?? '' };
  const at = item.search(/[:=]/);
  return at === -1
    ? { key: item.trim(), value: '' }
    : { key: item.slice(0, at).trim(), value: item.slice(at + 1).trim() };
}
