/** A number that would be written in another way once it was read, kept as it was sent: `1e400`, `-0`, `1.10`, many digits. */
export class ExactNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** What a JSON text holds, as it was sent. */
export type JsonValue = null | boolean | number | string | ExactNumber | SentContainer;

/** A member of an object, or an item of a list, which is named by its place. */
export interface JsonMember {
  readonly name: string | number;
  readonly value: JsonValue;
}

/**
 * A list or an object where it is in its text. Its members are read when they are asked for, so that megabytes cost no more than
 * what is looked at of them; names that come twice and the order stay as they were sent.
 */
export class SentContainer {
  private readonly json: SentJson;
  private readonly index: number;
  private known: readonly JsonMember[] | undefined;

  constructor(json: SentJson, index: number) {
    this.json = json;
    this.index = index;
  }

  get isList(): boolean {
    return this.json.isList(this.index);
  }

  /** Number of members. */
  get size(): number {
    return this.json.sizes[this.index] ?? 0;
  }

  /** The members, kept at hand from now on. */
  get members(): readonly JsonMember[] {
    this.known ??= this.readMembers();
    return this.known;
  }

  /** The members, for one look at them. */
  readMembers(): JsonMember[] {
    return this.json.membersOf(this.index);
  }

  /** The text that was sent for it. */
  get source(): string {
    return this.json.text.slice(this.json.starts[this.index], this.json.ends[this.index]);
  }
}

export type JsonParsed = { ok: true; value: JsonValue } | { ok: false; message: string };

/** Parses a JSON text without throwing; numbers, duplicate names and the order of members stay as they were sent. */
export function parseJson(text: string): JsonParsed {
  try {
    JSON.parse(text);
    return { ok: true, value: new SentJson(text).root() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'The text is not JSON.' };
  }
}

const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const [quote, comma, list, listEnd, object, objectEnd] = [0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d];

/** A text that is known to be JSON, with the place of each list and object in the order in which they begin. Works without recursion. */
class SentJson {
  readonly text: string;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly sizes: number[] = [];
  /** The first list or object that begins after the end of this one. */
  private readonly after: number[] = [];

  constructor(text: string) {
    this.text = text;
    const open: number[] = [];
    let current = -1;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === quote) at = this.stringEnd(at) - 1;
      else if (code === comma) this.sizes[current] = (this.sizes[current] ?? 0) + 1;
      else if (code === list || code === object) {
        open.push(current);
        current = this.starts.push(at) - 1;
        const isEmpty = text.charCodeAt(this.sign(at + 1)) === (code === list ? listEnd : objectEnd);
        this.sizes.push(isEmpty ? 0 : 1);
        this.ends.push(0);
        this.after.push(0);
      } else if (code === listEnd || code === objectEnd) {
        this.ends[current] = at + 1;
        this.after[current] = this.starts.length;
        current = open.pop() ?? -1;
      }
    }
  }

  root(): JsonValue {
    return this.read(this.sign(0), 0).value;
  }

  isList(index: number): boolean {
    return this.text.charCodeAt(this.starts[index] ?? 0) === list;
  }

  membersOf(index: number): JsonMember[] {
    const members: JsonMember[] = [];
    const size = this.sizes[index] ?? 0;
    const isList = this.isList(index);
    let at = (this.starts[index] ?? 0) + 1;
    let next = index + 1;
    while (members.length < size) {
      let name: string | number = members.length;
      at = this.sign(at);
      if (!isList) {
        const end = this.stringEnd(at);
        name = this.string(at, end);
        at = this.sign(this.sign(end) + 1);
      }
      const { value, end } = this.read(at, next);
      if (value instanceof SentContainer) next = this.after[next] ?? next;
      members.push({ name, value });
      at = this.sign(end) + 1;
    }
    return members;
  }

  /** The value that begins here; `next` is the list or object that would begin here. */
  private read(at: number, next: number): { value: JsonValue; end: number } {
    const code = this.text.charCodeAt(at);
    if (code === list || code === object) return { value: new SentContainer(this, next), end: this.ends[next] ?? at };
    if (code === quote) {
      const end = this.stringEnd(at);
      return { value: this.string(at, end), end };
    }
    const word = words.find((each) => this.text.startsWith(each, at));
    if (word !== undefined) return { value: word === 'null' ? null : word === 'true', end: at + word.length };
    number.lastIndex = at;
    const source = number.exec(this.text)?.[0] ?? '';
    const value = String(Number(source)) === source ? Number(source) : new ExactNumber(source);
    return { value, end: at + source.length };
  }

  private string(at: number, end: number): string {
    const inside = this.text.slice(at + 1, end - 1);
    return inside.includes('\\') ? String(JSON.parse(`"${inside}"`)) : inside;
  }

  /** The place after the string that begins here. */
  private stringEnd(at: number): number {
    let end = this.text.indexOf('"', at + 1);
    while (this.isEscaped(end)) end = this.text.indexOf('"', end + 1);
    return end + 1;
  }

  private isEscaped(at: number): boolean {
    let before = at;
    while (this.text.charCodeAt(before - 1) === 0x5c) before -= 1;
    return (at - before) % 2 === 1;
  }

  /** The next character that is no space. */
  private sign(at: number): number {
    let place = at;
    for (;;) {
      const code = this.text.charCodeAt(place);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return place;
      place += 1;
    }
  }
}

const words = ['null', 'true', 'false'] as const;
