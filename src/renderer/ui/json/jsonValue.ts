/** A number that a double cannot hold exactly, kept as it was written. */
export class ExactNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** What a JSON text holds; large or very precise numbers stay as they were written. */
export type JsonValue = null | boolean | number | string | ExactNumber | JsonValue[] | { [key: string]: JsonValue };

export type JsonParsed = { ok: true; value: JsonValue } | { ok: false; message: string };

const longNumber = /[\d.]{16,}/;

/** Parses a JSON text without throwing; digits that a double would lose are kept. */
export function parseJson(text: string): JsonParsed {
  try {
    const value: JsonValue = longNumber.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'The text is not JSON.' };
  }
}

/** The third argument of a reviver is the text of the value (ECMAScript, JSON.parse source text access). */
function exact(...[, value, context]: unknown[]): unknown {
  if (typeof value !== 'number' || typeof context !== 'object' || context === null) return value;
  const source = 'source' in context ? context.source : undefined;
  if (typeof source !== 'string' || source.length < 16 || String(value) === source) return value;
  return new ExactNumber(source);
}

export const isContainer = (value: JsonValue): value is JsonValue[] | { [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !(value instanceof ExactNumber);

/** Number of members of an array or object; 0 for everything else. */
export function sizeOf(value: JsonValue): number {
  if (!isContainer(value)) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

/** A scalar as it stands in JSON. */
export function scalarText(value: JsonValue): string {
  return value instanceof ExactNumber ? value.source : JSON.stringify(value);
}

/** The value as indented JSON, to copy. */
export function jsonText(value: JsonValue, indent = ''): string {
  if (!isContainer(value)) return scalarText(value);
  const deeper = `${indent}  `;
  const members = Array.isArray(value)
    ? value.map((one) => deeper + jsonText(one, deeper))
    : Object.entries(value).map(([key, one]) => `${deeper}${JSON.stringify(key)}: ${jsonText(one, deeper)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return members.length === 0 ? open + close : `${open}\n${members.join(',\n')}\n${indent}${close}`;
}
