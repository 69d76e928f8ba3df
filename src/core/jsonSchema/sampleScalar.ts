import { isObject, type JsonObject, own, textAt } from '../json/value.ts';
import { numberAt } from './fits.ts';
import { samplesOfFormat } from './formats.ts';
import { samplePattern } from './pattern.ts';

/** A sample stays small, whatever minLength asks for. */
const longest = 5_000;

export function lengthAt(schema: unknown, key: string): number | undefined {
  const length = Number(textAt(schema, key));
  return Number.isInteger(length) && length >= 0 ? length : undefined;
}

/**
 * Texts that may be what a schema asks for, the most usual first: of its pattern, of its format, plain ones, all within
 * its lengths where they can be. `which` asks for others.
 */
export function* textCandidates(schema: unknown, which = 0): Generator<string> {
  const least = lengthAt(schema, 'minLength') ?? 0;
  const most = lengthAt(schema, 'maxLength');
  const pattern = own(schema, 'pattern');
  const ofFormat = samplesOfFormat(textAt(schema, 'format'));
  // A format says more than a pattern does, where one text is of both.
  for (const text of ofFormat) yield* lengthened(varied(text, which), Math.min(least, longest));
  yield varied('text', which).padEnd(Math.min(least, longest), 'x').slice(0, most);
  if (typeof pattern === 'string') {
    const text = samplePattern(pattern, { least, most, which });
    if (text !== undefined) yield text;
  }
  for (const short of ['a', '1', 'A', '-', ''])
    yield varied(short, which).padEnd(Math.min(least, longest), 'x').slice(0, most);
}

/** The text, or longer ones that may still be of its format. */
function* lengthened(text: string, least: number): Generator<string> {
  if (text.length >= least) return yield text;
  const missing = least - text.length;
  yield text.padEnd(least, 'x');
  yield `${'x'.repeat(missing)}${text}`;
  // The parts of a host have 63 characters at most.
  yield `${'xxxxxxxxx.'.repeat(Math.ceil(missing / 10))}${text}`;
  yield `${text.slice(0, text.indexOf('@') + 1)}${'xxxxxxxxx.'.repeat(Math.ceil(missing / 10))}${text.slice(text.indexOf('@') + 1)}`;
  yield text.replace(/\d(?=\D*$)/, (digit) => digit + digit.repeat(missing));
  yield `${text.replace(/=+$/, '')}${'A'.repeat(missing + 6)}`.slice(0, Math.ceil(least / 4) * 4);
  yield text.replace('Z', `.${'0'.repeat(Math.max(1, missing - 1))}Z`);
}

/** Another text of the same kind: its last number counted up, or a number added. */
function varied(text: string, which: number): string {
  if (which === 0) return text;
  if (text.includes('://')) return `${text}${which}`;
  if (text.includes('@') || text.includes('.co'))
    return `${String.fromCodePoint(0x61 + (which % 26))}${which}.${text}`.replace(/\.(?=\w+@)/, '');
  const year = /^\d{4}(?=-\d\d-)/.exec(text);
  if (year !== null) return String(Number(year[0]) + which) + text.slice(4);
  const digits = String(which);
  const place = /(\d+)(?=\D*$)/.exec(text);
  if (place === null) return `${text}${digits}`;
  const [run = ''] = place;
  const counted =
    run.length > digits.length
      ? `${run.slice(0, -digits.length)}${digits}`
      : String(Number(run) + which).padStart(run.length, '0');
  return text.slice(0, place.index) + counted + text.slice(place.index + run.length);
}

/** Numbers that may lie within the bounds of a schema, 1 first where it does. `which` asks for others. */
export function* numberCandidates(schema: JsonObject, isWhole: boolean, which = 0): Generator<number> {
  const step = numberAt(schema, 'multipleOf') ?? (isWhole ? 1 : undefined);
  const above = numberAt(schema, 'exclusiveMinimum');
  const below = numberAt(schema, 'exclusiveMaximum');
  const gap = step ?? (above !== undefined && below !== undefined ? (below - above) / 4 : 0.5);
  const low = Math.max(
    numberAt(schema, 'minimum') ?? Number.NEGATIVE_INFINITY,
    above === undefined ? Number.NEGATIVE_INFINITY : above + gap,
  );
  const high = Math.min(
    numberAt(schema, 'maximum') ?? Number.MAX_SAFE_INTEGER,
    below === undefined ? Number.MAX_SAFE_INTEGER : below - gap,
  );
  const wanted = Math.min(Math.max(1, low), high);
  if (step !== undefined && step > 0) {
    const first = Math.ceil(wanted / step);
    const last = Math.floor(high / step);
    // Steps such as 0.1 are not exact: a neighbour may be.
    for (let count = 0; count < stepsTried; count += 1) yield (first + which + count) * step;
    for (let count = 0; count < stepsTried; count += 1) yield (Math.min(first, last) - which - count) * step;
    yield 0;
    return;
  }
  yield wanted + which * Math.min(1, Math.abs(gap));
  yield* [low, high, (low + high) / 2, low + (high - low) / (which + 2), 0].filter(Number.isFinite);
  if (above !== undefined) yield* [above + 1e-6, above + Math.abs(above) * 1e-9];
  if (below !== undefined) yield* [below - 1e-6, below - Math.abs(below) * 1e-9];
}

const stepsTried = 20;

/** What a stated value was meant to be: some write `"true"` for true. Undefined where it cannot be told. */
export function meantAs(types: readonly string[], value: unknown): unknown {
  if (
    typeof value === 'string' &&
    types.some((type) => type === 'boolean' || type === 'number' || type === 'integer')
  ) {
    const text = value.trim();
    return text === 'true' ? true : text === 'false' ? false : text === '' ? undefined : Number(text);
  }
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  return types.includes('array') && !Array.isArray(value) && !isObject(value) ? [value] : undefined;
}
