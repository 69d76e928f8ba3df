/** A value of a column as SQLite gives it. */
export type SqlValue = string | number | null | Uint8Array;

/** The same in JSON. Bytes, and text that Postgres does not take (U+0000), stand in an object of their own. */
export type WireValue = string | number | null | { readonly b64: string } | { readonly t64: string };

/** The columns of a row, or some of them. */
export type WireRow = Readonly<Record<string, WireValue>>;

// A lone half of a surrogate pair cannot come out of SQLite, which stores UTF-8.
const isPlain = (text: string): boolean => !text.includes('\0');

export function toWire(value: SqlValue): WireValue {
  if (typeof value === 'string') return isPlain(value) ? value : { t64: Buffer.from(value, 'utf8').toString('base64') };
  if (value instanceof Uint8Array) return { b64: Buffer.from(value).toString('base64') };
  return value;
}

/** Anything but a `WireValue` becomes text, which the column then refuses or holds. */
export function fromWire(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'object' && 'b64' in value && typeof value.b64 === 'string')
    return Buffer.from(value.b64, 'base64');
  if (typeof value === 'object' && 't64' in value && typeof value.t64 === 'string')
    return Buffer.from(value.t64, 'base64').toString('utf8');
  return JSON.stringify(value);
}

/** Whether two values are the same to SQLite. */
export function isSame(one: SqlValue, other: SqlValue): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other) === 0;
  return one === other;
}
