import { isObject, type JsonObject, objectAt, plainRecord } from '../json/value.ts';
import type { JsonSchema } from './schema.ts';

const deepest = 20;
const mostMembers = 200;
const mostItems = 50;

/** A schema that a JSON value fits: its types, members and items. Members that every item of a list has are required. */
export function inferSchema(value: unknown, depth = 0): JsonSchema {
  if (depth >= deepest) return {};
  if (Array.isArray(value)) {
    const items = value.slice(0, mostItems).map((item) => inferSchema(item, depth + 1));
    return items.length === 0 ? { type: 'array' } : { type: 'array', items: items.reduce(joinSchemas) };
  }
  if (isObject(value)) {
    const entries = Object.entries(value).slice(0, mostMembers);
    const properties = plainRecord(entries.map(([name, member]) => [name, inferSchema(member, depth + 1)] as const));
    const required = entries.map(([name]) => name);
    return { type: 'object', properties, ...(required.length > 0 && { required }) };
  }
  if (value === null) return { type: 'null' };
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  return typeof value === 'string' || typeof value === 'boolean' ? { type: typeof value } : {};
}

/** A schema that is fit by what either is fit by. Both come from `inferSchema`. */
export function joinSchemas(a: JsonSchema, b: JsonSchema): JsonSchema {
  if (!isObject(a) || !isObject(b)) return {};
  if (Object.keys(a).length === 0 || Object.keys(b).length === 0) return {};
  const types = [...new Set([...typesOf(a), ...typesOf(b)])];
  const plain = types.includes('number') ? types.filter((type) => type !== 'integer') : types;
  const items = [a, b].map(({ items: each }) => each).filter((each) => each !== undefined);
  const [first, second] = items.filter((each): each is JsonSchema => isObject(each));
  const joined = first !== undefined && second !== undefined ? joinSchemas(first, second) : first;
  return {
    type: plain.length === 1 ? (plain[0] ?? 'null') : plain,
    ...joinedMembers(a, b),
    ...(joined !== undefined && { items: joined }),
  };
}

const typesOf = ({ type }: JsonObject): string[] => (Array.isArray(type) ? type.map(String) : [String(type)]);

function joinedMembers(a: JsonObject, b: JsonObject) {
  const [left, right] = [a.properties, b.properties];
  if (!isObject(left) || !isObject(right)) {
    const only = isObject(left) ? a : isObject(right) ? b : undefined;
    return only === undefined
      ? {}
      : { properties: only.properties, ...(only.required !== undefined && { required: only.required }) };
  }
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const member = (name: string): JsonSchema => {
    const [one, other] = [objectAt(left, name), objectAt(right, name)];
    return one !== undefined && other !== undefined ? joinSchemas(one, other) : (one ?? other ?? {});
  };
  const required = listOf(a.required).filter((name) => listOf(b.required).includes(name));
  return {
    properties: plainRecord(names.map((name) => [name, member(name)] as const)),
    ...(required.length > 0 && { required }),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
