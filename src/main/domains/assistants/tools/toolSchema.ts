import { type Json, json } from '#contract/common.ts';
import { type Definitions, definitionName, type JsonSchema } from '#core/jsonSchema/schema.ts';

export type ToolSchema = { [key: string]: Json };

interface Walk {
  readonly definitions: Definitions;
  /** References that are being followed; one that comes again ends there. */
  readonly following: readonly string[];
  /** How many references may be followed, one within the other. */
  readonly follow: number;
  readonly depth: number;
  /** Schemas that may still be written, and how many were left open so far: those allow more than the definition does. */
  readonly tally: { left: number; opened: number };
}

const mostDepth = 12;
const mostSchemas = 2_000;
const followDepths = [8, 4, 2, 1, 0];
const mostCharacters = 24_000;

/**
 * A schema of a definition as one that is alone: references are written out, a schema that comes back to itself or lies too deep is
 * left open but for its type, and words that no JSON Schema 2020-12 has, or that have values it does not allow, are left out. One that grows too long is written less deep.
 */
export function toolSchema(schema: JsonSchema | undefined, definitions: Definitions): ToolSchema {
  let written: ToolSchema = {};
  for (const follow of followDepths) {
    const walk = { definitions, following: [], follow, depth: 0, tally: { left: mostSchemas, opened: 0 } };
    written = write(schema ?? true, walk);
    if (JSON.stringify(written).length <= mostCharacters) return written;
  }
  return written;
}

function write(schema: unknown, walk: Walk): ToolSchema {
  if (!isObject(schema)) return schema === false ? { not: {} } : {};
  if (walk.depth > mostDepth || walk.tally.left <= 0) return leftOpen(schema, walk);
  walk.tally.left -= 1;
  const { $ref, ...own } = schema;
  const inner = { ...walk, depth: walk.depth + 1 };
  const below = writeOwn(own, inner);
  return typeof $ref === 'string' ? { ...referred($ref, inner), ...below } : below;
}

/** What is known of a schema without entering it. */
function leftOpen(schema: Record<string, unknown>, walk: Walk): ToolSchema {
  walk.tally.opened += 1;
  const types = typesOf(schema, walk.definitions);
  return types === null || types.length === 0 ? {} : { type: types.length === 1 ? (types[0] ?? 'null') : [...types] };
}

function referred(reference: string, walk: Walk): ToolSchema {
  const name = definitionName(reference);
  if (name === undefined || !Object.hasOwn(walk.definitions, name)) return leftOpen({}, walk);
  const target = walk.definitions[name];
  if (walk.following.includes(name) || walk.following.length >= walk.follow)
    return {
      ...leftOpen(isObject(target) ? target : {}, walk),
      description: cut(`${name}, not described further.`, 200),
    };
  return write(target, { ...walk, following: [...walk.following, name] });
}

const mostSteps = 200;

/** The types that a schema allows, or more; null where every type may pass. */
function typesOf(schema: unknown, definitions: Definitions, steps = { left: mostSteps }): readonly string[] | null {
  steps.left -= 1;
  if (!isObject(schema) || steps.left <= 0) return null;
  const deeper = (inner: unknown) => typesOf(inner, definitions, steps);
  const name = typeof schema.$ref === 'string' ? definitionName(schema.$ref) : undefined;
  const limits = [
    declaredTypes(schema),
    name !== undefined && Object.hasOwn(definitions, name) ? deeper(definitions[name]) : null,
    ...(Array.isArray(schema.allOf) ? schema.allOf.map(deeper) : []),
    ...[schema.anyOf, schema.oneOf].map((branches) => (Array.isArray(branches) ? unionOf(branches.map(deeper)) : null)),
  ].filter((limit) => limit !== null);
  const [first, ...more] = limits;
  if (first === undefined) return null;
  return first.filter((type) => more.every((limit) => limit.includes(type)));
}

function declaredTypes({ type, enum: values, const: value, nullable }: Record<string, unknown>): string[] | null {
  const known = typeWord(type);
  const listed = Array.isArray(values) ? values : value === undefined ? null : [value];
  const all = known === undefined ? (listed?.map(typeOf) ?? null) : [known].flat().map(String);
  if (all === null) return null;
  const withIntegers = all.includes('number') ? [...all, 'integer'] : all;
  return [...new Set(nullable === true ? [...withIntegers, 'null'] : withIntegers)];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function unionOf(branches: readonly (readonly string[] | null)[]): string[] | null {
  const known = branches.filter((branch) => branch !== null);
  return known.length === branches.length && known.length > 0 ? [...new Set(known.flat())] : null;
}

function writeOwn(own: Record<string, unknown>, walk: Walk): ToolSchema {
  const schema = withoutReadOnly(own);
  const written: ToolSchema = plainWords(schema, walk.tally);
  const alternatives: Json[] = [];
  for (const [word, value] of Object.entries(schema)) {
    const before = walk.tally.opened;
    const inner = writeWord(word, value, walk);
    if (inner === undefined) continue;
    const isOpen = walk.tally.opened > before;
    // Where more passes than the definition allows, "exactly one" and "not" would refuse what it does allow.
    if (word === 'oneOf' && isOpen) alternatives.push(inner);
    else if (!(isOpen && (word === 'not' || word === 'if'))) written[word] = inner;
  }
  for (const each of alternatives) addAlternatives(written, each);
  return 'if' in written ? written : withoutBranches(written);
}

function writeWord(word: string, value: unknown, walk: Walk): Json | undefined {
  const one = (inner: unknown) => write(inner, walk);
  if (maps.has(word) && isObject(value)) return mapProperties(value, one);
  if (lists.has(word) && Array.isArray(value) && value.length > 0) return value.map(one);
  if (word === 'additionalProperties' && typeof value === 'boolean') return value;
  return singles.has(word) && (isObject(value) || typeof value === 'boolean') ? one(value) : undefined;
}

/** Alternatives of which several may fit; beside others of the same word both must hold. */
function addAlternatives(written: ToolSchema, alternatives: Json): void {
  const known = Array.isArray(written.allOf) ? written.allOf : [];
  if (written.anyOf === undefined) written.anyOf = alternatives;
  else written.allOf = [...known, { anyOf: alternatives }];
}

const withoutBranches = ({ then: _then, else: _else, ...rest }: ToolSchema): ToolSchema => rest;

const maps = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const singles = new Set(['items', 'contains', 'additionalProperties', 'propertyNames', 'not', 'if', 'then', 'else']);

function mapProperties(properties: Record<string, unknown>, one: (value: unknown) => ToolSchema): ToolSchema {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, one(value)]));
}

/** What only comes back in responses is no argument. */
function withoutReadOnly(schema: Record<string, unknown>): Record<string, unknown> {
  const { properties, required } = schema;
  if (!isObject(properties)) return schema;
  const wanted = Object.entries(properties).filter(([, value]) => !(isObject(value) && value.readOnly === true));
  const kept = new Set(wanted.map(([name]) => name));
  const isWanted = (name: unknown) => kept.has(String(name)) || !Object.hasOwn(properties, String(name));
  return {
    ...schema,
    properties: Object.fromEntries(wanted),
    ...(Array.isArray(required) ? { required: required.filter(isWanted) } : {}),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
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
function plainWords(schema: Readonly<Record<string, unknown>>, tally: Walk['tally']): { [key: string]: Json } {
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

/**
 * What every big provider takes: OpenAI and Anthropic allow names of 64 letters, digits, `_` and `-`, Gemini wants a letter or `_` first;
 * OpenAI takes 128 tools and 1,024 characters of description.
 */
export const limits = { tools: 128, nameLength: 64, descriptionLength: 1_024 } as const;

/** Text cut to so many UTF-16 units at most, at a whole character, with an ellipsis where it was. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const short = text.slice(0, length - 1);
  return `${/[\uD800-\uDBFF]$/.test(short) ? short.slice(0, -1) : short}…`;
}
