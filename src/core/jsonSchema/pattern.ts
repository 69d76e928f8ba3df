import { type CharacterPiece, type Piece, parsePattern, type RepeatPiece } from './patternParser.ts';

/** A longer text is not judged, and no longer sample is made. */
const mostCharacters = 5_000;
/** Steps of one judgement, and of all that is tried for one sample. */
const judgingSteps = 50_000;
const writingSteps = 200_000;

/**
 * Whether a text holds what a regular expression describes, in bounded time for any pattern; undefined where the
 * pattern is none of JavaScript's, looks behind, or deciding takes too long.
 */
export function fitsPattern(pattern: string, text: string): boolean | undefined {
  const parsed = parsePattern(pattern);
  if (parsed === undefined || text.length > mostCharacters) return undefined;
  return judged(parsed.piece, parsed.charactersOf(text), { left: judgingSteps });
}

/** How long a text is wanted, in characters, and which of several: others differ. */
export interface PatternWish {
  readonly least?: number | undefined;
  readonly most?: number | undefined;
  readonly which?: number;
}

/**
 * A text that a regular expression takes, proved against it, within the lengths that are wished; undefined where none
 * was found. The same for the same wish.
 */
export function samplePattern(pattern: string, wish: PatternWish = {}): string | undefined {
  const parsed = parsePattern(pattern);
  if (parsed === undefined) return undefined;
  const { piece, charactersOf } = parsed;
  const { least = 0, most = mostCharacters, which = 0 } = wish;
  const budget = { left: writingSteps };
  const seen = new Set<string>();
  for (const text of textsOf(piece, least, which, seen, budget)) {
    const characters = charactersOf(text);
    if (characters.length > most || seen.has(text) || !fitsIn(piece, characters, budget)) continue;
    if (seen.size === which) return text;
    seen.add(text);
  }
  return undefined;
}

/** Texts that may match; at last longer ones of those that did, for an expression without an anchor takes more there. */
function* textsOf(
  piece: Piece,
  least: number,
  which: number,
  seen: ReadonlySet<string>,
  budget: { left: number },
): Generator<string> {
  for (const way of waysToWrite(least)) {
    if (budget.left <= 0) return;
    const written = new PatternWriter(way, budget).write(piece);
    if (written === undefined) continue;
    const missing = Math.min(least, mostCharacters) - Array.from(written).length;
    if (missing <= 0) yield written;
    else yield* extended(written, missing);
  }
  const [first] = seen;
  for (let more = 1; first !== undefined && more <= which && budget.left > 0; more += 1) yield* extended(first, more);
}

const extended = (text: string, by: number): string[] => [`${text}${'x'.repeat(by)}`, `${'x'.repeat(by)}${text}`];

function fitsIn(piece: Piece, characters: readonly string[], budget: { left: number }): boolean {
  const own = { left: Math.min(judgingSteps, budget.left) };
  const before = own.left;
  const isFitting = judged(piece, characters, own) === true;
  budget.left -= before - own.left;
  return isFitting;
}

/** How a sample is written: which of several, how often, and whether what is looked for ahead is written too. */
interface Way {
  choose(count: number): number;
  often(least: number, most: number): number;
  readonly ahead: boolean;
}

const randomTries = 300;

/** The plain ways first, ever longer; then by a fixed row of numbers that look thrown. */
function* waysToWrite(wanted: number): Generator<Way> {
  const first = () => 0;
  const repeats = [1, 0, 2, 4, 8, 16, 32, 64, 128, 256, wanted, ...[1, 2, 3, 4, 5, 6].map((less) => wanted - less)];
  for (const repeated of repeats) {
    for (const ahead of [false, true]) {
      if (repeated >= 0)
        yield { choose: first, often: (least, most) => Math.max(least, Math.min(most, repeated)), ahead };
    }
  }
  let state = 0x2545f491;
  const choose = (count: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  for (let attempt = 0; attempt < randomTries; attempt += 1) {
    const room = Math.max(4, Math.min(wanted, 64)) + (attempt % 16);
    const often = (least: number, most: number) => least + choose(Math.min(most - least, room) + 1);
    yield { choose, often, ahead: attempt % 2 === 1 };
  }
}

class PatternWriter {
  readonly #way: Way;
  readonly #budget: { left: number };
  readonly #groups = new Map<number, string>();

  constructor(way: Way, budget: { left: number }) {
    this.#way = way;
    this.#budget = budget;
  }

  /** Undefined where the text becomes too long. */
  write(piece: Piece): string | undefined {
    this.#budget.left -= 1;
    if (this.#budget.left < 0) return undefined;
    switch (piece.kind) {
      case 'character': {
        const members = piece.members();
        return members[this.#way.choose(members.length)];
      }
      case 'sequence':
        return this.#row(piece.pieces);
      case 'choice':
        return this.write(piece.branches[this.#way.choose(piece.branches.length)] ?? piece);
      case 'repeat':
        return this.#repeated(piece);
      case 'group': {
        const text = this.write(piece.piece);
        if (text !== undefined) this.#groups.set(piece.index, text);
        return text;
      }
      case 'same':
        return this.#groups.get(piece.index) ?? '';
      case 'look':
        return this.#way.ahead && !piece.negated ? this.write(piece.piece) : '';
      case 'edge':
        return '';
    }
  }

  #row(pieces: readonly Piece[]): string | undefined {
    let text = '';
    for (const piece of pieces) {
      const next = this.write(piece);
      if (next === undefined || text.length + next.length > mostCharacters) return undefined;
      text += next;
    }
    return text;
  }

  #repeated({ piece, least, most }: RepeatPiece): string | undefined {
    const count = this.#way.often(least, most);
    let text = '';
    for (let index = 0; index < count; index += 1) {
      for (const group of groupsIn(piece)) this.#groups.delete(group);
      const next = this.write(piece);
      if (next === undefined || text.length + next.length > mostCharacters) return undefined;
      text += next;
    }
    return text;
  }
}

const knownGroups = new WeakMap<Piece, readonly number[]>();

/** The groups within a piece; each time that it repeats they hold nothing at first (ECMA-262 section 22.2.2.3.1, step 4). */
function groupsIn(piece: Piece): readonly number[] {
  const known = knownGroups.get(piece);
  if (known !== undefined) return known;
  const found = [...(piece.kind === 'group' ? [piece.index] : []), ...innerPieces(piece).flatMap(groupsIn)];
  knownGroups.set(piece, found);
  return found;
}

function innerPieces(piece: Piece): readonly Piece[] {
  switch (piece.kind) {
    case 'sequence':
      return piece.pieces;
    case 'choice':
      return piece.branches;
    case 'repeat':
    case 'group':
    case 'look':
      return [piece.piece];
    default:
      return [];
  }
}

/** Undefined where the steps do not suffice. */
function judged(piece: Piece, characters: readonly string[], budget: { left: number }): boolean | undefined {
  try {
    for (let start = 0; start <= characters.length; start += 1) {
      if (new PatternMatcher(characters, budget).match(piece, start, () => true)) return true;
    }
    return false;
  } catch (cause) {
    // Either the steps or the stack; both say that it takes too long.
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}

type Next = (at: number) => boolean;

/** Matches by going back where a way ends, as the engine does, but with its steps counted. */
class PatternMatcher {
  readonly #characters: readonly string[];
  readonly #budget: { left: number };
  readonly #groups = new Map<number, string>();

  constructor(characters: readonly string[], budget: { left: number }) {
    this.#characters = characters;
    this.#budget = budget;
  }

  match(piece: Piece, at: number, next: Next): boolean {
    this.#budget.left -= 1;
    if (this.#budget.left < 0) throw new RangeError('The pattern takes too long.');
    switch (piece.kind) {
      case 'character':
        return this.#isAt(piece, at) && next(at + 1);
      case 'sequence':
        return this.#row(piece.pieces, 0, at, next);
      case 'choice':
        return piece.branches.some((branch) => this.match(branch, at, next));
      case 'repeat':
        return piece.piece.kind === 'character'
          ? this.#run(piece, piece.piece, at, next)
          : this.#again(piece, 0, at, next);
      case 'group':
        return this.#group(piece, at, next);
      case 'same': {
        const text = Array.from(this.#groups.get(piece.index) ?? '');
        return text.every((each, index) => this.#characters[at + index] === each) && next(at + text.length);
      }
      case 'look':
        return this.match(piece.piece, at, () => true) !== piece.negated && next(at);
      case 'edge':
        return this.#isEdge(piece.which, at) && next(at);
    }
  }

  #isAt({ fits }: CharacterPiece, at: number): boolean {
    const character = this.#characters[at];
    return character !== undefined && fits(character);
  }

  #row(pieces: readonly Piece[], index: number, at: number, next: Next): boolean {
    const piece = pieces[index];
    return piece === undefined ? next(at) : this.match(piece, at, (after) => this.#row(pieces, index + 1, after, next));
  }

  /** A run of one kind of character needs no depth. */
  #run(repeat: RepeatPiece, piece: CharacterPiece, at: number, next: Next) {
    let most = 0;
    while (most < repeat.most && this.#isAt(piece, at + most)) most += 1;
    this.#budget.left -= most;
    for (let count = most; count >= repeat.least; count -= 1) {
      this.#budget.left -= 1;
      if (this.#budget.left < 0) throw new RangeError('The pattern takes too long.');
      if (next(at + count)) return true;
    }
    return false;
  }

  #again(repeat: RepeatPiece, count: number, at: number, next: Next): boolean {
    const more = () =>
      count < repeat.most &&
      this.#withoutGroups(repeat.piece, () =>
        this.match(
          repeat.piece,
          at,
          (after) => (after > at || count < repeat.least) && this.#again(repeat, count + 1, after, next),
        ),
      );
    return more() || (count >= repeat.least && next(at));
  }

  /** Tries with nothing in the groups of a piece; where that fails they hold what they held. */
  #withoutGroups(piece: Piece, attempt: () => boolean): boolean {
    const before = groupsIn(piece).map((group) => [group, this.#groups.get(group)] as const);
    for (const [group] of before) this.#groups.delete(group);
    if (attempt()) return true;
    for (const [group, text] of before) {
      if (text === undefined) this.#groups.delete(group);
      else this.#groups.set(group, text);
    }
    return false;
  }

  #group({ index, piece }: Extract<Piece, { kind: 'group' }>, at: number, next: Next): boolean {
    const before = this.#groups.get(index);
    const isMatch = this.match(piece, at, (after) => {
      this.#groups.set(index, this.#characters.slice(at, after).join(''));
      return next(after);
    });
    if (!isMatch) this.#groups.set(index, before ?? '');
    return isMatch;
  }

  #isEdge(which: '^' | '$' | 'b' | 'B', at: number): boolean {
    if (which === '^') return at === 0;
    if (which === '$') return at === this.#characters.length;
    const isWord = (index: number) => /^\w$/.test(this.#characters[index] ?? '');
    return (isWord(at - 1) !== isWord(at)) === (which === 'b');
  }
}
