import { essence, isAmongTypes, isJson, multipartForm, octets } from '../http/mediaType.ts';
import { isJsonText, parseExact } from '../json/exact.ts';
import { objectAt, own, textAt } from '../json/value.ts';
import { type Definitions, flattenSchema, isBinary, readText, typesOf } from '../jsonSchema/schema.ts';
import type { MediaContent, PropertyEncoding } from './definition.ts';
import { asText, formPairs, isRecord, isStyled, styleOf, writePairs } from './serialise.ts';

/** Content that is kept elsewhere, under the hash of its bytes. */
interface StoredContent {
  readonly id: string;
  readonly bytes: number;
}

/** A field of a form as a person fills it in: text (JSON for objects), or a file. */
export interface FormField {
  readonly name: string;
  readonly value: string;
  readonly enabled: boolean;
  /** Content type that a person set for the part; it goes before what the definition says. */
  readonly mediaType?: string | undefined;
  /** `data` is base64. */
  readonly file?:
    | {
        readonly name: string;
        readonly mediaType: string;
        readonly data: string;
        readonly stored?: StoredContent | undefined;
      }
    | undefined;
}

/** One part of a multipart body. The way to the network adds boundaries. */
export interface FormPart {
  readonly name: string;
  readonly fileName: string | null;
  /** Null where the default says it: plain text. */
  readonly contentType: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly content: { readonly text: string } | { readonly base64: string } | { readonly stored: StoredContent };
}

/** What a definition says of the fields of a form. */
export type FormContent = Pick<MediaContent, 'schema' | 'encoding'>;

/**
 * Url-encoded fields by their encoding (OpenAPI 3.1.1 section 4.8.15, WHATWG form-urlencoded): a list as a pair each,
 * an object as JSON, unless a style says otherwise.
 */
export function formText(fields: readonly FormField[], content: FormContent, definitions: Definitions): string {
  const form = new DeclaredForm(content, definitions);
  return form.joined(fields).flatMap(formPairs).join('&');
}

/** The parts of a multipart body by their encoding: of a list one each, in the content type that each has. */
export function formParts(
  fields: readonly FormField[],
  mediaType: string,
  content: FormContent,
  definitions: Definitions,
): FormPart[] {
  const form = new DeclaredForm(content, definitions);
  const mayStyle = essence(mediaType) === multipartForm;
  return form.joined(fields).flatMap((field): FormPart[] => {
    const { name, value, rule, file, set } = field;
    if (file !== undefined) return [filePart(field, file)];
    const headers = rule?.headers ?? [];
    if (set !== null)
      return [{ name, fileName: null, contentType: set.mediaType, headers, content: { text: set.text } }];
    if (mayStyle && isStyled(rule)) {
      const pairs = writePairs({ ...styleOf(rule), name, reserve: 'raw' }, value);
      return pairs.map(([each, text]) => ({ ...bare, name: each, headers, content: { text } }));
    }
    const isWhole = isJson(rule?.contentType ?? '');
    const items: unknown[] = Array.isArray(value) && !isWhole ? value : [value];
    return items.map((item) => textPart(form, field, item));
  });
}

const bare = { fileName: null, contentType: null } as const;

/** A field with the value that its text stands for, and what the definition says of it. */
interface Joined {
  readonly name: string;
  readonly value: unknown;
  readonly file: FormField['file'];
  readonly rule: PropertyEncoding | undefined;
  readonly schema: unknown;
  /** The text as it stands, where a person set its type; null where the definition decides. */
  readonly set: { readonly mediaType: string; readonly text: string } | null;
}

class DeclaredForm {
  readonly definitions: Definitions;
  readonly #properties: Readonly<Record<string, unknown>>;
  readonly #encoding: readonly PropertyEncoding[];

  constructor({ schema, encoding }: FormContent, definitions: Definitions) {
    this.definitions = definitions;
    this.#properties = objectAt(flattenSchema(schema, definitions), 'properties') ?? {};
    this.#encoding = encoding;
  }

  /** Several fields of one name become one list where the encoding writes lists as one value. */
  joined(fields: readonly FormField[]): Joined[] {
    const seen = new Map<string, unknown[]>();
    return fields.flatMap(({ name, value: text, file, mediaType = '' }): Joined[] => {
      const rule = this.#encoding.find((each) => each.property === name);
      const schema = own(this.#properties, name);
      const alone = fields.filter((each) => each.name === name).length === 1;
      const value = readText(text, schema, this.definitions);
      const set = mediaType === '' ? null : { mediaType, text };
      if (file !== undefined || set !== null || alone || !isDelimited(rule))
        return [{ name, value, file, rule, schema, set }];
      const item = itemOf(text, schema, rule, this.definitions);
      const list = seen.get(name);
      list?.push(item);
      if (list !== undefined) return [];
      const values = [item];
      seen.set(name, values);
      return [{ name, value: values, file, rule, schema, set }];
    });
  }
}

/** One of several values of a list: in a JSON part a number or an object stays what it is. */
function itemOf(text: string, schema: unknown, rule: PropertyEncoding | undefined, definitions: Definitions): unknown {
  const types = typesOf(own(flattenSchema(schema, definitions), 'items'), definitions);
  const isTyped = isJson(rule?.contentType ?? '') && types.size > 0 && !types.has('string');
  return isTyped && isJsonText(text) ? parseExact(text) : text;
}

const isDelimited = (rule: PropertyEncoding | undefined): boolean =>
  isJson(rule?.contentType ?? '') || (isStyled(rule) && !styleOf(rule).explode);

function filePart({ name, rule }: Joined, file: NonNullable<FormField['file']>): FormPart {
  const declared = rule?.contentType;
  const isUnknown = file.mediaType === '' || essence(file.mediaType) === octets;
  const takesOwn = declared === undefined || (!isUnknown && isAmongTypes(file.mediaType, declared));
  const contentType = (takesOwn ? undefined : firstConcrete(declared)) ?? (file.mediaType || octets);
  return { name, fileName: file.name, contentType, headers: rule?.headers ?? [], content: contentOf(file) };
}

function contentOf({ data, stored }: NonNullable<FormField['file']>): FormPart['content'] {
  return stored === undefined || data !== '' ? { base64: data } : { stored };
}

/** A part by its declared type, else by the default of its schema and value (OpenAPI 3.1.1, Encoding Object). */
function textPart({ definitions }: DeclaredForm, { name, rule, schema }: Joined, value: unknown): FormPart {
  const fileName = isBinary(schema, definitions) ? name : null;
  const contentType = firstConcrete(rule?.contentType) ?? defaultType(schema, value, definitions);
  const text = contentType !== null && isJson(contentType) ? jsonOf(schema, value, definitions) : asText(value);
  return { name, fileName, contentType, headers: rule?.headers ?? [], content: { text } };
}

function firstConcrete(list: string | undefined): string | undefined {
  return list
    ?.split(',')
    .map((each) => each.trim())
    .find((each) => each !== '' && !each.includes('*'));
}

function defaultType(schema: unknown, value: unknown, definitions: Definitions): string | null {
  const flat = flattenSchema(schema, definitions);
  const items = own(flat, 'items');
  if (items !== undefined && !Array.isArray(value)) return defaultType(items, value, definitions);
  const stated = textAt(flat, 'contentMediaType');
  if (stated !== undefined) return stated;
  if (isBinary(flat, definitions)) return octets;
  const types = typesOf(flat, definitions);
  const isWhole =
    types.size > 0 && [...types].every((type) => type === 'object' || type === 'array' || type === 'null');
  const isJsonValue = value === null || isJsonText(asText(value));
  return isRecord(value) || Array.isArray(value) || (isWhole && isJsonValue) ? 'application/json' : null;
}

/** Text that is JSON already goes as it was written, unless the schema asks for a text. */
function jsonOf(schema: unknown, value: unknown, definitions: Definitions): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'null';
  const types = typesOf(schema, definitions);
  const isText = types.size === 1 && types.has('string');
  return !isText && isJsonText(value) ? value : JSON.stringify(value);
}
