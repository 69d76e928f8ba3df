import { parseExact } from '../json/exact.ts';
import { arrayAt, own, texts } from '../json/value.ts';
import { type Definitions, flattenSchema, schemaType } from '../jsonSchema/schema.ts';

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
