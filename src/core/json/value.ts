/** A JSON object as a parser made it: only its own keys count, whatever they are called. */
export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value under an own key. Never reads a prototype, so `constructor` and `__proto__` are names like any other. */
export function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function objectAt(value: unknown, key: string): JsonObject | undefined {
  const found = own(value, key);
  return isObject(found) ? found : undefined;
}

export function arrayAt(value: unknown, key: string): readonly unknown[] {
  const found = own(value, key);
  return Array.isArray(found) ? found : [];
}

/** Text under a key. Numbers are taken as text too, because YAML reads `version: 1.0` as a number. */
export function textAt(value: unknown, key: string): string | undefined {
  const found = own(value, key);
  if (typeof found === 'string') return found;
  return typeof found === 'number' ? String(found) : undefined;
}

export function booleanAt(value: unknown, key: string): boolean | undefined {
  const found = own(value, key);
  return typeof found === 'boolean' ? found : undefined;
}

/** `{ key: text }` where the text is there and `{}` where not, to spread into an object with optional fields. */
export function optionalText<K extends string>(source: unknown, key: string, as: K): { [P in K]?: string } {
  const found = textAt(source, key);
  return found === undefined ? {} : ({ [as]: found } as { [P in K]?: string });
}

/** A string array with everything else left out. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** An object of entries. It defines keys instead of assigning them, so `__proto__` is a key like any other. */
export function plainRecord<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries(entries);
}

/** What the value is, in a word for the person at the screen. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value === undefined) return 'nothing';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
