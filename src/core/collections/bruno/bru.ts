import { collectionFaults, nothingImported } from '../faults.ts';

/** A pair of a dictionary block. */
export interface BruPair {
  readonly name: string;
  readonly value: string;
  readonly enabled: boolean;
  readonly description: string;
}

/**
 * A block of Bruno's markup: `name { … }` with pairs or with text, whose lines are indented, or `name [ … ]` with words.
 * Which of the two a block in braces is, its name says; both are at hand.
 */
export interface BruBlock {
  readonly name: string;
  /** The lines between the braces, without the two spaces that each is indented by. */
  readonly text: string;
  readonly pairs: readonly BruPair[];
}

/**
 * Reads Bruno's markup line by line, which takes time and memory in proportion to its size.
 * @throws Fault COLLECTION_SYNTAX with the line
 */
export function readBru(text: string): BruBlock[] {
  const lines = (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).split(/\r\n|\n|\r/);
  const blocks: BruBlock[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const [, name = '', opening, rest = ''] = opened.exec(line) ?? [];
    if (line.trim() === '') {
      at += 1;
    } else if (/^color\s*:/.test(line)) {
      blocks.push({ name: 'color', text: line.slice(line.indexOf(':') + 1).trim(), pairs: [] });
      at += 1;
    } else if (opening === '{' && rest.trim() === '') {
      const end = endOf(lines, at + 1, textBlock.test(name));
      if (end < 0) throw broken(at, `The block “${name}” is never closed.`);
      const content = lines.slice(at + 1, end);
      blocks.push({
        name,
        text: outdented(withoutFirstBlank(content)),
        pairs: textBlock.test(name) ? [] : pairsOf(content),
      });
      at = end + 1;
    } else if (opening === '[') {
      const { pairs, next } = listFrom(lines, at);
      if (next < 0) throw broken(at, `The list “${name}” is never closed.`);
      blocks.push({ name, text: '', pairs });
      at = next;
    } else {
      throw broken(at, 'A block such as “get {” belongs here.');
    }
  }
  return blocks;
}

const opened = /^([\w:-]+)\s*([{[])(.*)$/;

/** Blocks that hold text as it is; all others hold pairs. */
const textBlock = /^(?:body|body:(?:json|text|xml|sparql|graphql|graphql:vars)|script:.*|tests|docs|example)$/;

function broken(index: number, message: string) {
  return collectionFaults.fault('COLLECTION_SYNTAX', `Line ${index + 1}: ${message}`, {
    kept: nothingImported,
    todo: 'Correct it there, then import again.',
    line: index + 1,
    column: 1,
  });
}

function indexFrom(lines: readonly string[], from: number, is: (line: string) => boolean): number {
  for (let index = from; index < lines.length; index += 1) if (is(lines[index] ?? '')) return index;
  return -1;
}

/** A brace at the start of a line closes a block; within a value of several lines it is one of its characters. */
function endOf(lines: readonly string[], from: number, isText: boolean): number {
  let isWithinValue = false;
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (!isWithinValue && line.startsWith('}')) return index;
    isWithinValue = isWithinValue ? !line.includes("'''") : !isText && opensValue(line);
  }
  return isText ? -1 : endOf(lines, from, true);
}

/** Whether a line of a dictionary or list begins a value or note of several lines. */
function opensValue(line: string): boolean {
  const [, , argument = ''] = annotation.exec(line) ?? [];
  const start = argument === '' ? (pair.exec(line)?.[2] ?? '') : argument;
  return start.startsWith("'''") && start.indexOf("'''", 3) < 0;
}

const withoutFirstBlank = (lines: readonly string[]): readonly string[] => {
  const first = lines.findIndex((line) => line !== '');
  return first < 0 ? [] : lines.slice(first);
};

const outdented = (lines: readonly string[]): string => lines.map((line) => line.replace(/^ {2}/, '')).join('\n');

const pair = /^\s*(~?"(?:\\"|[^"])*"|[^:]*?)\s*:\s*(.*)$/;
const annotation = /^\s*@([^\s(:]+)(?:\((.*))?$/;

/** The pairs of a dictionary. What is none is passed over, as what newer versions add is. */
export function pairsOf(lines: readonly string[]): BruPair[] {
  const pairs: BruPair[] = [];
  let description = '';
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const [, noted, argument = ''] = annotation.exec(line) ?? [];
    const [, key, start = ''] = pair.exec(line) ?? [];
    const isNote = noted !== undefined && (key === undefined || argument !== '');
    const value = valueFrom(lines, at, isNote ? argument : start, isNote);
    at = value.next;
    if (isNote) {
      if (noted === 'description') description = argumentText(value.text);
      continue;
    }
    if (key === undefined) continue;
    const { name, enabled } = nameOf(key);
    pairs.push({ name, enabled, value: value.text.trim(), description });
    description = '';
  }
  return pairs;
}

function nameOf(key: string): { name: string; enabled: boolean } {
  const enabled = !key.startsWith('~');
  const name = enabled ? key : key.slice(1);
  return { name: name.startsWith('"') ? name.slice(1, -1).replaceAll('\\"', '"') : name, enabled };
}

/** A value that begins on a line: the rest of it, several lines between `'''`, or a list between brackets. */
function valueFrom(
  lines: readonly string[],
  at: number,
  start: string,
  isNote: boolean,
): { readonly text: string; readonly next: number } {
  const isList = start.trim() === '[' && isListFrom(lines, at + 1);
  if (!isList && (!start.startsWith("'''") || start.indexOf("'''", 3) >= 0)) return { text: start, next: at + 1 };
  const sign = isList ? ']' : "'''";
  const end = indexFrom(lines, at + 1, (line) => line.includes(sign));
  if (end < 0) return { text: start, next: at + 1 };
  const within = lines.slice(at + 1, end);
  if (isList) return { text: within.map((line) => line.trim()).join('\n'), next: end + 1 };
  const last = lines[end] ?? '';
  const behind = last.slice(last.indexOf("'''") + 3);
  const content = isNote ? within.map((line) => line.replace(/^\s{0,4}/, '')) : within.map((line) => line.slice(4));
  return { text: isNote ? `'''${content.join('\n')}'''` : `${content.join('\n')}${behind}`, next: end + 1 };
}

/** Words, one a line, up to a bracket; a bracket alone may be a value as well. */
function isListFrom(lines: readonly string[], at: number): boolean {
  const end = indexFrom(lines, at, (line) => !/^\s*[\w-]*\s*$/.test(line));
  return lines[end]?.trim() === ']';
}

function argumentText(written: string): string {
  const text = written.trim().replace(/\)$/, '');
  if (text.startsWith("'''"))
    return text.slice(3, text.endsWith("'''") ? -3 : undefined).replaceAll("\\'\\'\\'", "'''");
  if (text.startsWith('"'))
    return text.slice(1, -1).replace(/\\([nrt"\\])/g, (_, sign: string) => escapes[sign] ?? sign);
  return text.startsWith("'") ? text.slice(1, -1) : text;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The words of a list from the line of its first bracket, with what is noted about each; `next` is -1 where no bracket closes it. */
function listFrom(lines: readonly string[], from: number): { readonly pairs: BruPair[]; readonly next: number } {
  const pairs: BruPair[] = [];
  let description = '';
  for (let at = from; at < lines.length; at += 1) {
    const whole = lines[at] ?? '';
    const line = at === from ? whole.slice(whole.indexOf('[') + 1) : whole;
    const [, noted, argument = ''] = annotation.exec(line) ?? [];
    if (noted !== undefined) {
      const value = valueFrom(lines, at, argument, true);
      if (noted === 'description') description = argumentText(value.text);
      at = value.next - 1;
      continue;
    }
    const end = line.indexOf(']');
    for (const word of (end < 0 ? line : line.slice(0, end)).split(',').map((each) => each.trim())) {
      if (word === '') continue;
      pairs.push({ ...nameOf(word), value: '', description });
      description = '';
    }
    if (end >= 0) return { pairs, next: at + 1 };
  }
  return { pairs, next: -1 };
}
