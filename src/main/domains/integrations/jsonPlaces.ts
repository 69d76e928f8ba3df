/** A place in text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

type Path = readonly PropertyKey[];

class JsonSyntax extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Where and why the text is not JSON (RFC 8259); undefined where it is. */
export function findJsonError(text: string): (Position & { message: string }) | undefined {
  try {
    new JsonWalk(text).run();
    return undefined;
  } catch (error) {
    if (error instanceof JsonSyntax) return { ...positionOf(text, error.offset), message: error.message };
    throw error;
  }
}

/** Where the value at the path, or the nearest part above it that is there, begins in JSON that parses. */
export function locateInJson(text: string, path: Path): Position {
  const walk = new JsonWalk(text, path.map(String));
  walk.run();
  return positionOf(text, walk.found);
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const space = /[ \t\r\n]*/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings (RFC 8259 section 7).
const quoted = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const deepest = 100;

/** Reads JSON once from front to back and remembers where the wanted path was last followed. */
class JsonWalk {
  /** Offset of the deepest part of the wanted path. */
  found = 0;
  readonly #text: string;
  readonly #wanted: readonly string[];
  #at = 0;
  #matched = 0;

  constructor(text: string, wanted: readonly string[] = []) {
    this.#text = text;
    this.#wanted = wanted;
  }

  run(): void {
    this.#value(0, true);
    this.#skip(space);
    if (this.#at < this.#text.length) this.#fail('There is more text after the end.');
  }

  #value(depth: number, onPath: boolean): void {
    if (depth > deepest) this.#fail('This is nested too deeply.');
    this.#skip(space);
    if (this.#take('{')) this.#members('}', depth, onPath);
    else if (this.#take('[')) this.#members(']', depth, onPath);
    else if (!this.#skip(quoted) && !this.#skip(scalar)) this.#fail('A value is missing or not valid JSON.');
  }

  #members(end: '}' | ']', depth: number, onPath: boolean): void {
    this.#skip(space);
    if (this.#take(end)) return;
    for (let index = 0; ; index += 1) {
      this.#skip(space);
      const start = this.#at;
      const key = end === '}' ? this.#key() : String(index);
      const follows = onPath && this.#wanted[depth] === key && this.#matched <= depth + 1;
      if (follows) this.#note(depth + 1, start);
      this.#value(depth + 1, follows);
      this.#skip(space);
      if (this.#take(end)) return;
      if (!this.#take(',')) this.#fail(`A comma or ${end} is missing.`);
    }
  }

  #key(): string {
    const start = this.#at;
    if (!this.#skip(quoted)) this.#fail('A name in double quotes is missing.');
    const key = String(JSON.parse(this.#text.slice(start, this.#at)));
    this.#skip(space);
    if (!this.#take(':')) this.#fail('A colon is missing after the name.');
    return key;
  }

  #note(matched: number, start: number): void {
    this.#matched = matched;
    this.found = start;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #fail(message: string): never {
    throw new JsonSyntax(this.#at, message);
  }
}
