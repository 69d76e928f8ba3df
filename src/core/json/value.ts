import { percentDecoded } from '../percentEncoding.ts';

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

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys that are present but undefined, which a partial schema lets through. */
export function withoutUndefined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** What the value is, in a word for the person at the screen. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === undefined) return 'nothing';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A JSON pointer (RFC 6901) one level below another. */
export function below(pointer: string, ...tokens: readonly (string | number)[]): string {
  let result = pointer;
  for (const token of tokens) result += `/${escapeToken(String(token))}`;
  return result;
}

/** The tokens of a pointer, unescaped. The empty pointer has none. */
export function tokensOf(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(pointer.startsWith('/') ? 1 : 0)
    .split('/')
    .map(unescapeToken);
}

/** The last token of a pointer, unescaped; empty for the whole document. */
export function lastToken(pointer: string): string {
  return unescapeToken(pointer.slice(pointer.lastIndexOf('/') + 1));
}

/** The value a pointer leads to, or undefined. Only own keys and array indexes count. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const token of tokensOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
    if (Array.isArray(value) && !/^\d+$/.test(token)) return undefined;
    value = Reflect.get(value, token);
  }
  return value;
}

/** The pointer that the fragment of a URI holds (RFC 6901 section 6); undefined where it is an anchor. */
export function pointerOfFragment(fragment: string): string | undefined {
  const pointer = fragment.includes('%') ? percentDecoded(fragment) : fragment;
  return pointer === '' || pointer.startsWith('/') ? pointer : undefined;
}

/** A key as it is in a pointer. */
export function escapeToken(token: string): string {
  return /[~/]/.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

function unescapeToken(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;
}

/** A wanted place in a document and the wanted places below it. */
export interface PlaceTree {
  pointer: string;
  children: Map<string, PlaceTree>;
}

/** The tree of some pointers and all their ancestors: those stand in for what is not in the text. */
export function placeTree(pointers: readonly string[]): PlaceTree {
  const root: PlaceTree = { pointer: '', children: new Map() };
  for (const pointer of pointers) {
    let node = root;
    let end = 0;
    for (const token of tokensOf(pointer)) {
      const next = pointer.indexOf('/', end + 1);
      end = next === -1 ? pointer.length : next;
      const child = node.children.get(token) ?? { pointer: pointer.slice(0, end), children: new Map() };
      node.children.set(token, child);
      node = child;
    }
  }
  return root;
}
