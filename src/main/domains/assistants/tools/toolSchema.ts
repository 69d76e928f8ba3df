import type { Json } from '#contract/common.ts';
import { isSame } from '#core/edit/edit.ts';
import { type Definitions, definitionName, type JsonSchema } from '#core/jsonSchema/schema.ts';
import { cut, distinctJson, isObject, pattern, plainWords, type Tally, typeWord } from './schemaWords.ts';

export type ToolSchema = { [key: string]: Json };

interface Walk {
  readonly definitions: Definitions;
  /** References that are being followed; one that comes again ends there. */
  readonly following: readonly string[];
  /** How many references may be followed, one within the other. */
  readonly follow: number;
  readonly depth: number;
  readonly tally: Tally;
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
  return typeof $ref === 'string' ? both(referred($ref, inner), below) : below;
}

/** Words that say something of a value and do not limit it. */
const annotations = new Set(['title', 'description', 'default', 'deprecated', 'writeOnly']);
/** Words that are read together: two schemas that have some of them are not one that has all. */
const together = [
  ['properties', 'patternProperties', 'additionalProperties'],
  ['items', 'prefixItems', 'contains'],
  ['if', 'then', 'else'],
];

/** What a reference leads to and what stands beside it, which both limit (Core, section 8.2.3.1): one schema where that means the same. */
function both(target: ToolSchema, own: ToolSchema): ToolSchema {
  const { required, ...rest } = own;
  const added = Array.isArray(required) ? { required: distinctJson([...listOf(target.required), ...required]) } : {};
  if (!Object.keys(rest).some((word) => clashes(word, target, rest))) return { ...target, ...rest, ...added };
  const said = Object.entries(own).filter(([word]) => annotations.has(word));
  return { ...Object.fromEntries(said), allOf: [target, own] };
}

function clashes(word: string, target: ToolSchema, own: ToolSchema): boolean {
  if (annotations.has(word) || isSame(target[word], own[word])) return false;
  const partners = together.find((words) => words.includes(word)) ?? [word];
  return partners.some((each) => each in target);
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

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
  const schema = withoutReadOnly(withoutUnreadable(own, walk.tally));
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

/** Without patterns that are none, and without words that would refuse more than the definition does once their companions are left out. */
function withoutUnreadable(schema: Record<string, unknown>, tally: Tally): Record<string, unknown> {
  const readable = { ...schema };
  if (schema.minContains === 0) delete readable.contains;
  const { patternProperties: named } = schema;
  if (!isObject(named)) return readable;
  const kept = Object.entries(named).filter(([name]) => pattern(name) !== undefined);
  if (kept.length === Object.keys(named).length) return readable;
  tally.opened += 1;
  delete readable.additionalProperties;
  return { ...readable, patternProperties: Object.fromEntries(kept) };
}

/** What only comes back in responses is no argument. */
function withoutReadOnly(schema: Record<string, unknown>): Record<string, unknown> {
  const { properties, required } = schema;
  if (!isObject(properties)) return schema;
  const wanted = Object.entries(properties).filter(([, value]) => !(isObject(value) && value.readOnly === true));
  const kept = new Set(wanted.map(([name]) => name));
  const isWanted = (name: unknown) => typeof name !== 'string' || kept.has(name) || !Object.hasOwn(properties, name);
  return {
    ...schema,
    properties: Object.fromEntries(wanted),
    ...(Array.isArray(required) ? { required: required.filter(isWanted) } : {}),
  };
}

/**
 * What every big provider takes: OpenAI and Anthropic allow names of 64 letters, digits, `_` and `-`, Gemini wants a letter or `_` first;
 * OpenAI takes 128 tools and 1,024 characters of description.
 */
export const limits = { tools: 128, nameLength: 64, descriptionLength: 1_024 } as const;
