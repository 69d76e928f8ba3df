import type { CharacterPiece, Piece, RepeatPiece } from './patternParser.ts';

const knownGroups = new WeakMap<Piece, readonly number[]>();

/** The groups within a piece; each time that it repeats they hold nothing at first (ECMA-262 section 22.2.2.3.1, step 4). */
export function groupsIn(piece: Piece): readonly number[] {
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

/** Whether a piece matches anywhere in a text; undefined where the steps do not suffice, which are counted down. */
export function isFound(piece: Piece, characters: readonly string[], budget: { left: number }): boolean | undefined {
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
