import { essence, isJsonLines, isXml } from '../http/mediaType.ts';
import { isJsonText } from '../json/exact.ts';
import { arrayAt, booleanAt, type JsonObject, objectAt, own, textAt } from '../json/value.ts';
import { type SampleOptions, sampleFromSchema } from '../jsonSchema/sample.ts';
import { type Definitions, flattenSchema, type JsonSchema, resolveSchema } from '../jsonSchema/schema.ts';
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

/** A value as XML, with the names, attributes and wrappers that its schema gives (OpenAPI 3.2, XML Object). */
function writeXml(schema: JsonSchema, value: unknown, definitions: Definitions): string {
  const name = resolveSchema(schema, definitions).name ?? 'root';
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XmlWriter(definitions).root(schema, value, name)}\n`;
}

/** What a value becomes in the element around it. */
interface XmlParts {
  attributes: string;
  content: string;
}

const noParts: XmlParts = { attributes: '', content: '' };
const nil = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"';

class XmlWriter {
  readonly #definitions: Definitions;

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** A document has one element around everything, also where its schema is a list without one. */
  root(given: JsonSchema, value: unknown, name: string): string {
    const schema = flattenSchema(given, this.#definitions);
    return this.#element(schema, elementName(name, schema), this.#inside(schema, value, name, 0));
  }

  /** @param name what the element is called where its schema does not say it */
  #write(given: unknown, value: unknown, name: string, depth: number): XmlParts {
    const schema = flattenSchema(given, this.#definitions);
    const own = elementName(name, schema);
    switch (nodeType(schema, value)) {
      case 'attribute':
        return value === null
          ? noParts
          : { attributes: `${namespace(schema)} ${own}="${escaped(asText(value))}"`, content: '' };
      case 'text':
        return { attributes: '', content: escaped(asText(value)) };
      case 'cdata':
        return { attributes: '', content: `<![CDATA[${asText(value).replaceAll(']]>', ']]]]><![CDATA[>')}]]>` };
      case 'none':
        return this.#inside(schema, value, name, depth);
      default:
        if (value === null) return { attributes: '', content: `<${own}${nil}/>` };
        return { attributes: '', content: this.#element(schema, own, this.#inside(schema, value, own, depth)) };
    }
  }

  #element(schema: unknown, name: string, { attributes, content }: XmlParts): string {
    return `<${name}${namespace(schema)}${attributes}>${content}</${name}>`;
  }

  #inside(schema: JsonObject, value: unknown, name: string, depth: number): XmlParts {
    if (depth > deepest) return noParts;
    if (typeof value !== 'object' || value === null) return { attributes: '', content: escaped(asText(value)) };
    const first = arrayAt(schema, 'prefixItems');
    const parts = Array.isArray(value)
      ? value.map((item, index) => this.#write(first[index] ?? own(schema, 'items'), item, name, depth + 1))
      : Object.entries(value).map(([key, item]) =>
          this.#write(own(objectAt(schema, 'properties'), key), item, key, depth + 1),
        );
    const joined = (part: keyof XmlParts) => parts.map((each) => each[part]).join('');
    return { attributes: joined('attributes'), content: joined('content') };
  }
}

/** `attribute` and `wrapped` are the older words. A list stands for its items, unless it says that it is an element. */
function nodeType(schema: unknown, value: unknown): string {
  const xml = objectAt(schema, 'xml');
  const isList = Array.isArray(value);
  const said = textAt(xml, 'nodeType');
  if (said !== undefined) return said;
  if (booleanAt(xml, 'attribute') && typeof value !== 'object') return 'attribute';
  return isList && !booleanAt(xml, 'wrapped') ? 'none' : 'element';
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
