import { type Json, json } from '#contract/common.ts';
import { cut } from './limits.ts';

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
  ...{ minimum: number, maximum: number, exclusiveMinimum: number, exclusiveMaximum: number },
  multipleOf: (value) => (typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : undefined),
  ...{
    minLength: count,
    maxLength: count,
    minItems: count,
    maxItems: count,
    minProperties: count,
    maxProperties: count,
  },
  ...{ uniqueItems: yes, deprecated: yes, writeOnly: yes },
};

/** The words of a schema that stand for themselves; the others, and values that are not allowed, are left out. */
export function plainWords(schema: Readonly<Record<string, unknown>>): { [key: string]: Json } {
  const found = Object.entries(schema).flatMap(([name, value]): [string, Json][] => {
    const written = Object.hasOwn(words, name) ? words[name]?.(value) : undefined;
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

function typeWord(value: unknown): Json | undefined {
  if (typeof value === 'string') return types.has(value) ? value : undefined;
  if (!Array.isArray(value)) return undefined;
  const known = distinct(value.filter((type) => typeof type === 'string' && types.has(type)));
  return known.length > 0 ? known : undefined;
}

function pattern(value: unknown): Json | undefined {
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

function distinctJson(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
