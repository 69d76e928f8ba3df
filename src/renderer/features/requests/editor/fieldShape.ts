import type { JsonObject } from '#core/json/value.ts';
import { type Definitions, flattenSchema, resolveSchema, schemaType } from '#core/jsonSchema/schema.ts';

/** The control for a value. */
export type FieldShape =
  | { kind: 'choice'; options: (string | number | boolean)[] }
  | { kind: 'boolean' }
  | { kind: 'number'; integer: boolean }
  | { kind: 'text' }
  | { kind: 'list'; options: string[]; numbers: boolean }
  | { kind: 'json' };

const scalar = new Set(['string', 'number', 'integer', 'boolean']);
const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** Reads from a schema which control fits it; whatever is more than a scalar or a list of scalars is written as JSON. */
export function fieldShape(schema: unknown, definitions: Definitions): FieldShape {
  const own = oneOf(flattenSchema(schema, definitions), definitions);
  const listed = Array.isArray(own.enum) ? own.enum.filter(isScalar) : [];
  if (listed.length > 0) return { kind: 'choice', options: listed };
  switch (typeOf(own)) {
    case 'boolean':
      return { kind: 'boolean' };
    case 'number':
      return { kind: 'number', integer: false };
    case 'integer':
      return { kind: 'number', integer: true };
    case 'string':
      return { kind: 'text' };
    case 'array':
      return listShape(own, definitions);
    default:
      return { kind: 'json' };
  }
}

/** A value or null, and a union of which only one side says more, get the control of that side. */
function oneOf(schema: JsonObject, definitions: Definitions): JsonObject {
  const choices = [schema.oneOf, schema.anyOf].find(Array.isArray);
  if (choices === undefined || schema.type !== undefined) return schema;
  const real = choices.map((one) => flattenSchema(one, definitions)).filter((one) => one.type !== 'null');
  const [first] = real;
  if (first === undefined) return schema;
  if (real.every((one) => Array.isArray(one.enum))) return { ...first, enum: real.flatMap((one) => one.enum) };
  return real.find((one) => one.type === 'string') ?? first;
}

function listShape(schema: JsonObject, definitions: Definitions): FieldShape {
  const items = flattenSchema(schema.items ?? {}, definitions);
  const type = typeOf(items);
  if (!scalar.has(type)) return { kind: 'json' };
  const options = Array.isArray(items.enum) ? items.enum.filter((one) => typeof one === 'string') : [];
  return { kind: 'list', options, numbers: type === 'number' || type === 'integer' };
}

/** The type in words, with its bounds: "integer, 1 to 100". */
export function typeWords(schema: unknown, definitions: Definitions): string {
  const own = flattenSchema(schema, definitions);
  const type = typeOf(own);
  const items = type === 'array' ? typeOf(resolveSchema(own.items, definitions).schema) : '';
  const words = type === 'array' ? `list of ${items}` : type;
  const format = typeof own.format === 'string' ? ` (${own.format})` : '';
  return words + format + bounds(own.minimum, own.maximum);
}

function bounds(least: unknown, most: unknown): string {
  if (typeof least === 'number' && typeof most === 'number') return `, ${least} to ${most}`;
  if (typeof least === 'number') return `, at least ${least}`;
  return typeof most === 'number' ? `, at most ${most}` : '';
}

/** A schema that says nothing gets a text field. */
function typeOf(schema: JsonObject): string {
  return schemaType(schema) ?? 'string';
}
