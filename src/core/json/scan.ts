import type { PlaceTree } from './value.ts';

export interface ScanResult {
  /** Offset in the text of each wanted pointer: a member's key, a list's item. */
  offsets: Map<string, number>;
  /** Where the text stops being JSON, and what would have been right there. */
  error?: { offset: number; message: string };
}

interface Frame {
  list: boolean;
  index: number;
  tree: PlaceTree | undefined;
}

type State = 'value' | 'firstValue' | 'key' | 'firstKey' | 'colon' | 'after';

const expected: Record<State, string> = {
  value: 'a value is missing',
  firstValue: 'a value or `]` is missing',
  key: 'a name in double quotes is missing',
  firstKey: 'a name in double quotes or `}` is missing',
  colon: '`:` is missing after the name',
  after: '`,` or the end of the list or object is missing',
};

const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const space = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings (RFC 8259 section 7).
const plainRun = /[^"\\\u0000-\u001f]*/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Reads JSON text once from front to back, without recursion: for the first error, or, in text that JSON.parse has
 * read, for the places of pointers. What holds no wanted place is passed over.
 */
export class JsonScan {
  readonly #text: string;
  readonly #offsets = new Map<string, number>();
  readonly #frames: Frame[] = [];
  #at = 0;
  #state: State = 'value';
  #tree: PlaceTree | undefined;
  /** How many wanted places are still to be found; undefined where none is wanted. */
  #left: number | undefined;

  constructor(text: string, wanted?: PlaceTree) {
    this.#text = text;
    this.#tree = wanted;
    this.#left = wanted && countPlaces(wanted);
  }

  run(): ScanResult {
    let message: string | undefined;
    do {
      this.#skip(space);
      message = this.#step();
    } while (message === undefined && !this.#finished());
    const error = message === undefined ? this.#trailing() : { offset: this.#at, message };
    return { offsets: this.#offsets, ...(error && { error }) };
  }

  #finished(): boolean {
    return this.#left === 0 || (this.#frames.length === 0 && this.#state === 'after');
  }

  #trailing(): ScanResult['error'] {
    if (this.#left === 0) return undefined;
    this.#skip(space);
    if (this.#at >= this.#text.length) return undefined;
    return { offset: this.#at, message: 'there is more text after the end of the document' };
  }

  /** One token. Answers what is wrong, or undefined. */
  #step(): string | undefined {
    const character = this.#text[this.#at];
    if (character === undefined) return `the text ends early: ${expected[this.#state]}`;
    if (this.#state === 'colon') return this.#punctuation(character === ':', 'value');
    if (this.#state === 'after') return this.#after(character);
    if (this.#state === 'key' || this.#state === 'firstKey') return this.#key(character);
    if (this.#state === 'firstValue' && character === ']') return this.#close();
    return this.#value(character);
  }

  #punctuation(right: boolean, next: State): string | undefined {
    if (!right) return expected[this.#state];
    this.#at += 1;
    this.#state = next;
    return undefined;
  }

  #after(character: string): string | undefined {
    const frame = this.#frames.at(-1);
    if (frame && character === (frame.list ? ']' : '}')) return this.#close();
    const wrong = this.#punctuation(character === ',', frame?.list ? 'value' : 'key');
    if (wrong === undefined && frame?.list) this.#item(frame);
    return wrong;
  }

  #key(character: string): string | undefined {
    if (this.#state === 'firstKey' && character === '}') return this.#close();
    if (character !== '"') return expected[this.#state];
    const start = this.#at;
    const wrong = this.#string();
    if (wrong !== undefined) return wrong;
    const frame = this.#frames.at(-1);
    this.#tree = frame?.tree?.children.get(String(JSON.parse(this.#text.slice(start, this.#at))));
    this.#note(start);
    this.#state = 'colon';
    return undefined;
  }

  #value(character: string): string | undefined {
    const frame = this.#frames.at(-1);
    if (!frame || frame.list) this.#note(this.#at);
    if (this.#left !== undefined && this.#tree === undefined) return this.#pass();
    if (character === '{' || character === '[') return this.#open(character === '[');
    const wrong = character === '"' ? this.#string() : this.#scalar();
    if (wrong === undefined) this.#state = 'after';
    return wrong;
  }

  #pass(): undefined {
    this.#at = endOfValue(this.#text, this.#at);
    this.#state = 'after';
  }

  #open(list: boolean): undefined {
    this.#frames.push({ list, index: -1, tree: this.#tree });
    this.#at += 1;
    this.#state = list ? 'firstValue' : 'firstKey';
    const frame = this.#frames.at(-1);
    if (list && frame) this.#item(frame);
  }

  #close(): undefined {
    this.#frames.pop();
    this.#at += 1;
    this.#state = 'after';
  }

  #item(frame: Frame): void {
    frame.index += 1;
    this.#tree = frame.tree?.children.get(String(frame.index));
  }

  #scalar(): string | undefined {
    return this.#skip(scalar) ? undefined : expected[this.#state];
  }

  #string(): string | undefined {
    this.#at += 1;
    for (;;) {
      this.#skip(plainRun);
      const character = this.#text[this.#at];
      if (character === '"') break;
      if (character === undefined) return 'the text ends inside a string';
      if (character !== '\\') return 'a line break or control character stands inside a string';
      if (!this.#skip(escapeSequence)) return 'the escape after `\\` is not one that JSON knows';
    }
    this.#at += 1;
    return undefined;
  }

  /** Moves past what the sticky pattern matches here; false where it does not. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #note(offset: number): void {
    if (!this.#tree) return;
    if (this.#left !== undefined && !this.#offsets.has(this.#tree.pointer)) this.#left -= 1;
    this.#offsets.set(this.#tree.pointer, offset);
  }
}

function countPlaces({ children }: PlaceTree): number {
  let count = 1;
  for (const inner of children.values()) count += countPlaces(inner);
  return count;
}

/** Offset of the first name that stands twice in one object, in text that JSON.parse has read. */
export function duplicateName(text: string): number | undefined {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    if (character !== '"') continue;
    const end = endOfString(text, at);
    const names = open.at(-1);
    if (names && isName(text, end)) {
      const name = String(JSON.parse(text.slice(at, end)));
      if (names.has(name)) return at;
      names.add(name);
    }
    at = end - 1;
  }
  return undefined;
}

/** How many names stand in text that JSON.parse has read, whether twice or not. */
export function countNames(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; ) {
    const end = endOfString(text, at);
    if (isName(text, end)) count += 1;
    at = text.indexOf('"', end);
  }
  return count;
}

/** Where the value that begins at `start` ends, in text that JSON.parse has read. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at) - 1;
      if (depth === 0) return at + 1;
    } else if (code === openBrace || code === openBracket) depth += 1;
    else if (code === closeBrace || code === closeBracket) {
      if (depth <= 1) return at + depth;
      depth -= 1;
    } else if (code === comma && depth === 0) return at;
  }
  return text.length;
}

const [quote, comma, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d];

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}

function isName(text: string, end: number): boolean {
  for (let at = end; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code === 0x3a;
  }
}
