import { compareDecimals } from '../json/decimal.ts';
import { numberText, parseExact } from '../json/exact.ts';
import { isObject } from '../json/value.ts';

/** What a response has at the place that is looked at. `text` is a header or body: text whose type nobody declared. */
export type Actual =
  | { readonly kind: 'absent' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: unknown };

/** What an assertion's `value` means: JSON where it reads as JSON, and always its text. */
export interface Expected {
  readonly text: string;
  /** Undefined where the text is no JSON. */
  readonly json: unknown;
}

export function expectedOf(text: string): Expected {
  try {
    return { text, json: parseExact(text) };
  } catch {
    return { text, json: undefined };
  }
}

/** A number as it is written; undefined for what is none. */
export function numberOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : numberText(value);
}

/** Equality of JSON values as RFC 8259 means them: numbers to the last digit, members in any order. */
export function equalJson(left: unknown, right: unknown): boolean {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined || b !== undefined)
    return a !== undefined && b !== undefined && (a === b || compareDecimals(a, b) === 0);
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => equalJson(item, right[index]));
  if (!isObject(left) || !isObject(right)) return left === right;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equalJson(left[key], right[key]))
  );
}

export function equalsExpected(actual: Actual, { text, json }: Expected): boolean {
  if (actual.kind === 'absent') return false;
  if (actual.kind === 'json')
    return typeof actual.value === 'string' && json === undefined
      ? actual.value === text
      : equalJson(actual.value, json);
  if (actual.text === text || actual.text === json) return true;
  const read = expectedOf(actual.text).json;
  return read !== undefined && json !== undefined && equalJson(read, json);
}

/** The text that operators for text work on: a header, a body, or a text in JSON; undefined for other values. */
export function textOf(actual: Actual): string | undefined {
  if (actual.kind === 'text') return actual.text;
  return actual.kind === 'json' && typeof actual.value === 'string' ? actual.value : undefined;
}

/** The text that is looked for: what is in the quotes where it is written as JSON. */
export const soughtText = ({ text, json }: Expected): string => (typeof json === 'string' ? json : text);

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (numberOf(value) !== undefined) return 'number';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'boolean' : 'object';
}

/** Characters (code points), items or members; undefined for what has no length. */
export function lengthOf(actual: Actual): number | undefined {
  const text = textOf(actual);
  if (text !== undefined) return [...text].length;
  if (actual.kind !== 'json' || numberOf(actual.value) !== undefined) return undefined;
  if (Array.isArray(actual.value)) return actual.value.length;
  return isObject(actual.value) ? Object.keys(actual.value).length : undefined;
}

const mostShown = 200;

/** The value for a message, cut where it is long. */
export function shown(actual: Actual): string {
  if (actual.kind === 'absent') return 'nothing';
  const text = actual.kind === 'text' ? actual.text : JSON.stringify(actual.value);
  if (text === '') return 'empty';
  return text.length > mostShown
    ? `${text.slice(0, mostShown)}… (${text.length.toLocaleString('en')} characters)`
    : text;
}
