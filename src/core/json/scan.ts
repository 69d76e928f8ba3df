/** Where a text stops being JSON, and what would have been right there. */
export interface ScanError {
  readonly offset: number;
  readonly message: string;
  readonly wanted: Wanted;
}

type Wanted = 'value' | 'name' | 'colon' | 'comma' | 'end';

type State = 'value' | 'firstValue' | 'key' | 'firstKey' | 'colon' | 'after';

const expected: Record<State, string> = {
  value: 'a value is missing',
  firstValue: 'a value or `]` is missing',
  key: 'a name in double quotes is missing',
  firstKey: 'a name in double quotes or `}` is missing',
  colon: '`:` is missing after the name',
  after: '`,` or the end of the list or object is missing',
};

const wantedIn: Record<State, Wanted> = {
  value: 'value',
  firstValue: 'value',
  key: 'name',
  firstKey: 'name',
  colon: 'colon',
  after: 'comma',
};

const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const space = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings (RFC 8259 section 7).
const plainRun = /[^"\\\u0000-\u001f]*/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Reads JSON text once from front to back for the first error, without recursion. */
export class JsonScan {
  readonly #text: string;
  /** The containers that are open: whether each is a list. */
  readonly #open: boolean[] = [];
  #at = 0;
  #state: State = 'value';

  constructor(text: string) {
    this.#text = text;
  }

  run(): ScanError | undefined {
    let message: string | undefined;
    do {
      this.#skip(space);
      message = this.#step();
    } while (message === undefined && !(this.#open.length === 0 && this.#state === 'after'));
    return message === undefined ? this.#trailing() : { offset: this.#at, message, wanted: wantedIn[this.#state] };
  }

  #trailing(): ScanError | undefined {
    this.#skip(space);
    if (this.#at >= this.#text.length) return undefined;
    return { offset: this.#at, message: 'there is more text after the end of the document', wanted: 'end' };
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
    const isList = this.#open.at(-1);
    if (isList !== undefined && character === (isList ? ']' : '}')) return this.#close();
    return this.#punctuation(character === ',', isList ? 'value' : 'key');
  }

  #key(character: string): string | undefined {
    if (this.#state === 'firstKey' && character === '}') return this.#close();
    if (character !== '"') return expected[this.#state];
    const wrong = this.#string();
    if (wrong === undefined) this.#state = 'colon';
    return wrong;
  }

  #value(character: string): string | undefined {
    if (character === '{' || character === '[') return this.#begin(character === '[');
    const wrong = character === '"' ? this.#string() : this.#scalar();
    if (wrong === undefined) this.#state = 'after';
    return wrong;
  }

  #begin(isList: boolean): undefined {
    this.#open.push(isList);
    this.#at += 1;
    this.#state = isList ? 'firstValue' : 'firstKey';
  }

  #close(): undefined {
    this.#open.pop();
    this.#at += 1;
    this.#state = 'after';
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
}

const [quote, backslash, colon, newline, blank] = [0x22, 0x5c, 0x3a, 0x0a, 0x20];

/**
 * How many names are in JSON, whether twice or not. Takes UTF-8 without a mark that JSON.parse has read as text, as all
 * here does. One loop without calls, since it sees every byte of the document.
 */
export function countNames(bytes: Uint8Array): number {
  let names = 0;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at++];
    if (byte === quote) {
      for (let inner = bytes[at++]; inner !== quote && inner !== undefined; inner = bytes[at++])
        if (inner === backslash) at += 1;
      if (bytes[at] !== colon) continue;
      names += 1;
      at += 1;
    } else if (byte === newline) while (bytes[at] === blank) at += 1;
    else if (byte === colon) names += 1;
  }
  return names;
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
