import { normalizedPath } from '#core/json/normalizedPath.ts';
import { ExactNumber, type JsonMember, type JsonValue, SentContainer } from './sentJson.ts';

export const isContainer = (value: JsonValue): value is SentContainer => value instanceof SentContainer;

/** Number of members of an array or object; 0 for everything else. */
export const sizeOf = (value: JsonValue): number => (isContainer(value) ? value.size : 0);

type Scalar = Exclude<JsonValue, SentContainer>;

/** A scalar as it is in JSON. */
export function scalarText(value: Scalar): string {
  return value instanceof ExactNumber ? value.source : JSON.stringify(value);
}

/** Levels that are written on lines of their own; what stands deeper is written as it was sent. */
const mostLevels = 50;

/** The value as indented JSON, to copy. */
export function jsonText(value: JsonValue, level = 0): string {
  if (!isContainer(value)) return scalarText(value);
  if (level === mostLevels) return value.source;
  const indent = '  '.repeat(level);
  const members = value.readMembers().map(({ name, value: one }) => {
    const label = value.isList ? '' : `${JSON.stringify(name)}: `;
    return `${indent}  ${label}${jsonText(one, level + 1)}`;
  });
  const [open, close] = value.isList ? ['[', ']'] : ['{', '}'];
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
interface Step extends JsonMember {
  readonly step: string;
}

/** A name that comes again gets a step of its own, by a sign that no escaped name has (RFC 6901 knows ~0 and ~1 alone). */
function stepsOf(members: readonly JsonMember[]): Step[] {
  const seen = new Map<string | number, number>();
  return members.map(({ name, value }) => {
    if (typeof name === 'number') return { name, step: String(name), value };
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { name, step: times === 1 ? escaped(name) : `${escaped(name)}~#${times}`, value };
  });
}

const membersOf = (value: JsonValue): Step[] => (isContainer(value) ? stepsOf(value.members) : []);

/** Members of something open that were not written yet. */
interface Frame {
  row: JsonRow;
  members: readonly Step[];
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

/**
 * Looks for a text in names and scalar values, in the order of the document, and yields after each: the pointer where it was found, or
 * null. A caller may rest between two of them.
 */
export function* searchJson(root: JsonValue, text: string): Generator<string | null, void> {
  const wanted = text.toLowerCase();
  if (wanted === '') return;
  const pending: [string, string | number | null, JsonValue][] = [['', null, root]];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const [pointer, name, value] = at;
    yield matches(name, value, wanted) ? pointer : null;
    if (!isContainer(value)) continue;
    for (const member of stepsOf(value.readMembers()).reverse())
      pending.push([`${pointer}/${member.step}`, member.name, member.value]);
  }
}

function matches(name: string | number | null, value: JsonValue, wanted: string): boolean {
  if (typeof name === 'string' && name.toLowerCase().includes(wanted)) return true;
  if (isContainer(value)) return false;
  return (typeof value === 'string' ? value : scalarText(value)).toLowerCase().includes(wanted);
}

/** The place as a normalised JSONPath (RFC 9535 section 2.7): `$['items'][3]['name']`. */
export function pathText(pointer: string, root: JsonValue): string {
  const location: (string | number)[] = [];
  let at = root;
  for (const part of pointer.split('/').slice(1)) {
    const member = membersOf(at).find(({ step }) => step === part);
    location.push(member?.name ?? part);
    at = member?.value ?? null;
  }
  return normalizedPath(location);
}
