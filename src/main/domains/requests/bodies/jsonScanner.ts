import type { BodyBytes } from './bodyBytes.ts';

/** A list or an object that is long enough to be remembered. */
export interface LongContainer {
  readonly start: number;
  /** After its last bracket. */
  end: number;
  readonly isList: boolean;
  /** Number of members. */
  size: number;
  /** Where every so many members begin, or the space before them. */
  readonly marks: number[];
}

/** Where a body stops being JSON. */
export interface NotJson {
  readonly offset: number;
  readonly message: string;
}

export const membersPerMark = 128;
/** Containers below this many bytes are read again when they are asked for. */
export const longBytes = 64 * 1024;
/** Levels at which a tree is of no use; a hostile body has as many as it has bytes. */
const mostLevels = 10_000;

export const [quote, comma, colon, backslash] = [0x22, 0x2c, 0x3a, 0x5c];
export const [list, listEnd, object, objectEnd] = [0x5b, 0x5d, 0x7b, 0x7d];
export const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** What may come next; the numbers are compared in the loop over every byte. */
const [value, valueOrEnd, name, nameOrEnd, colonNext, afterValue] = [0, 1, 2, 3, 4, 5];
const missing = [
  'a value is missing',
  'a value or ] is missing',
  'a name in double quotes is missing',
  'a name in double quotes or } is missing',
  'a : is missing after the name',
  'a , or the end of the list or object is missing',
];

const scalar = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
/** Of a longer number only the beginning is judged. */
const judgedCharacters = 1_000;
const scanBytes = 1024 * 1024;

/** Reads JSON in UTF-8 once from front to back, and remembers the containers that are long. Holds one piece of it at a time. */
export class JsonScanner {
  readonly long = new Map<number, LongContainer>();
  /** Where texts that are as long begin, and the place after each. */
  readonly longTexts = new Map<number, number>();
  /** Where the document's value begins. */
  root = -1;
  fault: NotJson | null = null;
  private readonly open: LongContainer[] = [];
  private state: number = value;
  private inString = false;
  private textStart = 0;
  private escaped = false;
  private word = '';

  scan(bytes: BodyBytes): void {
    const start = bytes.at(0) === 0xef && bytes.at(1) === 0xbb ? 3 : 0;
    for (let at = start; at < bytes.size && this.fault === null; ) {
      const piece = bytes.read(at, scanBytes);
      if (piece.length === 0) break;
      this.push(piece, at);
      at += piece.length;
    }
    if (this.fault !== null) return;
    this.endWord(bytes.size);
    if (this.fault === null && (this.inString || this.open.length > 0 || this.root < 0))
      this.fail(bytes.size, this.inString ? 'the text ends within a string' : 'the text ends early');
  }

  private fail(offset: number, message: string | undefined): undefined {
    this.fault ??= { offset, message: message ?? 'this is not JSON' };
  }

  private push(piece: Uint8Array, offset: number): void {
    for (let at = 0; at < piece.length; at += 1) {
      if (this.inString) at = this.passString(piece, at, offset);
      else this.sign(piece[at] ?? 0, offset + at);
      if (this.fault !== null) return;
    }
  }

  /** @returns the place of the last byte that was looked at */
  private passString(piece: Uint8Array, from: number, offset: number): number {
    for (let at = from; at < piece.length; at += 1) {
      const byte = piece[at] ?? 0;
      if (this.escaped) this.escaped = false;
      else if (byte === backslash) this.escaped = true;
      else if (byte === quote) {
        this.inString = false;
        if (offset + at - this.textStart >= longBytes) this.longTexts.set(this.textStart, offset + at + 1);
        this.state = this.state === name || this.state === nameOrEnd ? colonNext : afterValue;
        return at;
      } else if (byte < 0x20) {
        this.fail(offset + at, 'a line break or control character stands within a string');
        return at;
      }
    }
    return piece.length;
  }

  private sign(byte: number, at: number): undefined {
    if (isSpace(byte)) return this.endWord(at);
    if (byte === comma || byte === listEnd || byte === objectEnd) {
      this.endWord(at);
      return byte === comma ? this.next(at) : this.close(byte, at);
    }
    if (this.word !== '') {
      if (this.word.length < judgedCharacters) this.word += String.fromCharCode(byte);
      return;
    }
    if (byte === colon) {
      if (this.state !== colonNext) return this.fail(at, missing[this.state]);
      this.state = value;
      return;
    }
    if (byte === quote) return this.string(at);
    if (this.state !== value && this.state !== valueOrEnd) return this.fail(at, missing[this.state]);
    if (this.open.length === 0) this.root = at;
    if (byte === list || byte === object) return this.begin(byte === list, at);
    this.word = String.fromCharCode(byte);
  }

  private string(at: number): undefined {
    if (this.state === colonNext || this.state === afterValue) return this.fail(at, missing[this.state]);
    if (this.open.length === 0) this.root = at;
    this.inString = true;
    this.textStart = at;
  }

  private endWord(at: number): undefined {
    if (this.word === '') return;
    const isCut = this.word.length === judgedCharacters && /^-?\d/.test(this.word);
    if (!isCut && !scalar.test(this.word)) this.fail(at - this.word.length, 'this is no value of JSON');
    this.word = '';
    this.state = afterValue;
  }

  private begin(isList: boolean, at: number): undefined {
    if (this.open.length === mostLevels) return this.fail(at, `it is deeper than ${mostLevels} levels`);
    this.open.push({ start: at, end: 0, isList, size: 0, marks: [at + 1] });
    this.state = isList ? valueOrEnd : nameOrEnd;
  }

  private next(at: number): undefined {
    const current = this.open.at(-1);
    if (current === undefined || this.state !== afterValue) return this.fail(at, missing[this.state]);
    current.size += 1;
    if (current.size % membersPerMark === 0) current.marks.push(at + 1);
    this.state = current.isList ? value : name;
  }

  private close(byte: number, at: number): undefined {
    const current = this.open.pop();
    const isEmpty = this.state === valueOrEnd || this.state === nameOrEnd;
    if (current === undefined || current.isList !== (byte === listEnd) || !(isEmpty || this.state === afterValue))
      return this.fail(at, missing[this.state]);
    if (!isEmpty) current.size += 1;
    current.end = at + 1;
    if (current.end - current.start >= longBytes) this.long.set(current.start, current);
    this.state = afterValue;
  }
}
