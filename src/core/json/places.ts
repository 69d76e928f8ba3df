import { findNodeAtLocation, type ParseError, parse, parseTree, printParseErrorCode, visit } from 'jsonc-parser';
import { JsonScan } from './scan.ts';
import { type Position, positionOf } from './textPosition.ts';
import type { PlaceTree } from './value.ts';

/** Where and why a text is not JSON. */
export interface JsonFault extends Position {
  offset: number;
  /** One sentence. */
  message: string;
}

const strictly = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };

/**
 * The first place at which the text of a field is not JSON (RFC 8259), or lies deeper than `deepest` levels; null where
 * it is JSON. For texts of fields and bodies: a whole definition is read by `JsonScan`, which does not recurse.
 */
export function jsonFault(text: string, deepest = Number.POSITIVE_INFINITY): JsonFault | null {
  try {
    JSON.parse(text);
    return deepest === Number.POSITIVE_INFINITY ? null : depthFault(text, deepest);
  } catch {
    const error = firstError(text);
    const { offset, code } = error ? placeOf(text, error) : { offset: text.length, code: '' };
    return { ...positionOf(text, offset), offset, message: messages.get(code) ?? unclear };
  }
}

/** Where the value at the path, or the nearest part above it that is there, begins in JSON that parses. */
export function locateInJson(text: string, path: readonly PropertyKey[]): Position {
  const root = parseTree(text);
  const keys = path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  for (let length = keys.length; root && length > 0; length -= 1) {
    const node = findNodeAtLocation(root, keys.slice(0, length));
    if (node) return positionOf(text, (node.parent?.type === 'property' ? node.parent : node).offset);
  }
  return positionOf(text, root?.offset ?? 0);
}

function firstError(text: string): ParseError | undefined {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, strictly);
  } catch (cause) {
    // The parser recurses: a text of nothing but brackets exhausts the stack.
    if (!(cause instanceof RangeError)) throw cause;
  }
  return errors.reduce<ParseError | undefined>(
    (first, each) => (first && first.offset <= each.offset ? first : each),
    undefined,
  );
}

/**
 * A word that is none of JSON's goes wrong at its first character that fits none of them, and where no value can stand
 * at once: there something else is missing before it.
 */
function placeOf(text: string, { error, offset, length }: ParseError): { offset: number; code: string } {
  const code = printParseErrorCode(error);
  if (code !== 'InvalidSymbol') return { offset, code };
  const scanned = new JsonScan(text).run();
  const missing = scanned?.offset === offset ? missingBefore.get(scanned.wanted) : undefined;
  if (missing !== undefined) return { offset, code: missing };
  const word = text.slice(offset, offset + length);
  const fits = Math.max(...['true', 'false', 'null'].map((known) => commonStart(word, known)));
  return { offset: fits === word.length ? offset : offset + fits, code };
}

const missingBefore = new Map([
  ['name', 'PropertyNameExpected'],
  ['colon', 'ColonExpected'],
  ['comma', 'CommaExpected'],
  ['end', 'EndOfFileExpected'],
]);

function commonStart(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}

function depthFault(text: string, deepest: number): JsonFault | null {
  let depth = 0;
  let found: number | undefined;
  const open = (offset: number) => {
    depth += 1;
    if (depth > deepest) found ??= offset;
  };
  const close = () => {
    depth -= 1;
  };
  try {
    visit(text, { onObjectBegin: open, onArrayBegin: open, onObjectEnd: close, onArrayEnd: close });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    found ??= 0;
  }
  return found === undefined
    ? null
    : { ...positionOf(text, found), offset: found, message: 'This is nested too deeply.' };
}

const unclear = 'This is not valid JSON.';

const messages = new Map<string, string>([
  ['InvalidSymbol', 'A value is missing or not valid JSON.'],
  ['InvalidNumberFormat', 'A value is missing or not valid JSON.'],
  ['ValueExpected', 'A value is missing or not valid JSON.'],
  ['PropertyNameExpected', 'A name in double quotes is missing.'],
  ['ColonExpected', 'A colon is missing after the name.'],
  ['CommaExpected', 'A comma or the end of the list or object is missing.'],
  ['CloseBraceExpected', 'A comma or } is missing.'],
  ['CloseBracketExpected', 'A comma or ] is missing.'],
  ['EndOfFileExpected', 'There is more text after the end.'],
  ['InvalidCommentToken', 'JSON has no comments.'],
  ['UnexpectedEndOfComment', 'JSON has no comments.'],
  ['UnexpectedEndOfString', 'A string is not closed.'],
  ['UnexpectedEndOfNumber', 'A number is incomplete.'],
  ['InvalidUnicode', 'An escape in a string is not one that JSON knows.'],
  ['InvalidEscapeCharacter', 'An escape in a string is not one that JSON knows.'],
  ['InvalidCharacter', 'A line break or control character stands inside a string.'],
]);

const [quote, backslash, comma, newline, space] = [0x22, 0x5c, 0x2c, 0x0a, 0x20];
const [openBrace, closeBrace, closeBracket] = [0x7b, 0x7d, 0x5d];
/** A bracket differs from its brace in one bit. */
const isOpening = (byte: number): boolean => (byte | 0x20) === openBrace;
const isClosing = (byte: number): boolean => (byte | 0x20) === closeBrace;

/**
 * Lines and columns of the wanted pointers that are there: a member’s name, a list’s item. Takes UTF-8 without a mark that
 * JSON.parse has read as text.
 */
export function placesIn(bytes: Uint8Array, wanted: PlaceTree): Map<string, Position> {
  return new PlaceScan(bytes, wanted).run();
}

/** Goes down to the wanted places from the front to the back, and passes over all else. */
class PlaceScan {
  readonly #bytes: Uint8Array;
  readonly #wanted: PlaceTree;
  readonly #found = new Map<string, Position>();
  #left: number;
  #at = 0;
  #line = 1;
  /** The last place that was noted: the next column is counted from there where it is on the same line. */
  #last = { at: 0, line: 1, column: 1 };

  constructor(bytes: Uint8Array, wanted: PlaceTree) {
    this.#bytes = bytes;
    this.#wanted = wanted;
    this.#left = countPlaces(wanted);
  }

  run(): Map<string, Position> {
    this.#space();
    this.#note(this.#wanted);
    this.#value(this.#wanted);
    return this.#found;
  }

  #value(tree: PlaceTree | undefined): void {
    const byte = this.#bytes[this.#at];
    if (byte === quote) this.#string();
    else if (byte === undefined || !isOpening(byte)) this.#scalar();
    else if (!tree || tree.children.size === 0) this.#pass();
    else if (byte === openBrace) this.#members(tree);
    else this.#items(tree);
  }

  #members(tree: PlaceTree): void {
    while (this.#next(closeBrace)) {
      const start = this.#at;
      this.#string();
      const inner = tree.children.get(this.#name(start));
      if (inner) this.#note(inner, start);
      this.#space();
      this.#at += 1;
      this.#space();
      this.#value(inner);
    }
  }

  #items(tree: PlaceTree): void {
    for (let index = 0; this.#next(closeBracket); index += 1) {
      const inner = tree.children.get(String(index));
      if (inner) this.#note(inner);
      this.#value(inner);
    }
  }

  /** Moves to the next member or item; false past the last, or where all is found. */
  #next(close: number): boolean {
    if (this.#left === 0) return false;
    if (isOpening(this.#bytes[this.#at] ?? 0)) this.#at += 1;
    this.#space();
    if (this.#bytes[this.#at] === comma) {
      this.#at += 1;
      this.#space();
    }
    const isOver = this.#bytes[this.#at] === close || this.#at >= this.#bytes.length;
    if (isOver) this.#at += 1;
    return !isOver;
  }

  /** Past a list or an object, in one loop without calls. */
  #pass(): void {
    const bytes = this.#bytes;
    let at = this.#at;
    let lines = 0;
    let depth = 0;
    do {
      const byte = bytes[at++];
      if (byte === quote) {
        for (let inner = bytes[at++]; inner !== quote && inner !== undefined; inner = bytes[at++])
          if (inner === backslash) at += 1;
      } else if (byte === newline) {
        lines += 1;
        while (bytes[at] === space) at += 1;
      } else if (byte === undefined) break;
      else if (isOpening(byte)) depth += 1;
      else if (isClosing(byte)) depth -= 1;
    } while (depth > 0);
    this.#at = at;
    this.#line += lines;
  }

  #string(): void {
    const bytes = this.#bytes;
    let at = this.#at + 1;
    for (let byte = bytes[at++]; byte !== quote && byte !== undefined; byte = bytes[at++])
      if (byte === backslash) at += 1;
    this.#at = at;
  }

  #scalar(): void {
    for (let byte = this.#bytes[this.#at]; byte !== undefined; byte = this.#bytes[this.#at]) {
      if (byte <= space || byte === comma || byte === closeBrace || byte === closeBracket) return;
      this.#at += 1;
    }
  }

  #space(): void {
    for (let byte = this.#bytes[this.#at]; byte !== undefined && byte <= space; byte = this.#bytes[this.#at]) {
      if (byte === newline) this.#line += 1;
      this.#at += 1;
    }
  }

  #name(start: number): string {
    return String(JSON.parse(decoder.decode(this.#bytes.subarray(start, this.#at))));
  }

  #note({ pointer }: PlaceTree, at = this.#at): void {
    if (!this.#found.has(pointer)) this.#left -= 1;
    const { line, column } = this.#last;
    const isSame = line === this.#line;
    const from = isSame ? this.#last.at : this.#bytes.lastIndexOf(newline, at) + 1;
    this.#last = { at, line: this.#line, column: (isSame ? column : 1) + units(this.#bytes, from, at) };
    this.#found.set(pointer, { line: this.#line, column: this.#last.column });
  }
}

const decoder = new TextDecoder();

/** UTF-16 units of a part of UTF-8: two for what takes four bytes. */
function units(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) count += byte >= 0xf0 ? 2 : 1;
  }
  return count;
}

function countPlaces({ children }: PlaceTree): number {
  let count = 1;
  for (const inner of children.values()) count += countPlaces(inner);
  return count;
}
