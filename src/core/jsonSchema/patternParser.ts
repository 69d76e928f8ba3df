/** A piece of a regular expression. Groups are counted from 1, as back references do. */
export type Piece =
  | CharacterPiece
  | { kind: 'sequence'; pieces: readonly Piece[] }
  | { kind: 'choice'; branches: readonly Piece[] }
  | RepeatPiece
  | { kind: 'group'; index: number; piece: Piece }
  | { kind: 'same'; index: number }
  | { kind: 'look'; negated: boolean; piece: Piece }
  | { kind: 'edge'; which: '^' | '$' | 'b' | 'B' };

/** One character: which ones fit, and some of them, usual ones first. */
export interface CharacterPiece {
  readonly kind: 'character';
  readonly fits: (character: string) => boolean;
  readonly members: () => readonly string[];
}

export interface RepeatPiece {
  readonly kind: 'repeat';
  readonly piece: Piece;
  readonly least: number;
  readonly most: number;
}

const longestPattern = 2_000;
/** Groups within groups. */
const deepest = 100;

/** A regular expression in pieces, and what a character is to it: a code point, or a UTF-16 unit without the `u` flag. */
export interface ParsedPattern {
  readonly piece: Piece;
  readonly charactersOf: (text: string) => string[];
}

/**
 * The pieces of a regular expression of JavaScript, with the `u` flag where it can have it (JSON Schema 2020-12, 6.3.3).
 * Undefined for what is none, looks behind, or is too long to be worth it.
 */
export function parsePattern(pattern: string): ParsedPattern | undefined {
  if (pattern.length > longestPattern) return undefined;
  const flags = ['u', ''].find((each) => isPattern(pattern, each));
  const piece = flags === undefined ? undefined : new PatternParser(pattern, flags).parse();
  return piece && { piece, charactersOf: (text) => (flags === 'u' ? Array.from(text) : text.split('')) };
}

function isPattern(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
}

/** Reads what the engine has already called a pattern. */
class PatternParser {
  readonly #pattern: string;
  readonly #flags: string;
  #at = 0;
  #depth = 0;
  #groups = 0;
  readonly #names = new Map<string, number>();

  constructor(pattern: string, flags: string) {
    this.#pattern = pattern;
    this.#flags = flags;
  }

  parse(): Piece | undefined {
    const piece = this.#choice();
    return this.#at === this.#pattern.length ? piece : undefined;
  }

  #choice(): Piece | undefined {
    const branches: Piece[] = [];
    do {
      const branch = this.#sequence();
      if (branch === undefined) return undefined;
      branches.push(branch);
    } while (this.#take('|'));
    const [only] = branches;
    return branches.length === 1 ? only : { kind: 'choice', branches };
  }

  #sequence(): Piece | undefined {
    const pieces: Piece[] = [];
    while (this.#at < this.#pattern.length && !/[|)]/.test(this.#pattern.charAt(this.#at))) {
      const piece = this.#atom();
      if (piece === undefined) return undefined;
      pieces.push(this.#repeated(piece));
    }
    return { kind: 'sequence', pieces };
  }

  #atom(): Piece | undefined {
    if (this.#take('^')) return { kind: 'edge', which: '^' };
    if (this.#take('$')) return { kind: 'edge', which: '$' };
    if (this.#take('(')) return this.#group();
    if (this.#pattern.charAt(this.#at) === '[') return this.#set(this.#taken(/\[(?:\\.|[^\]\\])*\]/suy));
    if (this.#take('.')) return this.#set('.');
    if (this.#pattern.charAt(this.#at) === '\\') return this.#escape();
    return literal(this.#taken(this.#flags === 'u' ? /./suy : /./sy));
  }

  #group(): Piece | undefined {
    this.#depth += 1;
    if (this.#depth > deepest) return undefined;
    const start = this.#taken(/\?(?:[:=!]|<[=!]|<[^>]+>)/uy);
    if (start === '?<=' || start === '?<!' || (start === '' && this.#pattern.charAt(this.#at) === '?'))
      return undefined;
    const isCaptured = start === '' || start.startsWith('?<');
    if (isCaptured) this.#groups += 1;
    const index = this.#groups;
    if (start.startsWith('?<')) this.#names.set(start.slice(2, -1), index);
    const piece = this.#choice();
    this.#depth -= 1;
    if (piece === undefined || !this.#take(')')) return undefined;
    if (start === '?=' || start === '?!') return { kind: 'look', negated: start === '?!', piece };
    return isCaptured ? { kind: 'group', index, piece } : piece;
  }

  #escape(): Piece | undefined {
    const edge = this.#taken(/\\[bB]/y);
    if (edge !== '') return { kind: 'edge', which: edge === '\\b' ? 'b' : 'B' };
    const back = this.#taken(/\\(?:[1-9]\d*|k<[^>]+>)/uy);
    if (back !== '') {
      const index = back.startsWith('\\k') ? this.#names.get(back.slice(3, -1)) : Number(back.slice(1));
      // Without the `u` flag a number that no group has is a character.
      return index === undefined || index > this.#groupsInAll() ? undefined : { kind: 'same', index };
    }
    return this.#set(this.#taken(this.#flags === 'u' ? escapeSequence : oldEscapeSequence));
  }

  #groupsInAll(): number {
    return (new RegExp(`${this.#pattern}|`, this.#flags).exec('')?.length ?? 1) - 1;
  }

  /** What the engine says of single characters, each time with the same flags. */
  #set(source: string): Piece | undefined {
    if (source === '') return undefined;
    const expression = new RegExp(`^${source}$`, this.#flags);
    const fits = (character: string) => expression.test(character);
    let members: readonly string[] | undefined;
    return { kind: 'character', fits, members: () => (members ??= membersOf(source, this.#flags, fits)) };
  }

  #repeated(piece: Piece): Piece {
    const [least, most] = this.#bounds();
    if (least === 1 && most === 1) return piece;
    this.#take('?');
    return { kind: 'repeat', piece, least, most };
  }

  #bounds(): [least: number, most: number] {
    if (this.#take('?')) return [0, 1];
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    const [, least, more] = /^\{(\d+)(,\d*)?\}$/.exec(this.#taken(/\{\d+(?:,\d*)?\}/y)) ?? [];
    if (least === undefined) return [1, 1];
    const most = more === undefined ? Number(least) : more === ',' ? Number.POSITIVE_INFINITY : Number(more.slice(1));
    return [Number(least), most];
  }

  /** What is here in the form of a sticky expression; empty where nothing does. */
  #taken(form: RegExp): string {
    form.lastIndex = this.#at;
    const [text = ''] = form.exec(this.#pattern) ?? [];
    this.#at += text.length;
    return text;
  }

  #take(character: string): boolean {
    if (this.#pattern.charAt(this.#at) !== character) return false;
    this.#at += 1;
    return true;
  }
}

const escapeSequence = /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-f]{4}|x[0-9a-f]{2}|c[a-z]|.)/isuy;
/** Without the `u` flag `\p` and `\u{` are the letters. */
const oldEscapeSequence = /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|c[a-z]|.)/isy;

const literal = (character: string): CharacterPiece => ({
  kind: 'character',
  fits: (each) => each === character,
  members: () => [character],
});

const span = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));

/** Letters, digits, then what else is on a keyboard. */
const usual = [
  ...new Set([
    ...'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_',
    ...span(0x20, 0x7e),
    ...span(0, 0x1f),
  ]),
];

/** All others, as far as there are many: the engine looks through one text faster than a loop through characters. */
const others = new Map<string, string>();
function othersOf(flags: string): string {
  const known = others.get(flags);
  if (known !== undefined) return known;
  const text = [...span(0x7f, 0xd7ff), ...span(0xe000, flags === 'u' ? 0x1ffff : 0xffff)].join('');
  others.set(flags, text);
  return text;
}

/** Of a set without usual characters the first one beyond. */
function membersOf(source: string, flags: string, fits: (character: string) => boolean): readonly string[] {
  const members = usual.filter((each) => each >= ' ' && fits(each));
  if (members.length > 0) return members;
  const control = usual.filter(fits);
  return control.length > 0 ? control : (new RegExp(source, flags).exec(othersOf(flags)) ?? []);
}
