/** A piece of a text: what stands there, or the name of a variable in `{{` and `}}`. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly text: string; readonly name: string };

const variable = /\{\{([^{}]{1,400})\}\}/g;

/** Takes a text apart at its variables, in order; together the pieces are the text again. */
export function piecesOf(text: string): Piece[] {
  if (!text.includes('{{')) return text === '' ? [] : [{ kind: 'text', text }];
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(variable)) {
    const name = (match[1] ?? '').trim();
    if (name === '') continue;
    if (match.index > at) pieces.push({ kind: 'text', text: text.slice(at, match.index) });
    pieces.push({ kind: 'variable', text: match[0], name });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) });
  return pieces;
}

/** The names that a text refers to, each once, in order. */
export function namesIn(text: string): string[] {
  return [...new Set(piecesOf(text).flatMap((piece) => (piece.kind === 'variable' ? [piece.name] : [])))];
}

/** What a name stands for. */
export interface Value {
  readonly text: string;
  /** It may not be shown, and neither may what it becomes a part of. */
  readonly secret: boolean;
  /** Its own variables are filled in too. Values that come from outside are taken as they are. */
  readonly filledIn: boolean;
}

/** The value of a name; null where nothing has it. */
export type Lookup = (name: string) => Value | null;

export interface Filled {
  readonly text: string;
  /** A secret stands in it. */
  readonly secret: boolean;
}

/** Why a name was left as it stands. */
export interface Unfilled {
  readonly name: string;
  readonly why: 'unknown' | 'circular' | 'tooDeep' | 'tooLong';
}

/** Values within values are followed this deep. */
const deepest = 20;
/** Characters that all texts of one request may become. */
const longest = 30_000_000;
/** What filling in a name costs of them besides its characters, so that empty values within values come to an end too. */
const costOfName = 30;

/**
 * Fills variables into texts: nothing is evaluated, depth and length are bounded, and what holds a secret is one. A name that cannot be
 * filled in stays as it is written and is told in `unfilled`; values of secrets that were used are in `secrets`.
 */
export class Filler {
  readonly unfilled = new Map<string, Unfilled>();
  readonly used = new Set<string>();
  readonly secrets = new Set<string>();
  private readonly lookup: Lookup;
  private left = longest;

  constructor(lookup: Lookup) {
    this.lookup = lookup;
  }

  /** @param guard marks what was filled in, for a text that is looked through for something else afterwards */
  fill(text: string, guard?: (value: string) => string): Filled {
    return this.fillWithin(text, [], guard);
  }

  private fillWithin(text: string, within: readonly string[], guard = (value: string) => value): Filled {
    if (!text.includes('{{')) return { text, secret: false };
    let secret = false;
    const parts = piecesOf(text).map((piece) => {
      if (piece.kind === 'text') return piece.text;
      const filled = this.valueOf(piece.name, within);
      if (filled === null) return piece.text;
      secret ||= filled.secret;
      return guard(filled.text);
    });
    return { text: parts.join(''), secret };
  }

  private valueOf(name: string, within: readonly string[]): Filled | null {
    if (within.includes(name)) return this.leave(name, 'circular');
    if (within.length >= deepest) return this.leave(name, 'tooDeep');
    if (this.left <= 0) return this.leave(name, 'tooLong');
    const value = this.lookup(name);
    if (value === null) return this.leave(name, 'unknown');
    this.used.add(name);
    const inner = value.filledIn ? this.fillWithin(value.text, [...within, name]) : { text: value.text, secret: false };
    if (inner.text.length > this.left) {
      // Otherwise a large value that fits no more is tried at every one of its places, and what holds it costs nothing.
      this.left = 0;
      return this.leave(name, 'tooLong');
    }
    this.left -= inner.text.length + costOfName;
    const secret = value.secret || inner.secret;
    if (secret && inner.text !== '') this.secrets.add(inner.text);
    return { text: inner.text, secret };
  }

  private leave(name: string, why: Unfilled['why']): null {
    this.unfilled.set(name, { name, why });
    return null;
  }
}

/** What is said of a name that was left as it stands. */
export function unfilledMessage({ name, why }: Unfilled): string {
  if (why === 'circular') return `The variable ${name} refers to itself.`;
  if (why === 'tooDeep') return `The variable ${name} stands ${deepest} values deep. Nothing is filled in there.`;
  if (why === 'tooLong')
    return `The variable ${name} would make the request longer than ${longest / 1e6} million characters.`;
  return `The variable ${name} has no value here.`;
}

/** Braces of values, as characters that no text has (Unicode noncharacters), so that they are not taken for those of a template. */
const guards = { '{': '\uFDD0', '}': '\uFDD1' } as const;

export const guardBraces = (value: string): string =>
  value.replace(/[{}]/g, (sign) => guards[sign as keyof typeof guards]);

/** The text with its braces back. */
export const withBraces = (text: string): string => text.replaceAll(guards['{'], '{').replaceAll(guards['}'], '}');
