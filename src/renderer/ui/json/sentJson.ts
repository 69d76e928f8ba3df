/** A number that would be written in another way once it was read, kept as it was sent: `1e400`, `-0`, `1.10`, many digits. */
export class ExactNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** An object whose members a plain object would lose or sort: names that come twice, or that look like numbers. */
export class SentObject {
  readonly members: readonly (readonly [name: string, value: JsonValue])[];

  constructor(members: SentObject['members']) {
    this.members = members;
  }
}

/** What a JSON text holds, as it was sent. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | ExactNumber
  | SentObject
  | JsonValue[]
  | { [key: string]: JsonValue };

export type JsonParsed = { ok: true; value: JsonValue } | { ok: false; message: string };

/** Parses a JSON text without throwing; numbers, duplicate names and the order of members stay as they were sent. */
export function parseJson(text: string): JsonParsed {
  try {
    JSON.parse(text);
    return { ok: true, value: new SentJson(text).read() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'The text is not JSON.' };
  }
}

interface Frame {
  readonly list: JsonValue[] | null;
  readonly members: [string, JsonValue][];
  name: string;
}

const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words = new Map<string, JsonValue>([
  ['t', true],
  ['f', false],
  ['n', null],
]);

/** Reads a text that is known to be JSON, without recursion. */
class SentJson {
  private at = 0;
  private readonly text: string;
  private readonly frames: Frame[] = [];

  constructor(text: string) {
    this.text = text;
  }

  read(): JsonValue {
    for (;;) {
      let value = this.open();
      while (value !== undefined) {
        const frame = this.frames.at(-1);
        if (frame === undefined) return value;
        if (frame.list !== null) frame.list.push(value);
        else frame.members.push([frame.name, value]);
        value = this.next(frame);
      }
    }
  }

  /** A whole value, or undefined where a list or object begins that has something in it. */
  private open(): JsonValue | undefined {
    const sign = this.sign();
    if (sign === '[' || sign === '{') {
      this.at += 1;
      const frame: Frame = { list: sign === '[' ? [] : null, members: [], name: '' };
      const isEmpty = this.sign() === (sign === '[' ? ']' : '}');
      if (isEmpty) {
        this.at += 1;
        return sign === '[' ? [] : {};
      }
      this.frames.push(frame);
      if (sign === '{') frame.name = this.name();
      return undefined;
    }
    return this.scalar(sign);
  }

  /** After a member: the container where it ends, or undefined where another member follows. */
  private next(frame: Frame): JsonValue | undefined {
    const sign = this.sign();
    this.at += 1;
    if (sign === ',') {
      if (frame.list === null) frame.name = this.name();
      return undefined;
    }
    this.frames.pop();
    return frame.list ?? objectOf(frame.members);
  }

  private name(): string {
    this.sign();
    const name = this.string();
    this.sign();
    this.at += 1;
    return name;
  }

  private scalar(sign: string): JsonValue {
    if (sign === '"') return this.string();
    const word = words.get(sign);
    if (word !== undefined) {
      this.at += String(word).length;
      return word;
    }
    number.lastIndex = this.at;
    const source = number.exec(this.text)?.[0] ?? '';
    this.at += source.length;
    return String(Number(source)) === source ? Number(source) : new ExactNumber(source);
  }

  private string(): string {
    const from = this.at;
    let end = this.text.indexOf('"', from + 1);
    while (this.isEscaped(end)) end = this.text.indexOf('"', end + 1);
    this.at = end + 1;
    const inside = this.text.slice(from + 1, end);
    return inside.includes('\\') ? String(JSON.parse(`"${inside}"`)) : inside;
  }

  private isEscaped(at: number): boolean {
    let before = at;
    while (this.text[before - 1] === '\\') before -= 1;
    return (at - before) % 2 === 1;
  }

  /** The next character that is no space. */
  private sign(): string {
    while (' \t\n\r'.includes(this.text[this.at] ?? '.')) this.at += 1;
    return this.text[this.at] ?? '';
  }
}

function objectOf(members: [string, JsonValue][]): JsonValue {
  const plain = new Map(members);
  const isKept = plain.size === members.length && !members.some(([name]) => /^\d+$/.test(name) || name === '__proto__');
  return isKept ? Object.fromEntries(members) : new SentObject(members);
}
