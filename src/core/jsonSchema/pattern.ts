import { groupsIn, isFound } from './patternMatcher.ts';
import { type Piece, parsePattern, type RepeatPiece } from './patternParser.ts';

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
  return isFound(parsed.piece, parsed.charactersOf(text), { left: judgingSteps });
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
  const isFitting = isFound(piece, characters, own) === true;
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
