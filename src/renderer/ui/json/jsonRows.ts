import { ExactNumber, type JsonValue, SentObject } from './sentJson.ts';

type Container = JsonValue[] | SentObject | { [key: string]: JsonValue };

export const isContainer = (value: JsonValue): value is Container =>
  typeof value === 'object' && value !== null && !(value instanceof ExactNumber);

/** Number of members of an array or object; 0 for everything else. */
export function sizeOf(value: JsonValue): number {
  if (!isContainer(value)) return 0;
  if (Array.isArray(value)) return value.length;
  return value instanceof SentObject ? value.members.length : Object.keys(value).length;
}

type Members = readonly (readonly [name: string, value: JsonValue])[];

/** The members of an object in the order in which they were sent. */
const fieldsOf = (value: Exclude<Container, JsonValue[]>): Members =>
  value instanceof SentObject ? value.members : Object.entries(value);

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
    : fieldsOf(value).map(([key, one]) => `${deeper}${JSON.stringify(key)}: ${jsonText(one, deeper)}`);
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

/** A member with its step in a pointer. */
interface Member {
  readonly name: string | number;
  readonly step: string;
  readonly value: JsonValue;
}

/** A name that comes again gets a step of its own, by a sign that no escaped name has (RFC 6901 knows ~0 and ~1 alone). */
function membersOf(value: JsonValue): Member[] {
  if (!isContainer(value)) return [];
  if (Array.isArray(value)) return value.map((one, index) => ({ name: index, step: String(index), value: one }));
  const seen = new Map<string, number>();
  return fieldsOf(value).map(([name, one]) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { name, step: times === 1 ? escaped(name) : `${escaped(name)}~#${times}`, value: one };
  });
}

/** Members of something open that were not written yet. */
interface Frame {
  row: JsonRow;
  members: readonly Member[];
  next: number;
}

/** The visible lines: the root, and the members of everything that is open. Works without recursion. */
export function jsonRows(root: JsonValue, open: ReadonlySet<string>): JsonRow[] {
  const first = rowOf({ pointer: '', name: null, depth: 0, value: root, position: 1, siblings: 1 }, open);
  const rows = [first];
  const frames = first.open ? [frameOf(first)] : [];
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (frame.next === frame.members.length) {
      frames.pop();
      continue;
    }
    const row = memberOf(frame, open);
    rows.push(row);
    if (row.open) frames.push(frameOf(row));
  }
  return rows;
}

const frameOf = (row: JsonRow): Frame => ({ row, members: membersOf(row.value), next: 0 });

/** The next member of the frame, which moves on. */
function memberOf(frame: Frame, open: ReadonlySet<string>): JsonRow {
  const index = frame.next;
  frame.next += 1;
  const { name, step, value } = frame.members[index] ?? { name: index, step: String(index), value: null };
  const { pointer, depth } = frame.row;
  const at = { pointer: `${pointer}/${step}`, name, depth: depth + 1, value };
  return rowOf({ ...at, position: index + 1, siblings: frame.members.length }, open);
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
      for (const member of membersOf(value)) next.push([`${pointer}/${member.step}`, member.value]);
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
    for (const member of membersOf(value).reverse())
      pending.push([`${pointer}/${member.step}`, member.name, member.value]);
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
    const member = membersOf(at).find(({ step }) => step === part);
    const name = member?.name ?? part;
    const isWord = typeof name === 'string' && /^[A-Za-z_$][\w$]*$/.test(name);
    text += isWord ? `${text === '' ? '' : '.'}${name}` : `[${JSON.stringify(name)}]`;
    at = member?.value ?? null;
  }
  return text;
}
