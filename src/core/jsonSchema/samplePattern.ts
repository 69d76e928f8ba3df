/** A longer sample, or one of a longer pattern, is given up. */
const mostCharacters = 2_000;
const longestPattern = 200;

/**
 * Text that fits a simple regular expression: literals, classes, groups, alternatives, repetitions, anchors.
 * Undefined where the pattern uses more than that. The text is the shortest way through, not checked against the pattern.
 */
export function samplePattern(pattern: string): string | undefined {
  if (pattern.length > longestPattern) return undefined;
  return new PatternSampler(pattern).sample();
}

class PatternSampler {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
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

  /** The first member of a set. One that excludes is too much to think about. */
  #set(): string | undefined {
    const end = this.#pattern.indexOf(']', this.#at + 1);
    if (end === -1 || this.#pattern.charAt(this.#at) === '^') return undefined;
    const first = this.#pattern.charAt(this.#at);
    this.#at += 1;
    const member = first === '\\' ? this.#escape() : first;
    this.#at = this.#pattern.indexOf(']', this.#at) + 1;
    return this.#at === 0 ? undefined : member;
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
    if (this.#take('?') || this.#take('*') || this.#take('+')) return this.#lazily(1);
    const bounds = /^\{(\d+)(?:,\d*)?\}/.exec(this.#pattern.slice(this.#at, this.#at + 20));
    if (!bounds) return 1;
    this.#at += bounds[0].length;
    return this.#lazily(Number(bounds[1]));
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
