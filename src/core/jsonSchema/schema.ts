import { z } from 'zod';
import { parseExact } from '../json/exact.ts';
import {
  arrayAt,
  escapeToken,
  isObject,
  type JsonObject,
  objectAt,
  own,
  plainRecord,
  pointerOfFragment,
  texts,
  tokensOf,
} from '../json/value.ts';

/** A JSON Schema of the dialect that its definition uses, normalised to 2020-12 words. `true` and `false` are schemas too. */
export const jsonSchema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);
export type JsonSchema = z.infer<typeof jsonSchema>;

/** The schemas that `#/$defs/<name>` references name. */
export type Definitions = Readonly<Record<string, JsonSchema>>;

/**
 * The words of a schema under which schemas stand (JSON Schema 2020-12 and the drafts before it): maps by name, lists, and one each.
 * `items` is one or, in old drafts, a list, and is in none of these.
 */
export const schemaWords = {
  maps: ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'],
  lists: ['allOf', 'anyOf', 'oneOf', 'prefixItems'],
  singles: [
    'additionalProperties',
    'not',
    'if',
    'then',
    'else',
    'contains',
    'propertyNames',
    'unevaluatedItems',
    'unevaluatedProperties',
    'contentSchema',
  ],
} as const;

/** References that lead to references stop being followed after this many; so do schemas within `allOf`. */
const longestChain = 32;
const deepestAllOf = 8;
const mostSchemas = 2_000;

/** The reference that leads to a definition of this name. */
export function definitionReference(name: string): string {
  return `#/$defs/${encodeURIComponent(escapeToken(name))}`;
}

/** `Pet` of `#/$defs/Pet`; undefined for a reference to anything else. */
export function definitionName(reference: string): string | undefined {
  if (!reference.startsWith('#/$defs/')) return undefined;
  const [, name, ...below] = tokensOf(pointerOfFragment(reference.slice(1)) ?? '');
  return below.length === 0 ? name : undefined;
}

interface ResolvedSchema {
  readonly schema: JsonObject;
  /** The last name on the way; the reference itself where it names no definition; null where nothing was followed. */
  readonly name: string | null;
}

/**
 * The schema behind its references, with what is beside a reference laid over it. A boolean schema, a reference
 * that leads nowhere and one that leads back to itself say nothing: the empty schema.
 */
export function resolveSchema(given: unknown, definitions: Definitions): ResolvedSchema {
  let schema = isObject(given) ? given : {};
  let name: string | null = null;
  for (let step = 0; step < longestChain; step += 1) {
    if (typeof own(schema, '$ref') !== 'string') return { schema, name };
    const { $ref, ...beside } = schema;
    name = definitionName(String($ref)) ?? String($ref);
    const target = own(definitions, name);
    schema = isObject(target) ? { ...target, ...beside } : beside;
  }
  return { schema: {}, name };
}

/**
 * The resolved schema with the members of its `allOf` laid over each other: bounds, types and enums at their narrowest,
 * properties and required names added up, of other words the earlier one. What is left in `allOf` are further choices.
 * `budget` bounds the work over several calls.
 */
export function flattenSchema(
  given: unknown,
  definitions: Definitions,
  budget = { left: mostSchemas },
  depth = 0,
): JsonObject {
  const { schema } = resolveSchema(given, definitions);
  const members = arrayAt(schema, 'allOf');
  if (members.length === 0 || depth > deepestAllOf || budget.left < 0) return schema;
  budget.left -= members.length;
  const flat = members.slice(0, mostSchemas).map((each) => flattenSchema(each, definitions, budget, depth + 1));
  return laidOver([schema, ...flat]);
}

function laidOver(schemas: readonly JsonObject[]): JsonObject {
  const words = new Map<string, unknown>();
  const properties = new Map<string, unknown>();
  const choices: unknown[] = [];
  for (const [index, schema] of schemas.entries()) {
    for (const [word, value] of Object.entries(schema)) {
      if (word === 'allOf') choices.push(...(index === 0 ? [] : arrayAt(schema, 'allOf')));
      else if (!words.has(word)) words.set(word, value);
      else if (word === 'oneOf' || word === 'anyOf') choices.push({ [word]: value });
      else words.set(word, both(word, words.get(word), value));
    }
    for (const [name, value] of Object.entries(objectAt(schema, 'properties') ?? {})) {
      const known = properties.get(name);
      properties.set(name, known === undefined || known === value ? value : { allOf: [known, value] });
    }
  }
  const required = [...new Set(schemas.flatMap((each) => texts(own(each, 'required'))))];
  return {
    ...plainRecord(words),
    ...(properties.size > 0 && { properties: plainRecord(properties) }),
    ...(required.length > 0 && { required }),
    ...(choices.length > 0 && { allOf: choices }),
  };
}

/** The word of a property that need not be there: `readOnly` in a request, `writeOnly` in a response (OpenAPI 3.1.1, Schema Object). */
export type HiddenWord = 'readOnly' | 'writeOnly';

export function isHidden(property: unknown, word: HiddenWord, definitions: Definitions): boolean {
  return isObject(property) && own(flattenSchema(property, definitions), word) === true;
}

/** Whether one of the schemas, which count for the same object, hides its property of this name. */
export function hides(
  schemas: readonly JsonObject[],
  name: string,
  word: HiddenWord,
  definitions: Definitions,
): boolean {
  return schemas.some((each) => isHidden(own(flattenSchema(each, definitions).properties, name), word, definitions));
}

/** The schema in which no hidden property must be there. */
export function withoutHidden(schema: JsonSchema, definitions: Definitions, word: HiddenWord): JsonSchema {
  const visit = (given: unknown, around: readonly JsonObject[] = []): unknown =>
    isObject(given) ? visitObject(given, [...around, given]) : given;
  const visitObject = (given: JsonObject, schemas: readonly JsonObject[]): Record<string, unknown> =>
    plainRecord(
      Object.entries(given).map(([key, value]) => {
        if (key === 'required') return [key, texts(value).filter((name) => !hides(schemas, name, word, definitions))];
        if (key === 'allOf' && Array.isArray(value)) return [key, value.map((each) => visit(each, schemas))];
        if (lists.has(key) && Array.isArray(value)) return [key, value.map((each) => visit(each))];
        if (maps.has(key) && isObject(value))
          return [key, plainRecord(Object.entries(value).map(([name, each]) => [name, visit(each)]))];
        return [key, singles.has(key) ? visit(value) : value];
      }),
    );
  return typeof schema === 'boolean' ? schema : visitObject(schema, [schema]);
}

const maps = new Set<string>(schemaWords.maps);
const lists = new Set<string>(['items', ...schemaWords.lists]);
const singles = new Set<string>(['items', ...schemaWords.singles]);

const lowerBounds = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']);
const upperBounds = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']);

/** What two words of one name ask for together; the earlier one where that has no simple form. */
function both(word: string, first: unknown, second: unknown): unknown {
  if (typeof first === 'number' && typeof second === 'number') {
    if (lowerBounds.has(word)) return Math.max(first, second);
    if (upperBounds.has(word)) return Math.min(first, second);
  }
  if (word === 'enum' && Array.isArray(first) && Array.isArray(second)) {
    const kept = first.filter((each) => second.includes(each));
    return kept.length > 0 ? kept : first;
  }
  if (word === 'uniqueItems') return first === true || second === true;
  if (word === 'items' && isObject(first) && isObject(second) && first !== second) return { allOf: [first, second] };
  return word === 'type' ? bothTypes(first, second) : first;
}

function bothTypes(first: unknown, second: unknown): unknown {
  const named = (type: unknown) => (typeof type === 'string' ? [type] : texts(type));
  const taken = named(second);
  const kept = named(first).flatMap((each) => {
    if (taken.includes(each)) return [each];
    const isNarrower =
      (each === 'number' && taken.includes('integer')) || (each === 'integer' && taken.includes('number'));
    return isNarrower ? ['integer'] : [];
  });
  return kept.length === 0 ? first : kept.length === 1 ? kept[0] : kept;
}

/** Words that only make sense for one type. */
const telling: readonly (readonly [type: string, words: readonly string[]])[] = [
  ['object', ['properties', 'patternProperties', 'required', 'minProperties']],
  ['array', ['items', 'prefixItems', 'minItems', 'contains']],
  ['string', ['pattern', 'format', 'minLength', 'maxLength']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

/** The first type that is not null, stated or told by the other words; undefined where nothing tells it. */
export function schemaType(schema: JsonObject): string | undefined {
  const type = own(schema, 'type');
  if (typeof type === 'string') return type;
  const named = texts(type).find((each) => each !== 'null');
  if (named !== undefined) return named;
  if (objectAt(schema, 'additionalProperties')) return 'object';
  const told = telling.find(([, words]) => words.some((word) => own(schema, word) !== undefined));
  if (told !== undefined) return told[0];
  return Array.isArray(type) && type.length > 0 ? 'null' : undefined;
}

/** One way in which a value does not match a schema. The pointer is into the value. */
const schemaMismatch = z.object({ pointer: z.string(), message: z.string() });
export type SchemaMismatch = z.infer<typeof schemaMismatch>;

/** `unchecked`: the schema itself could not be compiled, or checking took too long; `reason` says which. */
const schemaVerdict = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('matches') }),
  z.object({ outcome: z.literal('differs'), mismatches: z.array(schemaMismatch) }),
  z.object({ outcome: z.literal('unchecked'), reason: z.string() }),
]);
export type SchemaVerdict = z.infer<typeof schemaVerdict>;

/**
 * What a text stands for under a schema: a list or an object where it is one in JSON and the schema takes no text,
 * `null` likewise, else the text as it was written. So numbers keep their digits, and a text that looks like JSON stays
 * one where texts are asked for.
 */
export function readText(text: string, schema: unknown, definitions: Definitions): unknown {
  if (!/^\s*(?:\[|\{|null\s*$)/.test(text)) return text;
  const types = typesOf(schema, definitions);
  if (types.size === 0 || types.has('string')) return text;
  try {
    const value = parseExact(text);
    return types.has(kind(value)) ? value : text;
  } catch {
    return text;
  }
}

/** Whether a schema asks for a list, also as one choice among others or behind references. */
export function takesList(schema: unknown, definitions: Definitions): boolean {
  return typesOf(schema, definitions).has('array');
}

/** Whether a schema asks for bytes as they are (`format: binary`, or a media type without an encoding), or a list of them. */
export function isBinary(schema: unknown, definitions: Definitions): boolean {
  const flat = flattenSchema(schema, definitions);
  if (own(flat, 'items') !== undefined) return isBinary(own(flat, 'items'), definitions);
  const encoded = own(flat, 'contentEncoding') !== undefined;
  return own(flat, 'format') === 'binary' || (own(flat, 'contentMediaType') !== undefined && !encoded);
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const deepest = 8;

/** The types that a schema takes, over all its choices; none where it says nothing about them. */
export function typesOf(schema: unknown, definitions: Definitions, depth = 0): ReadonlySet<string> {
  const flat = flattenSchema(schema, definitions);
  const stated = own(flat, 'type');
  if (typeof stated === 'string') return new Set([stated]);
  if (Array.isArray(stated)) return new Set(texts(stated));
  const choices = [...arrayAt(flat, 'oneOf'), ...arrayAt(flat, 'anyOf')];
  if (choices.length > 0 && depth < deepest) {
    const types = choices.map((each) => typesOf(each, definitions, depth + 1));
    // A choice that says nothing takes everything, texts included.
    return types.some((each) => each.size === 0) ? new Set() : new Set(types.flatMap((each) => [...each]));
  }
  const listed = Object.hasOwn(flat, 'const') ? [flat.const] : arrayAt(flat, 'enum');
  if (listed.length > 0) return new Set(listed.map(kind));
  const told = schemaType(flat);
  return told === undefined ? new Set() : new Set([told]);
}
