import { essence, isJsonLines, isXml } from '../http/mediaType.ts';
import { isJsonText } from '../json/exact.ts';
import { booleanAt, isObject, objectAt, own, textAt } from '../json/value.ts';
import { type SampleOptions, sampleFromSchema } from '../jsonSchema/sample.ts';
import { type Definitions, type JsonSchema, resolveSchema } from '../jsonSchema/schema.ts';
import { jsonLines } from './bodyContent.ts';
import type { MediaContent } from './definition.ts';
import { asText } from './serialise.ts';

/**
 * The text to begin a body with: the example where there is one, else made from the schema. Forms are written as a
 * JSON object of their fields, which `draftBody` takes; XML as XML.
 */
export function sampleBody(
  { mediaType, schema, itemSchema, example }: MediaContent,
  definitions: Definitions,
  options: SampleOptions = {},
): string {
  const type = essence(mediaType);
  if (isJsonLines(type)) return sampleLines({ mediaType: type, schema, itemSchema, example }, definitions, options);
  if (typeof example === 'string' && (!isStructured(type) || isStructure(example))) return example;
  const examples = example === undefined ? [] : [example];
  const value = sampleFromSchema(schema ?? (isStructured(type) ? true : anyText), definitions, {
    ...options,
    examples,
  });
  if (isXml(type)) return writeXml(schema ?? true, value, definitions);
  if (isStructured(type)) return JSON.stringify(value, null, 2);
  return type.startsWith('text/') || typeof value === 'string' ? asText(value) : JSON.stringify(value, null, 2);
}

const anyText = { type: 'string' };

/** A value a line. */
function sampleLines(
  { mediaType, schema, itemSchema, example }: Omit<MediaContent, 'encoding'>,
  definitions: Definitions,
  options: SampleOptions,
): string {
  if (typeof example === 'string') return example;
  const item = itemSchema ?? schema ?? true;
  const value = example ?? sampleFromSchema(item, definitions, options);
  return jsonLines(value, mediaType);
}

/** Media types whose text in the editor is JSON. */
function isStructured(type: string): boolean {
  return type.includes('json') || type.startsWith('multipart/') || type.endsWith('urlencoded');
}

/** Some definitions write the example of an object as its text. */
const isStructure = (example: string): boolean => /^\s*[[{]/.test(example) && isJsonText(example);

const deepest = 20;

/** A value as XML, with the names, attributes and wrappers that its schema gives (OpenAPI, XML Object). */
function writeXml(schema: JsonSchema, value: unknown, definitions: Definitions): string {
  const root = resolveSchema(schema, definitions);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root.name ?? 'root', root.schema, value, { definitions, depth: 0 })}\n`;
}

interface Context {
  definitions: Definitions;
  depth: number;
}

function element(fallback: string, schema: unknown, value: unknown, context: Context): string {
  const name = elementName(fallback, schema);
  if (context.depth > deepest) return `<${name}/>`;
  const inner = { ...context, depth: context.depth + 1 };
  if (Array.isArray(value)) return value.map((item) => element(name, own(schema, 'items'), item, inner)).join('');
  const open = `<${name}${namespace(schema)}`;
  if (!isObject(value)) return `${open}>${escaped(asText(value))}</${name}>`;
  const { attributes, children } = members(schema, value, inner);
  return `${open}${attributes}>${children}</${name}>`;
}

function members(schema: unknown, value: object, context: Context): { attributes: string; children: string } {
  const properties = objectAt(schema, 'properties');
  let attributes = '';
  let children = '';
  for (const [key, item] of Object.entries(value)) {
    const { schema: inner } = resolveSchema(own(properties, key), context.definitions);
    const xml = objectAt(inner, 'xml');
    if (booleanAt(xml, 'attribute')) attributes += ` ${elementName(key, inner)}="${escaped(asText(item))}"`;
    else children += Array.isArray(item) ? list(key, inner, item, context) : element(key, inner, item, context);
  }
  return { attributes, children };
}

/** The items of a list stand side by side, or inside an element of the list's name where it is wrapped. */
function list(key: string, schema: unknown, items: readonly unknown[], context: Context): string {
  const name = elementName(key, schema);
  const isWrapped = booleanAt(objectAt(schema, 'xml'), 'wrapped') ?? false;
  const { schema: itemSchema } = resolveSchema(own(schema, 'items'), context.definitions);
  const children = items.map((item) => element(name, itemSchema, item, context)).join('');
  return isWrapped ? `<${name}>${children}</${name}>` : children;
}

function elementName(fallback: string, schema: unknown): string {
  const xml = objectAt(schema, 'xml');
  const prefix = textAt(xml, 'prefix');
  const name = (textAt(xml, 'name') ?? fallback).replace(/[^\p{L}\p{N}_.:-]/gu, '_').replace(/^(?![\p{L}_])/u, '_');
  return prefix ? `${prefix}:${name}` : name;
}

function namespace(schema: unknown): string {
  const xml = objectAt(schema, 'xml');
  const address = textAt(xml, 'namespace');
  const prefix = textAt(xml, 'prefix');
  return address === undefined ? '' : ` xmlns${prefix ? `:${prefix}` : ''}="${escaped(address)}"`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
