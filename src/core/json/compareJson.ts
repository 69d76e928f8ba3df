import { diffSequences } from '../sequenceDiff.ts';
import { numberText, parseExact } from './exact.ts';
import { normalizedPath } from './normalizedPath.ts';
import { isObject } from './value.ts';

/** One place at which two documents differ. */
export interface JsonChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Normalised path (RFC 9535 section 2.7), in the right document unless it is only in the left. */
  readonly path: string;
  /** As JSON, cut where it is long; null where there is nothing. */
  readonly left: string | null;
  readonly right: string | null;
}

const mostChanges = 1_000;
const shownCharacters = 500;
/** Levels below which values are compared as texts. */
const mostLevels = 200;

/**
 * What differs between two JSON texts. The order of names does not count; items of lists are matched by what they hold, so that one
 * that comes in between does not change all after it. Numbers count by their value: `1.0` is `1`, however many digits they have.
 * @throws SyntaxError where one is no JSON
 */
export function compareJson(left: string, right: string): { changes: JsonChange[]; more: boolean } {
  const comparison = new Comparison();
  comparison.compare(parseExact(left), parseExact(right), []);
  return { changes: comparison.changes, more: comparison.more };
}

type Location = readonly (string | number)[];

class Comparison {
  readonly changes: JsonChange[] = [];
  more = false;

  compare(left: unknown, right: unknown, at: Location): void {
    if (this.more || left === right) return;
    const isDeep = at.length >= mostLevels;
    if (!isDeep && Array.isArray(left) && Array.isArray(right)) this.lists(left, right, at);
    else if (!isDeep && isPlain(left) && isPlain(right)) this.objects(left, right, at);
    else if (canonical(left) !== canonical(right)) this.add('changed', at, left, right);
  }

  private objects(
    left: Readonly<Record<string, unknown>>,
    right: Readonly<Record<string, unknown>>,
    at: Location,
  ): void {
    for (const [name, value] of Object.entries(left)) {
      if (Object.hasOwn(right, name)) this.compare(value, right[name], [...at, name]);
      else this.add('removed', [...at, name], value, undefined);
    }
    for (const [name, value] of Object.entries(right))
      if (!Object.hasOwn(left, name)) this.add('added', [...at, name], undefined, value);
  }

  private lists(left: readonly unknown[], right: readonly unknown[], at: Location): void {
    const runs = diffSequences(left.map(canonical), right.map(canonical));
    for (const [index, { kind, left: from, right: to }] of runs.entries()) {
      const before = runs[index - 1];
      const next = runs[index + 1];
      if (kind === 'removed' && next?.kind === 'added') this.pairs(left, right, from, next.right, at);
      else if (kind === 'added' && next?.kind === 'removed') this.pairs(left, right, next.left, to, at);
      else if (kind === 'same' || (before !== undefined && before.kind !== 'same')) continue;
      else this.pairs(left, right, from, to, at);
    }
  }

  /** Items that stand in the place of others are compared with them, one by one. */
  private pairs(left: readonly unknown[], right: readonly unknown[], from: Span, to: Span, at: Location): void {
    const [removed, added] = [from[1] - from[0], to[1] - to[0]];
    for (let step = 0; step < Math.max(removed, added) && !this.more; step += 1) {
      const [l, r] = [from[0] + step, to[0] + step];
      if (step < removed && step < added) this.compare(left[l], right[r], [...at, r]);
      else if (step < removed) this.add('removed', [...at, l], left[l], undefined);
      else this.add('added', [...at, r], undefined, right[r]);
    }
  }

  private add(kind: JsonChange['kind'], at: Location, left: unknown, right: unknown): void {
    this.more ||= this.changes.length === mostChanges;
    if (this.more) return;
    this.changes.push({ kind, path: normalizedPath(at), left: shown(left), right: shown(right) });
  }
}

type Span = readonly [from: number, to: number];

/** An object, and no number that is kept as it was sent. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && numberText(value) === undefined;
}

function shown(value: unknown): string | null {
  if (value === undefined) return null;
  const text = JSON.stringify(value);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

/** The same text for values that are the same, whatever the order of names and the spelling of numbers. */
function canonical(value: unknown): string {
  const text = numberText(value) ?? (typeof value === 'number' ? String(value) : undefined);
  if (text !== undefined) return canonicalNumber(text);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

/** A number as digits without zeros at either end, and an exponent: exact, whatever its size. */
export function canonicalNumber(text: string): string {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${part}`.replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  if (short === '') return '0';
  return `${sign}${short}e${BigInt(exponent) - BigInt(part.length) + BigInt(digits.length - short.length)}`;
}
