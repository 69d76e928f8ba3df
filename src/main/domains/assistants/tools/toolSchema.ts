import type { Json } from '#contract/common.ts';
import { type Definitions, definitionName, type JsonSchema } from '#core/jsonSchema/schema.ts';
import { cut } from './limits.ts';
import { plainWords } from './schemaWords.ts';

export type ToolSchema = { [key: string]: Json };

interface Walk {
  readonly definitions: Definitions;
  /** References that are being followed; one that comes again ends there. */
  readonly following: readonly string[];
  /** How many references may be followed, one within the other. */
  readonly follow: number;
  readonly depth: number;
  /** Schemas that may still be written. */
  readonly budget: { left: number };
}

const mostDepth = 12;
const mostSchemas = 2_000;
const followDepths = [8, 4, 2, 1, 0];
const mostCharacters = 24_000;

/**
 * A schema of a definition as one that stands alone: references are written out, a schema that comes back to itself or lies too deep is
 * left open, and words that no JSON Schema 2020-12 has, or that have values it does not allow, are left out. One that grows too long is written less deep.
 */
export function toolSchema(schema: JsonSchema | undefined, definitions: Definitions): ToolSchema {
  let written: ToolSchema = {};
  for (const follow of followDepths) {
    const walk = { definitions, following: [], follow, depth: 0, budget: { left: mostSchemas } };
    written = write(schema ?? true, walk);
    if (JSON.stringify(written).length <= mostCharacters) return written;
  }
  return written;
}

function write(schema: unknown, walk: Walk): ToolSchema {
  if (!isObject(schema) || walk.depth > mostDepth || walk.budget.left <= 0) return schema === false ? { not: {} } : {};
  walk.budget.left -= 1;
  const { $ref, ...own } = schema;
  const inner = { ...walk, depth: walk.depth + 1 };
  const below = writeOwn(own, inner);
  return typeof $ref === 'string' ? { ...referred($ref, inner), ...below } : below;
}

function referred(reference: string, walk: Walk): ToolSchema {
  const name = definitionName(reference);
  if (name === undefined || !Object.hasOwn(walk.definitions, name)) return {};
  if (walk.following.includes(name) || walk.following.length >= walk.follow)
    return { description: cut(`${name}, not described further.`, 200) };
  return write(walk.definitions[name], { ...walk, following: [...walk.following, name] });
}

function writeOwn(own: Record<string, unknown>, walk: Walk): ToolSchema {
  const schema = withoutReadOnly(own);
  const one = (value: unknown) => write(value, walk);
  const written: ToolSchema = plainWords(schema);
  for (const [word, value] of Object.entries(schema)) {
    if (maps.has(word) && isObject(value)) written[word] = mapProperties(value, one);
    else if (lists.has(word) && Array.isArray(value) && value.length > 0) written[word] = value.map(one);
    else if (word === 'additionalProperties' && typeof value === 'boolean') written[word] = value;
    else if (singles.has(word) && (isObject(value) || typeof value === 'boolean')) written[word] = one(value);
  }
  return written;
}

const maps = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const singles = new Set(['items', 'contains', 'additionalProperties', 'propertyNames', 'not', 'if', 'then', 'else']);

function mapProperties(properties: Record<string, unknown>, one: (value: unknown) => ToolSchema): ToolSchema {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, one(value)]));
}

/** What only comes back in responses is not asked for. */
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

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
