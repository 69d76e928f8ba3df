/**
 * Writes JSON text over lines, two spaces a level, and changes nothing else: numbers, escapes, names that come twice and their order
 * stay as they are. Text is given piece by piece, cut anywhere; what is not JSON comes out with its characters in their order.
 */
export class JsonFormatter {
  readonly #parts: string[] = [];
  #length = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** A container was opened and nothing of it has come. */
  #opened = false;
  #read = 0;
  readonly #wanted: number;
  #found: number | null = null;

  /** `wanted` is an offset in the text whose place in the result is asked for. */
  constructor(wanted = -1) {
    this.#wanted = wanted;
  }

  /** Takes the next piece of the text. */
  push(piece: string): void {
    let at = 0;
    while (at < piece.length) {
      if (this.#found === null && this.#read + at >= this.#wanted) this.#found = this.#length;
      at = this.#inString ? this.#takeString(piece, at) : this.#takeToken(piece, at);
    }
    this.#read += piece.length;
  }

  /** What was written so far. */
  get text(): string {
    return this.#parts.join('');
  }

  /** Where the wanted offset is in the result; null where it was not reached. */
  get place(): number | null {
    return this.#wanted < 0 ? null : this.#found;
  }

  #write(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }

  #breakLine(): void {
    this.#write(`\n${'  '.repeat(this.#depth)}`);
  }

  /** Takes a string up to its end, or the end of the piece. Gives the offset behind. */
  #takeString(piece: string, from: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at += 1;
    }
    while (at < piece.length) {
      const code = piece.charCodeAt(at);
      at += 1;
      if (code === quote) {
        this.#inString = false;
        break;
      }
      if (code === backslash) {
        if (at === piece.length) this.#escaped = true;
        at += 1;
      }
    }
    const end = Math.min(at, piece.length);
    this.#write(piece.slice(from, end));
    return end;
  }

  #takeToken(piece: string, at: number): number {
    const sign = piece[at] as string;
    if (sign === ' ' || sign === '\n' || sign === '\r' || sign === '\t') return at + 1;
    if (sign === '}' || sign === ']') {
      this.#depth = Math.max(0, this.#depth - 1);
      if (!this.#opened) this.#breakLine();
      this.#opened = false;
      this.#write(sign);
      return at + 1;
    }
    if (this.#opened) this.#breakLine();
    this.#opened = false;
    if (sign === '{' || sign === '[') {
      this.#write(sign);
      this.#depth += 1;
      this.#opened = true;
    } else if (sign === ',') {
      this.#write(sign);
      this.#breakLine();
    } else if (sign === ':') {
      this.#write(': ');
    } else if (sign === '"') {
      this.#inString = true;
      this.#write(sign);
    } else {
      return this.#takeScalar(piece, at);
    }
    return at + 1;
  }

  #takeScalar(piece: string, from: number): number {
    scalarEnd.lastIndex = from;
    const end = scalarEnd.exec(piece)?.index ?? piece.length;
    this.#write(piece.slice(from, end));
    return end;
  }
}

const quote = 34;
const backslash = 92;
const scalarEnd = /[\s{}[\],:"]/g;
