import { type Json, json } from '#contract/common.ts';

/** Schemas that may still be written, and how many were left open so far: those allow more than the definition does. */
export interface Tally {
  left: number;
  opened: number;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Word = (value: unknown) => Json | undefined;

const types = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);
const mostEnum = 200;

const text =
  (length: number): Word =>
  (value) =>
    typeof value === 'string' ? cut(value, length) : undefined;
const number: Word = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const count: Word = (value) => (Number.isInteger(value) && Number(value) >= 0 ? Number(value) : undefined);
const yes: Word = (value) => (value === true ? true : undefined);
const anything: Word = (value) => json.safeParse(value).data;

/** The words of JSON Schema 2020-12 that hold no schemas, each with what it allows (Validation, sections 6, 7 and 9). */
const words: Readonly<Record<string, Word>> = {
  type: typeWord,
  enum: (value) =>
    Array.isArray(value) && value.length > 0 && value.length <= mostEnum ? anything(distinct(value)) : undefined,
  const: anything,
  default: anything,
  title: text(200),
  description: text(1_000),
  format: text(100),
  contentEncoding: text(100),
  contentMediaType: text(200),
  pattern,
  required: (value) => (Array.isArray(value) ? distinct(value.filter((name) => typeof name === 'string')) : undefined),
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: (value) => (typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : undefined),
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  minProperties: count,
  maxProperties: count,
  uniqueItems: yes,
  deprecated: yes,
  writeOnly: yes,
};

/** Words that limit and are not written: what has them is left more open than it was. */
const unwritten = new Set([
  'unevaluatedProperties',
  'unevaluatedItems',
  'minContains',
  'maxContains',
  'dependentRequired',
]);

/** The words of a schema that stand for themselves; the others, and values that are not allowed, are left out. */
export function plainWords(schema: Readonly<Record<string, unknown>>, tally: Tally): { [key: string]: Json } {
  const found = Object.entries(schema).flatMap(([name, value]): [string, Json][] => {
    const written = Object.hasOwn(words, name) ? words[name]?.(value) : undefined;
    if (written === undefined && value !== false && (Object.hasOwn(words, name) || unwritten.has(name)))
      tally.opened += 1;
    return written === undefined ? [] : [[name, written]];
  });
  return nullable(Object.fromEntries(found), schema);
}

/** OpenAPI 3.0's word for what 2020-12 writes as a second type. */
function nullable(
  written: { [key: string]: Json },
  { nullable }: Readonly<Record<string, unknown>>,
): { [key: string]: Json } {
  const { type } = written;
  if (nullable !== true || typeof type !== 'string' || type === 'null') return written;
  return {
    ...written,
    type: [type, 'null'],
    ...(Array.isArray(written.enum) ? { enum: distinctJson([...written.enum, null]) } : {}),
  };
}

export function typeWord(value: unknown): Json | undefined {
  if (typeof value === 'string') return types.has(value) ? value : undefined;
  if (!Array.isArray(value)) return undefined;
  const known = distinct(value.filter((type) => typeof type === 'string' && types.has(type)));
  return known.length > 0 ? known : undefined;
}

export function pattern(value: unknown): Json | undefined {
  if (typeof value !== 'string' || value.length > 500) return undefined;
  try {
    new RegExp(value, 'u');
    return value;
  } catch {
    return undefined;
  }
}

function distinct(values: readonly unknown[]): Json[] {
  return distinctJson(
    values.flatMap((value) => {
      const known = anything(value);
      return known === undefined ? [] : [known];
    }),
  );
}

export function distinctJson(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** Text cut to so many UTF-16 units at most, at a whole character, with an ellipsis where it was. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const short = text.slice(0, length - 1);
  return `${/[\uD800-\uDBFF]$/.test(short) ? short.slice(0, -1) : short}…`;
}
