/** A number that a double cannot hold exactly, kept as it was written. */
class ExactNumber {
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

/** One visible line of the tree. */
export interface JsonRow {
  /** JSON pointer (RFC 6901); the root is the empty text. */
  pointer: string;
  /** Property name or array index; null at the root. */
  name: string | number | null;
  depth: number;
  value: JsonValue;
  /** Null for a value without members. */
  open: boolean | null;
  /** Place among its siblings, from 1, and how many there are. */
  position: number;
  siblings: number;
}

const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** The pointer of a member. */
const childPointer = (pointer: string, key: string | number): string =>
  typeof key === 'number' ? `${pointer}/${key}` : `${pointer}/${escaped(key)}`;

function membersOf(value: JsonValue): [string | number, JsonValue][] {
  if (!isContainer(value)) return [];
  return Array.isArray(value) ? value.map((one, index) => [index, one]) : Object.entries(value);
}

/** Members of something open that were not written yet. */
interface Frame {
  row: JsonRow;
  keys: readonly string[] | null;
  size: number;
  next: number;
}

/** The visible lines: the root, and the members of everything that is open. Works without recursion. */
export function jsonRows(root: JsonValue, open: ReadonlySet<string>): JsonRow[] {
  const first = rowOf({ pointer: '', name: null, depth: 0, value: root, position: 1, siblings: 1 }, open);
  const rows = [first];
  const frames = first.open ? [frameOf(first)] : [];
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (frame.next === frame.size) {
      frames.pop();
      continue;
    }
    const row = memberOf(frame, open);
    rows.push(row);
    if (row.open) frames.push(frameOf(row));
  }
  return rows;
}

function frameOf(row: JsonRow): Frame {
  const keys = isContainer(row.value) && !Array.isArray(row.value) ? Object.keys(row.value) : null;
  return { row, keys, size: keys?.length ?? sizeOf(row.value), next: 0 };
}

/** The next member of the frame, which moves on. */
function memberOf(frame: Frame, open: ReadonlySet<string>): JsonRow {
  const index = frame.next;
  frame.next += 1;
  const name = frame.keys?.[index] ?? index;
  const { pointer, depth, value } = frame.row;
  const member = memberValue(value, name);
  const at = { pointer: childPointer(pointer, name), name, depth: depth + 1, value: member };
  return rowOf({ ...at, position: index + 1, siblings: frame.size }, open);
}

function memberValue(value: JsonValue, name: string | number): JsonValue {
  if (Array.isArray(value)) return value[Number(name)] ?? null;
  return (isContainer(value) ? value[name] : null) ?? null;
}

function rowOf(row: Omit<JsonRow, 'open'>, open: ReadonlySet<string>): JsonRow {
  return { ...row, open: openState(row.value, row.pointer, open) };
}

function openState(value: JsonValue, pointer: string, open: ReadonlySet<string>): boolean | null {
  return sizeOf(value) === 0 ? null : open.has(pointer);
}

/** What is open at first: level by level, until about `budget` lines would be visible. */
export function initiallyOpen(root: JsonValue, budget = 150): Set<string> {
  const open = new Set<string>();
  let level: [string, JsonValue][] = [['', root]];
  let lines = 1;
  while (level.length > 0) {
    const next: [string, JsonValue][] = [];
    for (const [pointer, value] of level) {
      const size = sizeOf(value);
      if (size === 0 || (lines + size > budget && pointer !== '')) continue;
      lines += size;
      open.add(pointer);
      if (lines > budget) return open;
      for (const [key, member] of membersOf(value)) next.push([childPointer(pointer, key), member]);
    }
    level = next;
  }
  return open;
}

/** Every pointer above this one, the root first. */
export function ancestors(pointer: string): string[] {
  const parts = pointer.split('/').slice(1, -1);
  const found = pointer === '' ? [] : [''];
  for (const part of parts) found.push(`${found.at(-1)}/${part}`);
  return found;
}

/** Pointers whose name or scalar value contains the text, in the order of the document, at most `limit`. */
export function searchJson(root: JsonValue, text: string, limit = 1_000): string[] {
  const wanted = text.toLowerCase();
  const found: string[] = [];
  if (wanted === '') return found;
  const pending: [string, string | number | null, JsonValue][] = [['', null, root]];
  for (let at = pending.pop(); at !== undefined && found.length < limit; at = pending.pop()) {
    const [pointer, name, value] = at;
    if (matches(name, value, wanted)) found.push(pointer);
    for (const [key, member] of membersOf(value).reverse()) pending.push([childPointer(pointer, key), key, member]);
  }
  return found;
}

function matches(name: string | number | null, value: JsonValue, wanted: string): boolean {
  if (typeof name === 'string' && name.toLowerCase().includes(wanted)) return true;
  if (isContainer(value)) return false;
  return (typeof value === 'string' ? value : scalarText(value)).toLowerCase().includes(wanted);
}

/** The place in words that programs use: `items[3].name`. */
export function pathText(pointer: string, root: JsonValue): string {
  let text = '';
  let at = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(at)) {
      text += `[${key}]`;
      at = at[Number(key)] ?? null;
      continue;
    }
    text += /^[A-Za-z_$][\w$]*$/.test(key) ? `${text === '' ? '' : '.'}${key}` : `[${JSON.stringify(key)}]`;
    at = (isContainer(at) && !Array.isArray(at) ? at[key] : null) ?? null;
  }
  return text;
}
