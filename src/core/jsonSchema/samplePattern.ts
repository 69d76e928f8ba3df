/** A longer sample, or one of a longer pattern, is given up. */
const mostCharacters = 2_000;
const longestPattern = 200;

/**
 * Text that fits a simple regular expression: literals, classes, groups, alternatives, repetitions, anchors.
 * Undefined where the pattern uses more than that. The text is the shortest way through that has at least `least`
 * characters, not checked against the pattern.
 */
export function samplePattern(pattern: string, least = 0): string | undefined {
  if (pattern.length > longestPattern) return undefined;
  const shortest = new PatternSampler(pattern, 1).sample();
  if (shortest === undefined || shortest.length >= least) return shortest;
  // An open repetition takes what is missing, alone or shared among several.
  const tried = [least, least - shortest.length + 1, 2, 4, 8, 16, 32, 64, 128, 256].map((often) =>
    new PatternSampler(pattern, Math.min(often, mostCharacters)).sample(),
  );
  const long = tried.filter((text) => text !== undefined && text.length >= least);
  return long.toSorted((a, b) => (a?.length ?? 0) - (b?.length ?? 0))[0] ?? shortest;
}

class PatternSampler {
  readonly #pattern: string;
  /** How often an open repetition is written at least. */
  readonly #often: number;
  #at = 0;

  constructor(pattern: string, often: number) {
    this.#pattern = pattern;
    this.#often = often;
  }

  sample(): string | undefined {
    const text = this.#alternatives();
    return this.#at === this.#pattern.length ? text : undefined;
  }

  /** The first alternative; the others are read past. */
  #alternatives(): string | undefined {
    const first = this.#sequence();
    while (first !== undefined && this.#take('|')) if (this.#sequence() === undefined) return undefined;
    return first;
  }

  #sequence(): string | undefined {
    let text = '';
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern.charAt(this.#at))) {
      const atom = this.#atom();
      const count = this.#count();
      if (atom === undefined || text.length + atom.length * count > mostCharacters) return undefined;
      text += atom.repeat(count);
    }
    return text;
  }

  #atom(): string | undefined {
    const character = this.#pattern.charAt(this.#at);
    this.#at += 1;
    if (character === '^' || character === '$') return '';
    if (character === '.') return 'x';
    if (character === '(') return this.#group();
    if (character === '[') return this.#set();
    if (character === '\\') return this.#escape();
    return '*+?{'.includes(character) ? undefined : character;
  }

  #group(): string | undefined {
    if (this.#take('?') && !this.#take(':')) return undefined;
    const inner = this.#alternatives();
    return this.#take(')') ? inner : undefined;
  }

  /** The first member of a set; of one that excludes, a usual character that it does not name. */
  #set(): string | undefined {
    const end = this.#pattern.indexOf(']', this.#at + 1);
    if (end === -1) return undefined;
    if (this.#pattern.charAt(this.#at) === '^') return this.#outside(end);
    const first = this.#pattern.charAt(this.#at);
    this.#at += 1;
    const member = first === '\\' ? this.#escape() : first;
    this.#at = this.#pattern.indexOf(']', this.#at) + 1;
    return this.#at === 0 ? undefined : member;
  }

  #outside(end: number): string | undefined {
    const excluded = this.#pattern.slice(this.#at + 1, end);
    this.#at = end + 1;
    if (/\\[DWSpP]|\\]?$/.test(excluded)) return undefined;
    const isNamed = (character: string) =>
      excluded.includes(character) ||
      (/\\d|0-9/.test(excluded) && /\d/.test(character)) ||
      (/\\w|a-z/.test(excluded) && /[a-z]/.test(character)) ||
      (/\\w|A-Z/.test(excluded) && /[A-Z]/.test(character)) ||
      /[^\\]-/.test(excluded.replaceAll(/0-9|a-z|A-Z/g, ''));
    return ['x', 'A', '0', '-', '_'].find((character) => !isNamed(character));
  }

  #escape(): string | undefined {
    const character = this.#pattern.charAt(this.#at);
    this.#at += 1;
    const known = escapes.get(character);
    if (known !== undefined) return known;
    return /[A-Za-z0-9]/.test(character) ? undefined : character;
  }

  /** How often what stands before is written: the least that fits, once where that is none. */
  #count(): number {
    if (this.#take('?')) return this.#lazily(1);
    if (this.#take('*') || this.#take('+')) return this.#lazily(this.#often);
    const bounds = /^\{(\d+)(,\d*)?\}/.exec(this.#pattern.slice(this.#at, this.#at + 20));
    if (!bounds) return 1;
    this.#at += bounds[0].length;
    const [, least, more] = bounds;
    const most = more === undefined ? Number(least) : more === ',' ? Number.POSITIVE_INFINITY : Number(more.slice(1));
    return this.#lazily(this.#often === 1 ? Number(least) : Math.max(Number(least), Math.min(most, this.#often)));
  }

  #lazily(count: number): number {
    this.#take('?');
    return count;
  }

  #take(character: string): boolean {
    if (this.#pattern.charAt(this.#at) !== character) return false;
    this.#at += 1;
    return true;
  }
}

const escapes = new Map([
  ['d', '0'],
  ['w', 'a'],
  ['s', ' '],
  ['D', 'a'],
  ['S', 'a'],
  ['W', '-'],
  ['t', '\t'],
  ['n', '\n'],
  ['b', ''],
]);
